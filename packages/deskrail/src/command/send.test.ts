import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteLog, type SqliteLog } from '@deskrail/event-log/sqlite';
import { openTestDatabase, type TestDatabase } from '@deskrail/testing';
import { createReceiver } from '@deskrail/webhooks';
import { zendesk } from '@deskrail/zendesk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeInstance } from '../config/instance-file.js';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';
import { send } from './send.js';

const secret = 'the-secret-of-the-emulated-desk';
let directory: string;
let database: TestDatabase;
let log: SqliteLog;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deskrail-send-'));
  database = await openTestDatabase();
  log = await openSqliteLog({ file: database });
});
afterEach(async () => {
  await log.close();
  await database.close();
  await rm(directory, { recursive: true });
});

/** Runs `deskrail send` against a receiver instead of the network. */
async function run(args: readonly string[], environment: Record<string, string> = {}) {
  const receiver = createReceiver({
    log,
    connections: [zendesk({ id: 'zendesk', tenant: 'demo', secrets: [secret] })],
  });
  const fetch: typeof globalThis.fetch = async (input, init) => receiver(new Request(input, init));
  const terminal = memoryTerminal({ directory, fetch, environment: { DESKRAIL_DATA: '.', ...environment } });
  const code = await runCommand(['send', ...args], terminal, { commands: [send], version: '0' });
  return { code, printed: terminal.printed, said: terminal.said.join('\n') };
}

async function facts() {
  const found = [];
  for await (const { event } of log.read({ stream: 'facts' })) found.push(event);
  return found;
}

describe('deskrail send', () => {
  const running = () =>
    writeInstance(directory, {
      url: 'http://127.0.0.1:3000',
      pid: 1,
      connections: [{ id: 'zendesk', desk: 'zendesk', tenant: 'demo', secret }],
    });

  it('finds the running instance, and says which fact came of it', async () => {
    await running();
    const { code, printed, said } = await run(['zendesk', 'ticket.comment_added', '--ticket', '7', '--text', 'Hello?']);
    expect({ code, said }).toEqual({ code: 0, said: '' });
    const [fact] = await facts();
    expect(fact).toMatchObject({
      type: 'message.received.v1',
      subject: 'conversation:zendesk:7',
      tenant: 'demo',
      data: { text: 'Hello?', visibility: 'public', author: { kind: 'customer' } },
    });
    expect(printed).toEqual(['204 http://127.0.0.1:3000/webhooks/zendesk', `fact ${fact?.id}`]);
  });

  it('writes as an agent and in private', async () => {
    await running();
    await run(['zendesk', 'ticket.comment_added', '--from', 'agent', '--private', '--text', 'Asked the warehouse.']);
    expect(await facts()).toMatchObject([
      { type: 'message.sent.v1', data: { visibility: 'private', author: { kind: 'agent' } } },
    ]);
  });

  it('sends other events too', async () => {
    await running();
    expect(await run(['zendesk', 'zen:event-type:ticket.status_changed', '--ticket', '7'])).toMatchObject({ code: 0 });
    expect(await facts()).toMatchObject([{ type: 'case.status-changed.v1', subject: 'conversation:zendesk:7' }]);
  });

  it('sends a chat message', async () => {
    await running();
    await run(['zendesk', 'messaging_ticket.message_added', '--ticket', '7', '--text', 'Anybody there?']);
    expect(await facts()).toMatchObject([{ type: 'message.received.v1', data: { text: 'Anybody there?' } }]);
  });

  it('signs with the secret of the environment', async () => {
    const { code, said } = await run(['zendesk', 'ticket.created', '--text', 'Hi', '--url', 'http://127.0.0.1:1'], {
      DESKRAIL_ZENDESK_SECRET: `${secret},older`,
    });
    expect({ code, said }).toEqual({ code: 0, said: '' });
    expect(await facts()).toMatchObject([{ type: 'case.opened.v1', data: { description: 'Hi' } }]);
  });

  it.each([
    [['zendesk', 'ticket.coment_added', '--text', 'Hi'], 2, 'Did you mean ticket.comment_added?'],
    [['zendesk', 'ticket.comment_added'], 2, 'A message has words: give --text'],
    [['zendesk', 'ticket.comment_added', '--text', ' '], 2, 'A message has words: give --text'],
    [['freshdesk', 'x'], 2, 'The desk is zendesk.'],
    [['zendesk', 'ticket.created', '--secret', 'wrong-secret'], 1, '401'],
  ])('%j fails and says why', async (args, code, message) => {
    await running();
    const result = await run(args);
    expect(result.code).toBe(code);
    expect(result.said).toContain(message);
    expect(await facts()).toEqual([]);
  });

  it('says how to start an instance when none runs', async () => {
    const result = await run(['zendesk', 'ticket.created']);
    expect(result).toMatchObject({ code: 1, said: expect.stringContaining('deskrail demo') });
  });
});
