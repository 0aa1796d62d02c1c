import { DeskrailError, silentLogger } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPool, placeOf } from './connections.js';
import { openTestSchema, type TestSchema } from './open-test-schema.js';
import { createPostgresDatabase, type PostgresDatabase } from './postgres-database.js';

let schema: TestSchema;
let database: PostgresDatabase;
let end: () => Promise<void>;

beforeEach(async () => {
  schema = await openTestSchema();
  await schema.query(`create schema ${schema.name}`);
  await schema.query('create table t (id text collate "C" primary key, whole bigint, bytes bytea, real float8)');
  ({ database, end } = openDatabase());
});
afterEach(async () => {
  await end();
  await schema[Symbol.asyncDispose]();
});

function openDatabase({
  size = 4,
  queued = 10,
  waitMs = 5_000,
  lockTimeoutMs = 5_000,
  statementTimeoutMs = 5_000,
} = {}) {
  const { url, name } = schema;
  const pool = createPool({
    ...{ url, schema: name, ssl: undefined, applicationName: name, size, lockTimeoutMs, statementTimeoutMs },
    connectTimeoutMs: 5_000,
  });
  const of = { pool, place: placeOf(url), size, queued, waitMs, random: () => 0.5, logger: silentLogger };
  const database = createPostgresDatabase(of);
  return {
    database,
    async end() {
      await database.close();
      await pool.end();
    },
  };
}

const sleeping = (seconds: number) => database.read((sql) => sql.all(`select pg_sleep(${seconds})`));

describe('values', () => {
  test('come back as they went in, as on SQLite', async () => {
    const bytes = new Uint8Array([0, 1, 255]);
    const rows = [
      ['a', 2 ** 53 - 1, bytes, 0.5],
      ['b', 2n ** 62n, new Uint8Array(), -1e300],
      ['with \0 and \ud800 and 😀', -7, null, null],
    ] as const;
    await database.write(async (sql) => {
      for (const row of rows) expect(await sql.run('insert into t values (?, ?, ?, ?)', row)).toBe(1);
    });
    const found = await database.read((sql) => sql.all('select id, whole, bytes, real from t order by id'));
    expect(found.map(({ id, whole, real }) => [id, whole, real])).toEqual(
      rows.map(([id, whole, , real]) => [id, whole, real]),
    );
    expect(found.map(({ bytes: some }) => some && new Uint8Array(some as Uint8Array))).toEqual(
      rows.map(([, , some]) => some),
    );
    const odd = await database.read((sql) => sql.all('select 1 as one from t where id = ?', [rows[2][0]]));
    expect(odd).toEqual([{ one: 1 }]);
    expect(await database.read((sql) => sql.all('select count(*) as n, max(whole) > 5 as more from t'))).toEqual([
      { n: 3, more: 1 },
    ]);
  });
});

describe('a write', () => {
  test('is run again where others undid it, and then holds', async () => {
    await database.write((sql) => sql.run("insert into t values ('a', 0), ('b', 0)"));
    let runs = 0;
    const add = (first: string, second: string) =>
      database.write(async (sql) => {
        runs += 1;
        await sql.run('update t set whole = whole + 1 where id = ?', [first]);
        await sql.all('select pg_sleep(0.05)');
        await sql.run('update t set whole = whole + 1 where id = ?', [second]);
      });
    await Promise.all([add('a', 'b'), add('b', 'a')]);
    expect(runs).toBeGreaterThan(2);
    expect(await schema.query('select sum(whole)::int as sum from t')).toEqual([{ sum: 4 }]);
  });

  test('whose connection is lost on the way is run again; nothing of the first run is left', async () => {
    let runs = 0;
    await database.write(async (sql) => {
      runs += 1;
      await sql.run('insert into t values (?, 1)', [`run ${runs}`]);
      const [me] = await sql.all<{ pid: number }>('select pg_backend_pid() as pid');
      if (runs === 1) await schema.query(`select pg_terminate_backend(${me?.pid})`);
      await sql.all('select 1');
    });
    expect(await schema.query('select id from t')).toEqual([{ id: 'run 2' }]);
  });

  test('that fails leaves nothing, and its own error', async () => {
    const failing = database.write(async (sql) => {
      await sql.run("insert into t values ('a')");
      throw new DeskrailError('conflict', 'mine');
    });
    await expect(failing).rejects.toMatchObject({ code: 'conflict', message: 'mine' });
    const hiding = database.write(async (sql) => {
      await sql.run("insert into t values ('a')");
      await sql.run('insert into nowhere values (1)').catch(() => {});
    });
    await expect(hiding).rejects.toMatchObject({ code: 'internal' });
    expect(await schema.query('select id from t')).toEqual([]);
  });

  test('that PostgreSQL refuses says so without the values', async () => {
    const refused = database.write((sql) =>
      sql.run('insert into t (id, whole) values (?, ?)', ['a', 'My card is 4111']),
    );
    await expect(refused).rejects.toMatchObject({ code: 'internal', details: { sqlState: '22P02' } });
    await expect(refused).rejects.not.toThrow(/4111/);
  });

  test('waits for a lock no longer than its limit', async () => {
    const other = openDatabase({ lockTimeoutMs: 50 });
    const holder = await schema.connect();
    await holder.query('begin; lock table t in access exclusive mode');
    const waiting = other.database.write((sql) => sql.run("insert into t values ('a')"));
    await expect(waiting).rejects.toMatchObject({ code: 'overloaded', retryable: true });
    await holder.query('rollback');
    await other.end();
  });
});

describe('connections', () => {
  test('that are all in use are waited for by so many, for so long', async () => {
    const scarce = openDatabase({ size: 2, queued: 1, waitMs: 300 });
    const sleep = () => scarce.database.read((sql) => sql.all('select pg_sleep(0.6)'));
    const running = [sleep(), sleep()];
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(scarce.database.load()).toEqual({ size: 2, used: 2, waiting: 0 });
    const waiting = expect(sleep()).rejects.toMatchObject({
      code: 'overloaded',
      retryable: true,
      message: expect.stringContaining('300 ms'),
    });
    await expect(sleep()).rejects.toMatchObject({
      code: 'overloaded',
      message: expect.stringContaining('1 wait already'),
    });
    await waiting;
    await Promise.all(running);
    await scarce.end();
  });

  test('are left for reads while writes wait for each other', async () => {
    const holder = await schema.connect();
    await holder.query('begin; lock table t in share mode');
    const writes = Array.from({ length: 8 }, (_, index) =>
      database.write((sql) => sql.run('insert into t values (?)', [`${index}`])),
    );
    await expect.poll(schema.waiting).toBe(3);
    expect(await database.read((sql) => sql.all('select count(*) as n from t'))).toEqual([{ n: 0 }]);
    await holder.query('commit');
    await Promise.all(writes);
  });

  test('that are closed let what runs come to its end, and take no more', async () => {
    const running = sleeping(0.2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closing = database.close();
    await expect(database.read((sql) => sql.all('select 1'))).rejects.toMatchObject({ code: 'closed' });
    await running;
    await closing;
  });

  test('a statement has its limit', async () => {
    const hasty = openDatabase({ statementTimeoutMs: 50 });
    const slow = hasty.database.read((sql) => sql.all('select pg_sleep(5)'));
    await expect(slow).rejects.toMatchObject({ code: 'dependency-unavailable', message: /statementTimeoutMs/ });
    await hasty.end();
  });
});
