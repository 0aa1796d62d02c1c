import { openSqliteLog } from '@deskrail/event-log/sqlite';
import { openTestDatabase } from '@deskrail/testing';
import { expect, it } from 'vitest';
import { lag } from './lag.js';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';

const run = async (folder: string, ...args: string[]) => {
  const terminal = memoryTerminal({ environment: { DESKRAIL_DATA: folder } });
  const code = await runCommand(['lag', ...args], terminal, { commands: [lag], version: '0' });
  return { code, printed: terminal.printed, said: terminal.said.join() };
};

it('says how far each group is behind, beside the writer', async () => {
  await using database = await openTestDatabase();
  await using log = await openSqliteLog({ file: database });
  expect((await run(database.folder)).said).toContain('No group has read the log yet.');
  const subscription = await log.subscribe({ stream: 'facts', group: 'mine', handler: async () => {} });
  await subscription.close();
  expect(await run(database.folder)).toEqual({
    ...{ code: 0, said: '' },
    printed: ['group  stream  events  seconds  last safe', 'mine   facts   0       0.0      -'],
  });
  const { printed } = await run(database.folder, '--json', '--group', 'mine');
  expect(printed.map((line) => JSON.parse(line))).toEqual([
    { stream: 'facts', group: 'mine', events: 0, seconds: 0, lastSafe: null },
  ]);
  expect((await run(database.folder, '--group', 'other')).said).toContain('No group other');
  expect((await run('/nowhere')).code).toBe(1);
});
