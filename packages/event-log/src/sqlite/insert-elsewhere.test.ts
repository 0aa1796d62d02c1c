import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { silentLogger } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, readIds } from '../conformance/effects.js';
import { idsOf, message, messages } from '../conformance/messages.js';
import { createSourceProcesses } from '../fakes/source-process.js';
import { openSqliteFile, openSqliteLog } from './index.js';
import { createInsertElsewhere } from './insert-elsewhere.js';
import { fileLimits } from './limits.js';
import { createWriteQueue, type WriteQueue } from './write-queue.js';

const insert = 'insert into words (word) values (?) on conflict do nothing';
const words = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => [`${prefix}${index}`]);
const patienceMs = 5_000;
const limits = { ...fileLimits, busyMs: 100 };

/** A thread like ours, with something that happens to it. */
const threadThat = (does: string) => () =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads';
      let count = 0;
      ${does}
      await import(${JSON.stringify(new URL('./insert-thread.ts', import.meta.url).href)});`)}`,
  );

let folder: string;
let path: string;
let database: DatabaseSync;
let queue: WriteQueue;
let lines: string[];

function open(findThread?: () => URL | string): void {
  const logger = { ...silentLogger, info: (_: unknown, line: string) => void lines.push(line) };
  const elsewhere = createInsertElsewhere(path, limits, logger, findThread);
  queue = createWriteQueue({ database, path, limits, elsewhere });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskrail-thread-'));
  path = join(folder, 'words.db');
  lines = [];
  database = new DatabaseSync(path);
  database.exec(`pragma journal_mode = wal;
    create table words (id integer primary key autoincrement, word text not null unique check (length(word) < 100))`);
});

afterEach(async () => {
  await queue.close();
  database.close();
  await rm(folder, { recursive: true, force: true });
});

const count = () => database.prepare('select count(*) as count from words').get()?.count;

describe('many rows', () => {
  test('are written by the thread, each with its id, what was there already with none', async () => {
    open();
    await queue.insert(insert, () => words('a', 8));
    const mixed = [...words('a', 4), ...words('b', 4), ['b0']];
    const ids = await queue.insert(insert, () => mixed);
    expect(ids.map((id) => id === undefined)).toEqual([true, true, true, true, false, false, false, false, true]);
    const wordOf = database.prepare('select word from words where id = ?');
    expect(ids.slice(4, 8).map((id) => wordOf.get(id ?? 0)?.word)).toEqual(['b0', 'b1', 'b2', 'b3']);
    await queue.insert(insert, () => words('few', 2));
    expect(count()).toBe(14);
    await eventually(patienceMs, () => expect(queue.commits).toBe(3));
    expect(lines).toEqual([]);
  });

  test('keep their place among the other writes', async () => {
    open();
    const seen: unknown[] = [];
    const look = () =>
      queue.write(async (sql) => void seen.push((await sql.all('select count(*) as c from words'))[0]?.c));
    await Promise.all([look(), queue.insert(insert, () => words('a', 20)), look()]);
    expect(seen).toEqual([0, 20]);
  });

  test.each([
    [
      'none can be found',
      () => () => {
        throw new Error('bundled away');
      },
    ],
    ['it does not start', () => threadThat("throw new Error('no');")],
  ])('are written on the main thread where %s', async (_, thread) => {
    open(thread());
    expect(await queue.insert(insert, () => [...words('a', 8), ['a0']])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, undefined]);
    expect(await queue.insert(insert, () => words('b', 8))).toHaveLength(8);
    expect(lines).toEqual(['no thread of its own for writing: commits are made on the main one']);
  });
});

