import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type DeskrailError, isDeskrailError, type Sql } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteFile, type SqliteFile } from './index.js';

let folder: string;
let path: string;
let file: SqliteFile;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskrail-file-'));
  path = join(folder, 'rail.db');
  file = await openSqliteFile({ path, limits: { busyMs: 2_000, jobMs: 300, queuedWrites: 100, jobsPerCommit: 64 } });
  await file.write((sql) => sql.run('create table notes (id integer primary key autoincrement, text text unique)'));
});

afterEach(async () => {
  await file.close();
  await rm(folder, { recursive: true, force: true });
});

const add = (text: string) => (sql: Sql) => sql.run('insert into notes (text) values (?)', [text]);
const texts = (from: SqliteFile = file) =>
  from.read(async (sql) =>
    (await sql.all<{ text: string }>('select text from notes order by id')).map(({ text }) => text),
  );

describe('opening', () => {
  test('makes the folder, readable by its owner alone', async () => {
    await using made = await openSqliteFile({ path: join(folder, 'new', 'deep', 'rail.db') });
    expect((await stat(made.path)).mode & 0o077).toBe(0);
  });

  test('refuses a second writer in this process, also through a link', async () => {
    await expect(openSqliteFile({ path })).rejects.toMatchObject({ code: 'log-locked' });
    const link = join(folder, 'link.db');
    await symlink(path, link);
    await expect(openSqliteFile({ path: link })).rejects.toMatchObject({ code: 'log-locked' });
  });

  test('lets the next writer in after closing', async () => {
    await file.write(add('kept'));
    await file.close();
    await file.close();
    file = await openSqliteFile({ path });
    expect(await texts()).toEqual(['kept']);
  });

  test('says what is wrong with a path', async () => {
    await expect(openSqliteFile({ path: ':memory:' })).rejects.toMatchObject({ code: 'config-invalid' });
    const missing = openSqliteFile({ path: join(folder, 'missing.db'), mode: 'read' });
    await expect(missing).rejects.toMatchObject({ code: 'not-found' });
    await writeFile(join(folder, 'letter.db'), 'Dear database, you are none. '.repeat(1000));
    const letter = openSqliteFile({ path: join(folder, 'letter.db') });
    await expect(letter).rejects.toMatchObject({ code: 'dependency-unavailable', retryable: false });
    expect(String(await readFile(join(folder, 'letter.db')))).toContain('Dear database');
  });

  test('says so where a part of the path is no folder', async () => {
    const under = join(path, 'deep', 'rail.db');
    await expect(openSqliteFile({ path: under })).rejects.toMatchObject({ code: 'config-invalid' });
    await expect(openSqliteFile({ path: under, mode: 'read' })).rejects.toMatchObject({ code: 'config-invalid' });
  });

  test('refuses a damaged file, and keeps it as it is', async () => {
    for (let index = 0; index < 40; index += 1) await file.write(add(`${index} ${'x'.repeat(400)}`));
    await file.close();
    const bytes = await readFile(path);
    bytes.fill(0xab, 8192);
    await writeFile(path, bytes);
    const opening = openSqliteFile({ path });
    await expect(opening).rejects.toMatchObject({ code: 'dependency-unavailable', retryable: false });
    await expect(opening).rejects.toThrow(/damaged.*backup/);
    expect(bytes.equals(await readFile(path))).toBe(true);
    file = await openSqliteFile({ path, limits: { checkedBytes: 0 } });
    await expect(texts()).rejects.toMatchObject({ code: 'dependency-unavailable', retryable: false });
  });

  test('reads beside the writer, and refuses to write', async () => {
    await using reader = await openSqliteFile({ path, mode: 'read' });
    await file.write(add('news'));
    expect(await texts(reader)).toEqual(['news']);
    await expect(reader.write(add('own'))).rejects.toMatchObject({ code: 'config-invalid' });
  });
});

