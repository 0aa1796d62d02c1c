import { access, constants, mkdir, open, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type Database, DeskrailError, type Logger, silentLogger } from '@deskrail/contracts';
import { retryWhileBusy } from './busy-retry.js';
import { createInsertElsewhere, type InsertElsewhere, type Rows } from './insert-elsewhere.js';
import type { Job } from './job.js';
import { type FileLimits, fileLimits } from './limits.js';
import { databaseSync } from './node-sqlite.js';
import { createReadQueue } from './read-queue.js';
import { damagedFile, explainFailure } from './sqlite-failure.js';
import { createWriteQueue, type WriteQueue } from './write-queue.js';
import { lockForWriting } from './writer-lock.js';

export interface OpenSqliteFileOptions {
  /** On a local disk. Made with its folder when it is missing and `mode` is `write`. */
  readonly path: string;
  /** `write`: the one process that writes. `read`: one of any number that read, also while the other writes. Default: `write`. */
  readonly mode?: 'write' | 'read';
  /** `false`: rows are inserted on this thread alone, where a process is to start none. Default: many by one of their own. */
  readonly thread?: boolean;
  readonly logger?: Logger;
  readonly limits?: Partial<FileLimits>;
}

/** One SQLite file in WAL mode, synced at every commit; log and store may share it. */
export interface SqliteFile extends Database, AsyncDisposable {
  readonly path: string;
  readonly mode: 'write' | 'read';
  /** Transactions committed since it was opened: less than the writes where some shared one. */
  readonly commits: number;
  write<Result>(job: Job<Result>): Promise<Result>;
  /**
   * Insert the rows that `take` gives when their turn among the writes has come: a row's id, or `undefined` where there
   * was a conflict that the text lets pass. Many rows are written by a thread of their own. Durable when it resolves.
   */
  insert(text: string, take: () => Rows): Promise<readonly (number | undefined)[]>;
  /** Give space that rows have left back to the disk. Blocks for as long as it takes to write what is left. */
  compact(): Promise<void>;
}

/**
 * Throws `log-locked` when another process writes the file, `not-found` when there is nothing to read yet,
 * `config-invalid` for a path that cannot be or that several connections cannot share, `dependency-unavailable` for what
 * the disk refuses and for a damaged file.
 */
export async function openSqliteFile(options: OpenSqliteFileOptions): Promise<SqliteFile> {
  const { mode = 'write', logger = silentLogger } = options;
  const limits = { ...fileLimits, ...options.limits };
  const closers: (() => void)[] = [];
  try {
    const path = await findFile(options.path, mode);
    if (mode === 'write') closers.push(lockForWriting(path));
    const Database = databaseSync();
    const connect = (readOnly: boolean): DatabaseSync => {
      const database = new Database(path, { readOnly, timeout: 5 });
      closers.push(() => database.close());
      return database;
    };
    const openWrites = async () => {
      const database = await prepare(connect(false), limits);
      if ((await stat(path)).size <= limits.checkedBytes) lookForDamage(database, path);
      const elsewhere = options.thread === false ? noThread : createInsertElsewhere(path, limits, logger);
      return createWriteQueue({ database, path, limits, elsewhere });
    };
    const writes = mode === 'write' ? await openWrites() : refuseWrites(path);
    const reads = createReadQueue(connect(true), path, limits);
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => {
      closing ??= Promise.all([writes.close(), reads.close()]).then(() => {
        closeAll(closers);
        logger.debug({ path, mode }, 'closed the database');
      });
      return closing;
    };
    return {
      path,
      mode,
      write: (job) => writes.write(job),
      insert: (text, take) => writes.insert(text, take),
      read: (job) => reads.read(job),
      compact: () => writes.compact(),
      get commits() {
        return writes.commits;
      },
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    closeAll(closers);
    throw explainFailure(error, options.path);
  }
}

const noThread: InsertElsewhere = { insert: async () => 'unavailable', close: async () => {} };

/** Last opened, first closed: the lock goes last. */
function closeAll(closers: (() => void)[]): void {
  for (const close of closers.splice(0).reverse()) close();
}

/** The file's one real path, so that a link to it cannot get a second writer. */
async function findFile(given: string, mode: 'write' | 'read'): Promise<string> {
  if (given === '' || given === ':memory:' || given.startsWith('file:')) {
    const message = `path is ${JSON.stringify(given)}: give the path of a file, as reader and writer share it.`;
    throw new DeskrailError('config-invalid', message);
  }
  const wanted = resolve(given);
  if (mode === 'write') await mkdir(dirname(wanted), { recursive: true, mode: 0o700 });
  const found = await realpath(wanted).catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
    if (mode === 'write') return undefined;
    const message = `There is no database at ${wanted} yet. Check the path, or start the process that writes it first.`;
    throw new DeskrailError('not-found', message, { retryable: true, cause: error });
  });
  if (found !== undefined) {
    // Asked without opening it: closing it again would let go of the locks that this process may hold on it.
    if (mode === 'write') for (const each of [dirname(found), found]) await access(each, constants.W_OK);
    return found;
  }
  const path = join(await realpath(dirname(wanted)), basename(wanted));
  // People's text goes in here: readable by its owner alone, as are the files that SQLite puts beside it.
  await (await open(path, 'a', 0o600)).close();
  return path;
}

async function prepare(database: DatabaseSync, limits: FileLimits): Promise<DatabaseSync> {
  // Events with their raw payload are a few kB: on pages of 8 kB an append costs a quarter less than on 4 kB.
  database.exec('pragma page_size = 8192');
  const mode = await retryWhileBusy(() => database.prepare('pragma journal_mode = wal').get(), limits.busyMs);
  if (mode?.journal_mode !== 'wal') {
    throw new DeskrailError('config-invalid', 'The file system does not take a WAL database: use a local disk.');
  }
  database.exec(`pragma synchronous = full; pragma cache_size = -16000; pragma temp_store = memory;
    pragma secure_delete = fast; pragma journal_size_limit = 67108864`);
  return database;
}

/** Better refused at the start than in the middle of the work. */
function lookForDamage(database: DatabaseSync, path: string): void {
  if (database.prepare('pragma quick_check(1)').get()?.quick_check !== 'ok') throw damagedFile(path);
}

function refuseWrites(path: string): WriteQueue {
  const message = `${path} was opened with mode: 'read'. Write in the one process that opened it with mode: 'write'.`;
  const refuse = () => Promise.reject(new DeskrailError('config-invalid', message));
  return {
    write: refuse,
    insert: refuse,
    compact: refuse,
    commits: 0,
    close: async () => {},
  };
}
