import { type Fact, vocabulary } from '@deskrail/contracts';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { signedZendeskRequest, type TemporaryFolder, temporaryFolder, zendeskFixtures } from '@deskrail/testing';
import { createReceiver } from '@deskrail/webhooks';
import { zendesk } from '@deskrail/zendesk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deadLetters } from './dead-letters.js';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';
import { serve } from './serve.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const secret = 'the-signing-secret';
const key = 'a-key-that-is-long-enough';
const environment = () => ({
  ...{ DESKRAIL_DATA: folder.path, DESKRAIL_ZENDESK_SECRET: secret, DESKRAIL_API_KEY: key, PORT: '0' },
});
const commands = [deadLetters, serve];
async function run(...args: string[]) {
  const terminal = memoryTerminal({ environment: environment(), directory: folder.path });
  const code = await runCommand(['dead-letters', ...args], terminal, { commands, version: '0' });
  return { code, printed: terminal.printed, said: terminal.said.join('\n') };
}

async function withLog<Result>(work: (log: Awaited<ReturnType<typeof openSqliteLog>>) => Promise<Result>) {
  await using file = await openSqliteFile({ path: `${folder.path}/deskrail.db` });
  await using log = await openSqliteLog({ file });
  return await work(log);
}

const fact = (id: string) =>
  ({
    ...{ specversion: '1.0', source: '/connections/zendesk', subject: 'conversation:zendesk:1', tenant: 'default' },
    ...{ time: '2026-01-01T00:00:00Z', datacontenttype: 'application/json', actor: 'customer/1', id },
    ...{ type: 'message.received.v1', authenticity: 'signed', identity: 'exact', connection: 'zendesk' },
    data: vocabulary.facts.find(({ type }) => type === 'message.received.v1')?.examples[0],
  }) as Fact;

/** A group whose handler fails for good, and a webhook that came an hour late. */
const fill = () =>
  withLog(async (log) => {
    await log.append('facts', [fact('f1')]);
    const buried = Promise.withResolvers<void>();
    await log.subscribe({
      ...{ stream: 'facts', group: 'mine', retry: { attempts: 1 } },
      async handler() {
        throw new Error('Not today.');
      },
    });
    const letters = log.read({ stream: 'dead-letters', until: 'never' });
    void letters[Symbol.asyncIterator]()
      .next()
      .then(() => buried.resolve());
    await buried.promise;
    const receive = createReceiver({
      log,
      connections: [zendesk({ id: 'zendesk', tenant: 'default', secrets: [secret] })],
    });
    const timestamp = new Date(Date.now() - 3_600_000).toISOString();
    const body = JSON.stringify(zendeskFixtures.commentAdded({ ticket: '7', body: 'Where is my order?' }));
    await receive(await signedZendeskRequest({ url: 'http://h.example/webhooks/zendesk', secret, timestamp, body }));
  });

const idOf = async (...filter: string[]): Promise<string> => {
  const { printed } = await run('list', ...filter, '--json');
  return JSON.parse(printed[0] ?? '{}').id;
};

describe('deskrail dead-letters', () => {
  it('lists, filters and shows them, without bodies in lists', async () => {
    await fill();
    const { code, printed } = await run('list');
    expect(code).toBe(0);
    expect(printed).toHaveLength(3);
    expect(printed[1]).toMatch(/handler-failed {2}internal +1 {6}facts 1 of mine +dead-letter\/mine\/facts\/f1/);
    expect(printed[2]).toMatch(/stale +signature-stale +1 {6}webhook of zendesk/);
    const { printed: stale } = await run('list', '--reason', 'stale', '--json');
    expect(stale.map((line) => JSON.parse(line))).toMatchObject([{ reason: 'stale', from: { kind: 'webhook' } }]);
    expect(stale.join()).not.toContain('Where is my order?');
    expect((await run('list', '--group', 'other')).said).toContain('no dead letters');
    expect((await run('list', '--since', '2999-01-01')).said).toContain('no dead letters');
    const shown = await run('show', await idOf('--reason', 'stale'));
    expect(JSON.parse(shown.printed.join())).toMatchObject({
      reason: 'stale',
      body: expect.stringContaining('order?'),
    });
    expect(await run('show', 'none')).toMatchObject({ code: 1, said: expect.stringContaining('(not-found)') });
  });

  it('redrives from here where no instance runs', async () => {
    await fill();
    const { code, printed, said } = await run('redrive', '--all');
    expect([code, said]).toEqual([0, '2 redriven.']);
    expect(printed[0]).toBe('redriven to mine  dead-letter/mine/facts/f1');
    expect(printed[1]).toMatch(/^redriven to the receiver, 1 fact {2}/);
    await withLog(async (log) => {
      const handled: string[] = [];
      await log.subscribe({
        ...{ stream: 'facts', group: 'mine' },
        handler: async (events) => void handled.push(...events.map(({ event }) => event.id)),
      });
      await vi.waitFor(() => expect(handled).toHaveLength(2));
      expect(handled.sort()).toEqual(['f1', expect.stringContaining('zendesk')].sort());
    });
  });

  it('redrives through the instance that runs', async () => {
    await fill();
    const instance = memoryTerminal({ environment: environment(), directory: folder.path });
    const ended = runCommand(['serve'], instance, { commands, version: '0' });
    await instance.line(/listens on/);
    const id = await idOf('--reason', 'stale');
    const { code, printed } = await run('redrive', id, '--json');
    expect([code, printed.map((line) => JSON.parse(line))]).toEqual([0, [{ id, to: 'receiver', facts: 1 }]]);
    // Nobody is subscribed as this group there, and the letter says so.
    const all = await run('redrive', '--all', '--group', 'none-of-these');
    expect(all.said).toBe('0 redriven.');
    instance.interrupt();
    expect(await ended).toBe(0);
  });

  it('goes on after one that cannot be redriven, and ends with 1', async () => {
    await fill();
    await withLog(async (log) => {
      for await (const { event } of log.read({ stream: 'dead-letters' })) {
        if (event.data.from.kind !== 'stream') continue;
        const from = { ...event.data.from, position: '999' };
        await log.append('dead-letters', [{ ...event, id: 'gone', data: { ...event.data, from } }]);
      }
    });
    const { code, printed, said } = await run('redrive', 'gone', await idOf('--reason', 'stale'));
    expect([code, said]).toEqual([1, '1 redriven, 1 could not be.']);
    expect(printed[0]).toMatch(/^not redriven {2}gone: .*\(not-found\)$/);
  });

  it.each([
    [[], 'wants <list | show | redrive>'],
    [['lst'], 'deskrail dead-letters has no "lst". Did you mean list?'],
    [['show'], 'show wants one id'],
    [['list', 'x'], 'list takes no ids'],
    [['redrive'], 'redrive wants ids, or --all'],
    [['redrive', 'x', '--all'], 'redrive wants ids, or --all'],
    [['list', '--reason', 'odd'], '--reason takes'],
    [['list', '--since', 'monday'], '--since is no time'],
  ])('%j is mistyped', async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 2, said: expect.stringContaining(message) });
  });
});