describe('writing', () => {
  test('shares one commit among the jobs that gather', async () => {
    const before = file.commits;
    await Promise.all(Array.from({ length: 50 }, (_, index) => file.write(add(`${index}`))));
    expect(file.commits - before).toBe(1);
    expect((await texts()).length).toBe(50);
  });

  test('bounds the jobs of one commit, and those that wait', async () => {
    const before = file.commits;
    const jobs = Array.from({ length: 105 }, (_, index) => file.write(add(`${index}`)));
    const results = await Promise.allSettled(jobs);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as DeskrailError] : []));
    expect(refused.map(({ code, retryable }) => [code, retryable])).toEqual(Array(5).fill(['overloaded', true]));
    expect(file.commits - before).toBe(2);
  });

  test('rolls back a failing job alone', async () => {
    const failing = (text: string) => async (sql: Sql) => {
      await add(text)(sql);
      throw new RangeError('changed my mind');
    };
    const results = await Promise.allSettled([file.write(add('a')), file.write(failing('b')), file.write(add('c'))]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(file.write(failing('alone'))).rejects.toThrow(RangeError);
    await expect(file.write(add('a'))).rejects.toThrow(/UNIQUE/);
    expect(await texts()).toEqual(['a', 'c']);
  });

  test('refuses SQL after its job has ended', async () => {
    let kept: Sql | undefined;
    await file.write(async (sql) => {
      kept = sql;
    });
    await expect(kept?.run("insert into notes (text) values ('late')")).rejects.toMatchObject({ code: 'internal' });
    expect(await texts()).toEqual([]);
  });

  test('rolls back a job that waits for something else', async () => {
    const stuck = file.write(async (sql) => {
      await add('stuck')(sql);
      await new Promise(() => {});
    });
    const behind = file.write(add('behind'));
    await expect(stuck).rejects.toMatchObject({ code: 'timeout' });
    await behind;
    expect(await texts()).toEqual(['behind']);
  });

  test('waits for a foreign lock without holding up the event loop', async () => {
    await file.close();
    file = await openSqliteFile({ path, limits: { busyMs: 6_000 } });
    const foreign = new DatabaseSync(path);
    foreign.exec('begin immediate');
    let turns = 0;
    // Only turns of the event loop let go of the lock: a write that held the loop up would never get it.
    const ticking = setInterval(() => {
      turns += 1;
      if (turns === 40) foreign.close();
    }, 5);
    await file.write(add('patient'));
    clearInterval(ticking);
    expect(turns).toBeGreaterThanOrEqual(40);
    // What SQLite waits by itself, it waits with the loop held up.
    expect(await file.write((sql) => sql.all('pragma busy_timeout'))).toEqual([{ timeout: 5 }]);
    expect(await texts()).toEqual(['patient']);
  });

  test('gives up on a foreign lock in the end', async () => {
    await file.close();
    file = await openSqliteFile({ path, limits: { busyMs: 50 } });
    const foreign = new DatabaseSync(path);
    foreign.exec('begin immediate');
    const refused = file.write(add('refused'));
    await expect(refused).rejects.toMatchObject({ code: 'dependency-unavailable', retryable: true });
    foreign.close();
    await file.write(add('taken'));
    expect(await texts()).toEqual(['taken']);
  });

  test('calls a full disk an unavailable dependency, and recovers', async () => {
    await file.write((sql) => sql.all('pragma max_page_count = 10'));
    const results = await Promise.allSettled([file.write(add('small')), file.write(add('x'.repeat(500_000)))]);
    for (const result of results) {
      const error = result.status === 'rejected' ? result.reason : undefined;
      if (error !== undefined) expect(isDeskrailError(error, 'dependency-unavailable') && error.retryable).toBe(true);
    }
    expect(results[1]?.status).toBe('rejected');
    await file.write((sql) => sql.all('pragma max_page_count = 100000'));
    await file.write(add('after'));
    expect((await texts()).at(-1)).toBe('after');
  });

  test('writes what was queued before it closes, and refuses what comes after', async () => {
    const queued = Array.from({ length: 70 }, (_, index) => file.write(add(`${index}`)));
    const closing = file.close();
    await expect(file.write(add('late'))).rejects.toMatchObject({ code: 'closed' });
    await Promise.all([...queued, closing]);
    await expect(texts()).rejects.toMatchObject({ code: 'closed' });
    file = await openSqliteFile({ path });
    expect((await texts()).length).toBe(70);
  });
});

describe('values', () => {
  test('come back as they went in, integers beyond 2^53 too', async () => {
    await file.write((sql) => sql.run('create table bag (n integer, t text, r real, b blob)'));
    const insert = 'insert into bag values (?, ?, ?, ?) returning n, t';
    const written = await file.write((sql) => sql.all(insert, [2n ** 60n, 5, 1.5, new Uint8Array([0, 255])]));
    expect(written).toMatchObject([{ n: 2n ** 60n, t: '5' }]);
    const small = await file.write((sql) => sql.all(insert, [7, 'NUL \u0000 inside', null, null]));
    expect(small).toMatchObject([{ n: 7 }]);
    const rows = await file.read((sql) => sql.all('select n, t, r, b from bag order by n desc'));
    expect(rows).toMatchObject([
      { n: 2n ** 60n, t: '5', r: 1.5, b: new Uint8Array([0, 255]) },
      { n: 7, t: 'NUL \u0000 inside', r: null, b: null },
    ]);
  });

  test('a read sees one snapshot, with all that was written before it', async () => {
    await file.write(add('first'));
    let writing: Promise<unknown> | undefined;
    const count = 'select count(*) as count from notes';
    const counts = await file.read(async (sql) => {
      const [before] = await sql.all(count);
      writing = file.write(add('second'));
      await writing;
      const [after] = await sql.all(count);
      return [before?.count, after?.count];
    });
    expect(counts).toEqual([1, 1]);
    expect(await texts()).toEqual(['first', 'second']);
  });

  test('a read writes nothing', async () => {
    await expect(file.read(add('sneaky'))).rejects.toMatchObject({ code: 'dependency-unavailable' });
    expect(await texts()).toEqual([]);
  });
});
