import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteLog, type SqliteLog } from '@deskrail/event-log/sqlite';
import { freshdesk } from '@deskrail/freshdesk';
import { openTestDatabase, type TestDatabase } from '@deskrail/testing';
import { twilio } from '@deskrail/twilio';
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
    connections: [
      zendesk({ id: 'zendesk', tenant: 'demo', secrets: [secret] }),
      freshdesk({ id: 'freshdesk', tenant: 'demo', secrets: [secret] }),
      twilio({ id: 'twilio', tenant: 'demo', secrets: [secret] }),
    ],
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
      connections: ['zendesk', 'freshdesk', 'twilio'].map((desk) => ({ id: desk, desk, tenant: 'demo', secret })),
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

  it.each([
    [['ticket', '--text', 'It says "tight".'], { type: 'case.opened.v1', data: { description: 'It says "tight".' } }],
    [['reply', '--text', 'Not here yet.'], { type: 'message.received.v1', data: { text: 'Not here yet.' } }],
    [
      ['reply', '--text', 'On its way.', '--from', 'agent'],
      { type: 'message.sent.v1', data: { visibility: 'public', author: { kind: 'agent' } } },
    ],
    [
      ['note', '--text', 'Asked them.'],
      { type: 'message.sent.v1', data: { visibility: 'private', text: 'Asked them.' } },
    ],
    [['status', '--status', 'pending'], { type: 'case.status-changed.v1', data: { current: 'pending' } }],
  ])('sends Freshdesk’s %j', async (args, fact) => {
    await running();
    const { code, printed } = await run(['freshdesk', ...args, '--ticket', '301']);
    const found = await facts();
    expect(code).toBe(0);
    expect(found).toContainEqual(expect.objectContaining({ subject: 'conversation:freshdesk:301', type: fact.type }));
    expect(found.find(({ type }) => type === fact.type)).toMatchObject(fact);
    expect(printed.slice(1)).toEqual(found.map(({ id }) => `fact ${id}`));
  });

  it.each([
    [
      ['sms', '--from', '+15550100', '--text', 'Where is it?'],
      { type: 'message.received.v1', data: { text: 'Where is it?' } },
    ],
    [['whatsapp', '--text', 'Where is it?'], { type: 'message.received.v1', data: { channel: 'whatsapp' } }],
    [['conversation', '--text', 'Where is it?'], { type: 'message.received.v1' }],
    [['status', '--status', 'failed'], { type: 'message.delivery-changed.v1' }],
    [['stop'], { type: 'customer.consent-changed.v1' }],
  ])('sends Twilio’s %j', async (args, fact) => {
    await running();
    const { code, printed } = await run(['twilio', ...args]);
    const found = await facts();
    expect(code).toBe(0);
    expect(found.find(({ type }) => type === fact.type)).toMatchObject(fact);
    expect(printed.slice(1)).toEqual(found.map(({ id }) => `fact ${id}`));
    // By hand twice is twice.
    await run(['twilio', ...args]);
    expect((await facts()).length).toBeGreaterThan(found.length);
  });

  it('signs for the URL that Twilio was told, and of its account', async () => {
    const account = 'AC00000000000000000000000000000001';
    const publicUrl = 'https://support.example.com/webhooks/twilio';
    const receiver = createReceiver({
      log,
      connections: [twilio({ id: 'twilio', tenant: 'demo', secrets: ['t0ken'], publicUrl, accountId: account })],
    });
    const environment = {
      ...{ DESKRAIL_TWILIO_AUTH_TOKEN: 't0ken', DESKRAIL_TWILIO_PUBLIC_URL: publicUrl },
      DESKRAIL_TWILIO_ACCOUNT_SID: account,
    };
    const fetch: typeof globalThis.fetch = async (input, init) => receiver(new Request(input, init));
    const terminal = memoryTerminal({ directory, fetch, environment });
    const args = ['send', 'twilio', 'sms', '--text', 'Hi', '--url', 'http://127.0.0.1:1'];
    expect(await runCommand(args, terminal, { commands: [send], version: '0' })).toBe(0);
    const { DESKRAIL_TWILIO_PUBLIC_URL: _, ...less } = environment;
    const another = memoryTerminal({ directory, fetch, environment: less });
    expect(await runCommand(args, another, { commands: [send], version: '0' })).toBe(1);
    expect(another.said.join()).toContain(
      'signed for http://127.0.0.1:1/webhooks/twilio: set DESKRAIL_TWILIO_PUBLIC_URL',
    );
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
    [['intercom', 'x'], 2, 'The desk is one of zendesk, freshdesk, twilio.'],
    [['freshdesk', 'nota'], 2, 'Did you mean note?'],
    [['freshdesk', 'note'], 2, 'A message has words: give --text'],
    [['freshdesk', 'status', '--status', 'Odd'], 2, '--status takes Open, Pending'],
    [['freshdesk', 'reply', '--text', 'Hi', '--from', 'Robin'], 2, '--from takes customer or agent'],
    [['twilio', 'fax'], 2, 'Write sms, whatsapp'],
    [['twilio', 'sms', '--text', 'Hi', '--from', 'customer'], 2, '--from is no number'],
    [['twilio', 'status', '--status', 'gone'], 2, 'none of Twilio’s'],
    [['twilio', 'sms', '--text', 'Hi', '--secret', 'wrong-secret'], 1, '401'],
    [['zendesk', 'ticket.created', '--from', '+15550100142'], 2, '--from takes customer or agent'],
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
