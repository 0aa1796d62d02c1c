import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { postgresForTests } from './for-tests.ts';
import { startPostgres } from './start-postgres.ts';

async function query(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query({ text: statement, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

test('gives each test an empty database, and takes it back', async () => {
  const one = await postgresForTests();
  await using other = await postgresForTests();
  await query(one.url, 'create table word (text text)');
  await expect(query(other.url, 'select * from word')).rejects.toThrow('does not exist');
  await one.drop();
  await expect(query(one.url, 'select 1')).rejects.toThrow('does not exist');
});

test('orders text as people do', async () => {
  await using database = await postgresForTests();
  const sorted = await query(database.url, `select t from (values ('B'), ('a'), ('C')) as words (t) order by t`);
  expect(sorted).toEqual(['a', 'B', 'C']);
});

test('keeps its data when it is killed or stopped, and leaves nothing behind when closed', async () => {
  const server = await startPostgres();
  const { url } = await server.createDatabase();
  await query(url, "create table word as select 'tent' as text");
  for (const end of ['kill', 'stop'] as const) {
    await server[end]();
    expect(server.pid).toBeUndefined();
    await expect(query(url, 'select text from word')).rejects.toThrow('ECONNREFUSED');
    await server.start();
    expect(await query(url, 'select text from word')).toEqual(['tent']);
  }
  await server.close();
  await server.close();
  expect(server.pid).toBeUndefined();
  expect(existsSync(dirname(server.logFile))).toBe(false);
});
