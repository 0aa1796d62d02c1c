import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DeskrailError } from '@deskrail/contracts';
import { retryWhileBusy } from './busy-retry.js';
import type { InsertElsewhere, Rows } from './insert-elsewhere.js';
import type { Job } from './job.js';
import type { FileLimits } from './limits.js';
import { explainFailure } from './sqlite-failure.js';
import { createTransact, type WaitingJob } from './transaction.js';

export interface WriteQueue {
  write<Result>(job: Job<Result>): Promise<Result>;
  /**
   * Insert the rows that `take` gives when its turn has come: a row's id, or `undefined` where there was a conflict that
   * the text lets pass. Many rows are written off this thread, so that it goes on while the disk is synced.
   */
  insert(text: string, take: () => Rows): Promise<readonly (number | undefined)[]>;
  /** Give space that rows have left back to the disk. Cheap only where few rows are left. */
  compact(): Promise<void>;
  /** Transactions committed so far. */
  readonly commits: number;
  /** Refuses what comes from now on; resolves once what was queued is done. */
  close(): Promise<void>;
}

interface WaitingInsert {
  readonly text: string;
  take(): Rows;
  resolve(ids: readonly (number | undefined)[]): void;
  reject(error: unknown): void;
}

/** Something that no transaction can hold. */
interface WaitingStep {
  step(): void;
  resolve(): void;
  reject(error: unknown): void;
}

/** Rows that are worth the way to the other thread. */
const manyRows = 8;

/**
 * Group commit: the jobs that gathered while the last transaction ran share the next one, and with it the fsync that
 * makes them durable.
 */
export function createWriteQueue(options: {
  readonly database: DatabaseSync;
  readonly path: string;
  readonly limits: FileLimits;
  readonly elsewhere: InsertElsewhere;
}): WriteQueue {
  const { path, limits, elsewhere } = options;
  const transact = createTransact(options.database, path, limits);
  let waiting: (WaitingJob | WaitingInsert | WaitingStep)[] = [];
  let draining: Promise<void> | undefined;
  let closed = false;
  let commits = 0;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      // Whatever this turn of the event loop still brings shares the commit.
      await nextTurn();
      const batch = waiting.slice(0, limits.jobsPerCommit);
      waiting = waiting.slice(limits.jobsPerCommit);
      const jobs: WaitingJob[] = [];
      for (const entry of batch) {
        if ('run' in entry) jobs.push(entry);
        else if ('step' in entry) await takeStep(entry, jobs);
        else await beginInsert(entry, jobs);
      }
      await commit(jobs);
    }
    draining = undefined;
  }

  /** A few rows share the commit of the jobs before them; many come after it, in one of their own. */
  async function beginInsert({ text, take, resolve, reject }: WaitingInsert, jobs: WaitingJob[]): Promise<void> {
    try {
      const rows = take();
      if (rows.length >= manyRows) {
        await commit(jobs.splice(0));
        const ids = await elsewhere.insert(text, rows);
        if (ids !== 'unavailable') {
          commits += 1;
          return resolve(ids);
        }
      }
      jobs.push({ run: (sql) => sql.insertEach(text, rows), resolve: resolve as (value: unknown) => void, reject });
    } catch (error) {
      reject(error);
    }
  }

  async function takeStep({ step, resolve, reject }: WaitingStep, jobs: WaitingJob[]): Promise<void> {
    await commit(jobs.splice(0));
    try {
      await retryWhileBusy(step, limits.busyMs);
      resolve();
    } catch (error) {
      reject(explainFailure(error, path));
    }
  }

  async function commit(jobs: readonly WaitingJob[]): Promise<void> {
    if (jobs.length > 0 && (await transact(jobs))) commits += 1;
  }

  function refusal(): DeskrailError | undefined {
    if (closed) return new DeskrailError('closed', `${path} has been closed.`);
    if (waiting.length < limits.queuedWrites) return undefined;
    const message = `${limits.queuedWrites} writes wait for ${path}: try again later, or write less at once.`;
    return new DeskrailError('overloaded', message, { retryable: true });
  }

  function add(entry: WaitingJob | WaitingInsert | WaitingStep): void {
    const refused = refusal();
    if (refused !== undefined) {
      entry.reject(refused);
      return;
    }
    waiting.push(entry);
    draining ??= drain();
  }

  return {
    write: (job) =>
      new Promise((resolve, reject) => {
        add({ run: job, resolve: resolve as (value: unknown) => void, reject });
      }),
    insert: (text, take) => new Promise((resolve, reject) => add({ text, take, resolve, reject })),
    compact: () =>
      new Promise((resolve, reject) => {
        const step = () => options.database.exec('vacuum; pragma wal_checkpoint(truncate)');
        add({ step, resolve, reject });
      }),
    get commits() {
      return commits;
    },
    async close() {
      closed = true;
      await draining;
      await elsewhere.close();
    },
  };
}
