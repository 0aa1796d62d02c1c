import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DeskrailError } from '@deskrail/contracts';
import { retryWhileBusy } from './busy-retry.js';
import { type Job, type JobPlace, runJob } from './job.js';
import type { FileLimits } from './limits.js';
import { explainFailure } from './sqlite-failure.js';
import { createStatements } from './statements.js';

export interface ReadQueue {
  read<Result>(job: Job<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** After reading for so long without a turn of the event loop, others get theirs. */
const turnMs = 5;

/** Reads one after the other, each on one snapshot that holds everything committed before it began. */
export function createReadQueue(database: DatabaseSync, path: string, limits: FileLimits): ReadQueue {
  const statements = createStatements(database);
  const place: JobPlace = { path, statements, isOpen: () => database.isTransaction, jobMs: limits.jobMs };
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;
  let turnStartedAt: number | undefined;

  async function beFair(): Promise<void> {
    if (turnStartedAt === undefined) {
      turnStartedAt = performance.now();
      setImmediate(() => {
        turnStartedAt = undefined;
      });
    } else if (performance.now() - turnStartedAt > turnMs) {
      await nextTurn();
    }
  }

  async function run<Result>(job: Job<Result>): Promise<Result> {
    await beFair();
    try {
      await retryWhileBusy(() => statements.run('begin', []), limits.busyMs);
      return await runJob(job, place);
    } catch (error) {
      throw explainFailure(error, path);
    } finally {
      if (database.isTransaction) statements.run('rollback', []);
    }
  }

  return {
    async read(job) {
      if (closed) throw new DeskrailError('closed', `${path} has been closed.`);
      if (waiting >= limits.queuedReads) {
        const message = `${limits.queuedReads} reads are waiting for ${path}: try again later, or read less at once.`;
        throw new DeskrailError('overloaded', message, { retryable: true });
      }
      waiting += 1;
      const result = last.then(() => run(job));
      last = result.then(
        () => {},
        () => {},
      );
      try {
        return await result;
      } finally {
        waiting -= 1;
      }
    },
    async close() {
      closed = true;
      await last;
    },
  };
}
