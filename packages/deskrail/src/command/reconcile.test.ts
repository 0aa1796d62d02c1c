import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import {
  emulateZendesk,
  realTime,
  type ServedEmulator,
  serveEmulator,
  type TemporaryFolder,
  temporaryFolder,
  type ZendeskEmulator,
} from '@deskrail/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MemoryTerminal, memoryTerminal } from './memory-terminal.js';
import { reconcile } from './reconcile.js';
import { runCommand } from './run-command.js';
import { serve } from './serve.js';

let folder: TemporaryFolder;
let desk: ZendeskEmulator;
let served: ServedEmulator;
let behindMs: number;
beforeEach(async () => {
  folder = await temporaryFolder();
  behindMs = 0;
  desk = emulateZendesk({ time: { ...realTime, now: () => Date.now() - behindMs } });
  served = await serveEmulator(desk);
});
afterEach(async () => {
  await served.close();
  await desk.close();
  await folder.remove();
});

const commands = [reconcile, serve];
const terminal = () =>
  memoryTerminal({
    directory: folder.path,
    environment: {
      ...{ DESKRAIL_DATA: folder.path, DESKRAIL_API_KEY: 'a-key-that-is-long-enough', PORT: '0' },
      ...{ DESKRAIL_ZENDESK_SECRET: 's', DESKRAIL_ZENDESK_URL: served.url, DESKRAIL_ZENDESK_TOKEN: desk.token },
    },
  });
const runIn = (inside: MemoryTerminal, ...args: string[]) => runCommand(args, inside, { commands, version: '0' });
async function run(...args: string[]) {
  const inside = terminal();
  const code = await runIn(inside, 'reconcile', ...args);
  return { code, printed: inside.printed, said: inside.said.join('\n') };
}

/** An instance was here once. */
async function makeDatabase() {
  await using file = await openSqliteFile({ path: `${folder.path}/deskrail.db` });
  await using _log = await openSqliteLog({ file });
}
/** Ten minutes ago, since the desk keeps its last minute back. */
function writeInTheMeantime() {
  behindMs = 600_000;
  desk.customerWrites({ subject: 'A tent', text: 'Is it tight?', customer });
  behindMs = 0;
}

const customer = { name: 'Robin Sample', email: 'robin@customer.example' };
const counts = (conversations: number, facts: number, states: number) => ({ conversations, facts, states });

describe('deskrail reconcile', () => {
  it('reads a desk back from here where nothing runs, and finds nothing the second time', async () => {
    await makeDatabase();
    writeInTheMeantime();
    const first = await run('zendesk', '--since', '1h', '--json');
    expect(first.printed.map((line) => JSON.parse(line))).toEqual([
      { connection: 'zendesk', since: expect.any(String), ...counts(1, 1, 1) },
    ]);
    const second = await run('zendesk', '--since', '1h');
    expect(second).toMatchObject({ code: 0, said: '' });
    expect(second.printed).toEqual([
      expect.stringMatching(/^zendesk: 1 conversation changed since .*Z; 0 facts and 0 states were appended\.$/),
    ]);
  });

  it('goes through the instance that runs', async () => {
    const instance = terminal();
    const ended = runIn(instance, 'serve');
    await instance.line(/Webhooks of zendesk: http.*\/webhooks\/zendesk$/);
    writeInTheMeantime();
    const { printed } = await run('zendesk', '--since', '1h', '--json');
    expect(printed.map((line) => JSON.parse(line))).toMatchObject([counts(1, 1, 1)]);
    desk.failNext({ status: 403 });
    const refused = await run('zendesk', '--since', '1h');
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('run it again') });
    instance.interrupt();
    expect(await ended).toBe(0);
  });

  it.each([
    [['zendesk'], 2, '--since 2h'],
    [['zendesk', '--since', 'monday'], 2, '--since is no time'],
    [['zendesk', '--since', '2999-01-01'], 2, 'still to come'],
    [['zendsk', '--since', '2h'], 1, 'There is no connection "zendsk". There is zendesk.'],
    [['zendesk', '--since', '2h'], 1, 'There is no deskrail.db'],
  ])('%j ends with %i', async (args, code, message) => {
    expect(await run(...args)).toMatchObject({ code, said: expect.stringContaining(message) });
  });

  it('ends at once by Ctrl-C, and says that nothing is lost', async () => {
    await makeDatabase();
    desk.failNext({ status: 'time-out' });
    const inside = terminal();
    const ended = runIn(inside, 'reconcile', 'zendesk', '--since', '2h');
    await expect.poll(() => desk.calls.length).toBeGreaterThan(0);
    inside.interrupt();
    expect(await ended).toBe(1);
    expect(inside.said).toEqual(['Stopped. What was appended until then (0) stays; run it again for the rest.']);
  });
});
