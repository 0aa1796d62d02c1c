import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@deskrail/testing';
import { expect, it } from 'vitest';
import { endOfCommits, tearLastWrite } from './torn-wal.ts';

/** A database as a killed process leaves it: what was committed is in its write-ahead log. */
async function killedDatabase(folder: string): Promise<{ readonly path: string; readonly rows: number }> {
  const path = join(folder, 'live.db');
  const database = new DatabaseSync(path);
  database.exec('pragma journal_mode = wal; pragma wal_autocheckpoint = 0; create table t (x text)');
  const rows = 50;
  for (let row = 0; row < rows; row += 1) database.prepare('insert into t values (?)').run('x'.repeat(500));
  const copy = join(folder, 'copy.db');
  await copyFile(path, copy);
  await copyFile(`${path}-wal`, `${copy}-wal`);
  database.close();
  return { path: copy, rows };
}

it.each([0, 0.3, 0.99, 1])('tears what was not committed, and nothing that was (%d of a frame)', async (share) => {
  await using folder = await temporaryFolder();
  const { path, rows } = await killedDatabase(folder.path);
  const before = await readFile(`${path}-wal`);
  expect(endOfCommits(before)?.at).toBe(before.length);
  expect(await tearLastWrite(path, share)).toBeGreaterThan(0);
  const after = await readFile(`${path}-wal`);
  expect(after.length).toBeGreaterThan(before.length);
  expect(after.subarray(0, before.length).equals(before)).toBe(true);
  const database = new DatabaseSync(path);
  expect(database.prepare('select count(*) as rows from t').get()).toEqual({ rows });
  database.close();
});

it('finds the last commit before what was already torn', async () => {
  await using folder = await temporaryFolder();
  const { path } = await killedDatabase(folder.path);
  const whole = (await readFile(`${path}-wal`)).length;
  await tearLastWrite(path, 0.5);
  expect(endOfCommits(await readFile(`${path}-wal`))?.at).toBe(whole);
  expect(endOfCommits(Buffer.alloc(10))).toBeUndefined();
});
