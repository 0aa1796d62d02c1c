import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';
import { serve } from './serve.js';
import { spool } from './spool.js';
import { topics } from './topics.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

async function run(variables: Record<string, string>, ...args: string[]) {
  const terminal = memoryTerminal({ directory: folder.path, environment: { PORT: '0', ...variables } });
  const code = await runCommand(args, terminal, { commands: [serve, spool, topics], version: '0' });
  return { code, printed: terminal.printed, said: terminal.said.join('\n') };
}
const kafka = { KAFKA_BROKERS: '127.0.0.1:1' };

it.each<[Record<string, string>, string[], number, string]>([
  [kafka, ['serve', '--roles', 'recieve'], 2, 'There is no role "recieve". Did you mean receive?'],
  [{}, ['serve', '--roles', 'receive'], 1, 'roles: only a log on Kafka is shared by several processes'],
  [kafka, ['serve', '--roles', 'api,project'], 1, 'Set DATABASE_URL, so that the processes share PostgreSQL.'],
  [{ DATABASE_URL: 'postgres://a:hunter2@b/c' }, ['serve'], 1, 'Set KAFKA_BROKERS too'],
  [kafka, ['serve'], 1, '127.0.0.1:1'],
  [{}, ['topics', 'plan'], 1, 'set KAFKA_BROKERS'],
  [kafka, ['topics', 'pln'], 2, 'Did you mean plan?'],
  [kafka, ['topics', 'plan', '--partitions', '0'], 2, 'a whole number above 0'],
  [{}, ['spool', 'flush'], 1, 'set KAFKA_BROKERS'],
  [{}, ['spool', 'empty'], 2, 'deskrail spool has no "empty"'],
])('with %j, %j says why not', async (variables, args, code, message) => {
  const result = await run(variables, ...args);
  expect(result).toMatchObject({ code, said: expect.stringContaining(message) });
  expect(result.said).not.toContain('hunter2');
});

it('tells where there is no spool', async () => {
  const { code, printed } = await run({}, 'spool', 'status', '--directory', 'none');
  expect([code, printed.join()]).toEqual([0, expect.stringMatching(/^There is no spool in .*none\.$/)]);
});
