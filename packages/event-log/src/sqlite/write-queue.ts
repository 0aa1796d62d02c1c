import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DeskrailError } from '@deskrail/contracts';
import type { Job } from './job.js';
import type { FileLimits } from './limits.js';
import { createTransact, type WaitingJob } from './transaction.js';

export interface WriteQueue {
  write<Result>(job: Job<Result>): Promise<Result>;
  /** Transactions committed so far. */
  readonly commits: number;
  /** Refuses what comes from now on; resolves once what was queued is done. */
  close(): Promise<void>;
}

/**
 * Group commit: the jobs that gathered while the last transaction ran share the next one, and with it the fsync that
 * makes them durable.
 */
export function createWriteQueue(database: DatabaseSync, path: string, limits: FileLimits): WriteQueue {
  const transact = createTransact(database, path, limits);
  let waiting: WaitingJob[] = [];
  let draining: Promise<void> | undefined;
  let closed = false;
  let commits = 0;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      // Whatever this turn of the event loop still brings shares the commit.
      await nextTurn();
      const jobs = waiting.slice(0, limits.jobsPerCommit);
      waiting = waiting.slice(limits.jobsPerCommit);
      if (await transact(jobs)) commits += 1;
    }
    draining = undefined;
  }

  return {
    write: (job) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new DeskrailError('closed', `${path} has been closed.`));
        if (waiting.length >= limits.queuedWrites) {
          const message = `${limits.queuedWrites} writes wait for ${path}: try again later, or write less at once.`;
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
