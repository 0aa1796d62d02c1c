import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DeskrailError, isDependencyFailure } from '@deskrail/contracts';
import { retryWhileBusy } from './busy-retry.js';
import { type Job, type JobPlace, runJob } from './job.js';
import type { FileLimits } from './limits.js';
import { explainFailure } from './sqlite-failure.js';
import { createStatements } from './statements.js';

export interface WriteQueue {
  write<Result>(job: Job<Result>): Promise<Result>;
  /** Transactions committed so far. */
  readonly commits: number;
  /** Refuses what comes from now on; resolves once what was queued is done. */
  close(): Promise<void>;
}

interface Waiting {
  run: Job<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** What becomes of a job once the commit is through. */
interface Ran {
  readonly failed: boolean;
  settle(): void;
}

/**
 * Group commit: the jobs that gathered while the last transaction ran share the next one, and with it the fsync that
 * makes them durable.
 */
export function createWriteQueue(database: DatabaseSync, path: string, limits: FileLimits): WriteQueue {
  const statements = createStatements(database);
  const place: JobPlace = { path, statements, isOpen: () => database.isTransaction, jobMs: limits.jobMs };
  const execute = (text: string) => statements.run(text, []);
  let waiting: Waiting[] = [];
  let draining: Promise<void> | undefined;
  let closed = false;
  let commits = 0;

  const lost = (cause?: unknown) => {
    const message = `SQLite rolled back a transaction on ${path}: nothing of it was written.`;
    return new DeskrailError('dependency-unavailable', message, { retryable: true, cause });
  };

  async function runOne(job: Waiting, alone: boolean): Promise<Ran> {
    if (!alone) execute('savepoint job');
    try {
      const value = await runJob(job.run, place);
      if (!database.isTransaction) throw lost();
      if (!alone) execute('release job');
      return { failed: false, settle: () => job.resolve(value) };
    } catch (error) {
      // SQLite itself rolls everything back on a full disk or an I/O error: the whole commit has failed.
      if (!database.isTransaction) throw isDependencyFailure(error) ? error : lost(error);
      execute(alone ? 'rollback' : 'rollback to job');
      if (!alone) execute('release job');
      return { failed: true, settle: () => job.reject(error) };
    }
  }

  async function transact(jobs: readonly Waiting[]): Promise<void> {
    try {
      await retryWhileBusy(() => execute('begin immediate'), limits.busyMs);
      const alone = jobs.length === 1;
      const ran: Ran[] = [];
      for (const job of jobs) ran.push(await runOne(job, alone));
      if (database.isTransaction) {
        execute('commit');
        commits += 1;
      }
      for (const { settle } of ran) settle();
    } catch (error) {
      if (database.isTransaction) execute('rollback');
      for (const job of jobs) job.reject(explainFailure(error, path));
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      // Whatever this turn of the event loop still brings shares the commit.
      await nextTurn();
      const jobs = waiting.slice(0, limits.jobsPerCommit);
      waiting = waiting.slice(limits.jobsPerCommit);
      await transact(jobs);
    }
    draining = undefined;
  }

  return {
    write: (job) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new DeskrailError('closed', `${path} has been closed.`));
        if (waiting.length >= limits.queuedWrites) {
          const message = `${limits.queuedWrites} writes are waiting for ${path}: try again later, or write less at once.`;
          return reject(new DeskrailError('overloaded', message, { retryable: true }));
        }
        waiting.push({ run: job, resolve: resolve as (value: unknown) => void, reject });
        draining ??= drain();
      }),
    get commits() {
      return commits;
    },
    async close() {
      closed = true;
      await draining;
    },
  };
}
