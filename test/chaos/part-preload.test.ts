import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@deskrail/testing';
import { expect, it } from 'vitest';
import type { Order } from './orders.ts';

const preload = new URL('./part-preload.ts', import.meta.url).href;

/** A program with what the parts are given before they begin; it tells its parent when it is ready for orders. */
async function startProgram(folder: string, source: string): Promise<ChildProcess> {
  const file = join(folder, 'program.mjs');
  await writeFile(file, `setInterval(() => {}, 1_000);\n${source}`);
  const child = spawn(process.execPath, ['--import', preload, file], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(child, 'message');
  return child;
}

const order = (child: ChildProcess, given: Order) => void child.send(given);
const end = async (child: ChildProcess): Promise<string | null> => (await once(child, 'exit'))[1];

/** Commits one row after the other, by prepared statements, once it has its order. */
const committing = (path: string) => `
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(${JSON.stringify(path)});
  database.exec('create table if not exists t (x)');
  const [begin, insert, commit] = ['begin', 'insert into t values (1)', 'commit'].map((text) => database.prepare(text));
  process.on('message', () => setInterval(() => { begin.run(); insert.run(); commit.run(); }, 5));
  process.send('ready');
`;

it.each([
  ['before', 0],
  ['after', 1],
] as const)('dies %s a commit, which is then there or not', async (edge, more) => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'test.db');
  const child = await startProgram(folder.path, committing(path));
  order(child, { do: 'die', step: { at: 'commit', edge, nth: 3 } });
  expect(await end(child)).toBe('SIGKILL');
  const database = new DatabaseSync(path);
  expect(database.prepare('select count(*) as rows from t').get()).toEqual({ rows: 2 + more });
  database.close();
});

it.each(['before', 'after'] as const)('dies %s it has spoken with a port', async (edge) => {
  await using folder = await temporaryFolder();
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end('yes');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const child = await startProgram(
    folder.path,
    `process.on('message', () => fetch('http://127.0.0.1:${port}').then(() => process.send('answered')));
     process.send('ready');`,
  );
  let answered = false;
  child.on('message', () => {
    answered = true;
  });
  order(child, { do: 'die', step: { at: 'port', edge, nth: 1, port } });
  expect(await end(child)).toBe('SIGKILL');
  server.close();
  expect([asked, answered]).toEqual([edge === 'before' ? 0 : 1, false]);
});

it('lives at another time, and again at the right one', async () => {
  await using folder = await temporaryFolder();
  const child = await startProgram(
    folder.path,
    `process.on('message', () => process.send([Date.now(), new Date().getTime(), new Date(7).getTime()]));
     process.send('ready');`,
  );
  for (const ms of [3_600_000, -3_600_000, 0]) {
    order(child, { do: 'shift', ms });
    const [[now, made, given]] = (await once(child, 'message')) as [[number, number, number]];
    expect(Math.abs(now - ms - Date.now())).toBeLessThan(5_000);
    expect(Math.abs(made - now)).toBeLessThan(5);
    expect(given).toBe(7);
  }
  child.kill('SIGKILL');
});