describe('a thread that ends', () => {
  const uncertain = { code: 'dependency-unavailable', retryable: true };

  test('before it wrote: the insert fails for now, and the next one has a new thread', async () => {
    open(threadThat("parentPort.on('message', () => { count += 1; if (count === 2) process.exit(1); });"));
    await queue.insert(insert, () => words('a', 8));
    await expect(queue.insert(insert, () => words('b', 8))).rejects.toMatchObject(uncertain);
    expect(await queue.insert(insert, () => words('b', 8))).toHaveLength(8);
    expect(count()).toBe(16);
  });

  test('in the middle of its transaction: nothing of it stays, and nothing stays locked', async () => {
    open(
      threadThat(`
      import { DatabaseSync } from 'node:sqlite';
      const exec = DatabaseSync.prototype.exec;
      DatabaseSync.prototype.exec = function (text) {
        if (text === 'commit') { count += 1; if (count === 2) process.exit(1); }
        return exec.call(this, text);
      };`),
    );
    await queue.insert(insert, () => words('a', 8));
    await expect(queue.insert(insert, () => words('b', 8))).rejects.toMatchObject(uncertain);
    expect(count()).toBe(8);
    expect(await queue.write((sql) => sql.run("insert into words (word) values ('main')"))).toBe(1);
    expect(await queue.insert(insert, () => words('b', 8))).not.toContain(undefined);
  });

  test('between writing and saying so: what is done again is known to be there', async () => {
    open(
      threadThat(`
      const say = parentPort.postMessage.bind(parentPort);
      parentPort.postMessage = (word) => { count += 1; if (count === 2) process.exit(1); say(word); };`),
    );
    await expect(queue.insert(insert, () => words('a', 8))).rejects.toMatchObject(uncertain);
    expect(await queue.insert(insert, () => words('a', 8)).catch((error: unknown) => error)).toMatchObject(uncertain);
    expect(count()).toBe(8);
  });

  test('while it is idle is replaced, and keeps nobody waiting who closes', async () => {
    const gone = join(folder, 'gone');
    open(
      threadThat(`
        import { writeFileSync } from 'node:fs';
        process.on('exit', () => writeFileSync(${JSON.stringify(gone)}, ''));
        parentPort.on('message', () => setImmediate(() => process.exit(1)));`),
    );
    await queue.insert(insert, () => words('a', 8));
    await eventually(patienceMs, () => access(gone));
    await rm(gone);
    await eventually(patienceMs, async () => expect(await queue.insert(insert, () => words('b', 8))).toHaveLength(8));
    await eventually(patienceMs, () => access(gone));
    await queue.close();
  });
});

test('a row that the table refuses takes its batch back; SQLite’s code is told', async () => {
  open();
  const rows = [...words('a', 8), ['x'.repeat(200)]];
  await expect(queue.insert(insert, () => rows)).rejects.toMatchObject({ errcode: 275 });
  expect(count()).toBe(0);
  expect(await queue.insert(insert, () => words('a', 8))).toHaveLength(8);
});

test('what the disk refuses is explained as on the main thread, and passes', async () => {
  open();
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  await expect(queue.insert(insert, () => words('a', 8))).rejects.toMatchObject({
    ...{ code: 'dependency-unavailable', retryable: true, message: expect.stringMatching(/holds its lock/) },
  });
  other.close();
  expect(await queue.insert(insert, () => words('a', 8))).toHaveLength(8);
});

test('closing waits for what is under way, and for the thread', async () => {
  open();
  const inserted = queue.insert(insert, () => words('a', 5_000));
  await queue.close();
  expect(await inserted).toHaveLength(5_000);
  expect(count()).toBe(5_000);
});

describe('of a log', () => {
  test('a large append is durable, and its duplicates are told', async () => {
    const events = messages('m', 500, 7);
    open();
    const file = await openSqliteFile({ path: join(folder, 'log.db') });
    const log = await openSqliteLog({ file });
    const before = file.commits;
    await log.append('facts', events);
    expect(file.commits).toBe(before + 1);
    const again = await log.append('facts', [...events.slice(0, 20), message('new')]);
    expect(again.filter(({ duplicate }) => duplicate)).toHaveLength(20);
    expect(again[0]).toEqual({ id: 'm-0', position: '1', duplicate: true });
    await file.close();
    await log.close();
    await using reopened = await openSqliteFile({ path: join(folder, 'log.db') });
    await using reread = await openSqliteLog({ file: reopened });
    expect(await readIds(reread, { stream: 'facts' })).toEqual([...idsOf(events), 'new'].sort());
  });

  test('the process may end while the idle thread lives', async () => {
    open();
    await using processes = createSourceProcesses();
    const code = `
      const log = await openSqliteLog({ file: await openSqliteFile({ path }) });
      await log.append('facts', Array.from({ length: 50 }, (_, index) => message('m-' + index)));
      say('written');`;
    const writer = processes.start(code, join(folder, 'log.db'));
    const exited = once(writer.child, 'exit');
    writer.child.stdin?.end();
    expect(await writer.next()).toBe('written');
    expect((await exited)[0]).toBe(0);
  });
});
