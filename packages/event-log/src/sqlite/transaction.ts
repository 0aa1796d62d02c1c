import type { DatabaseSync } from 'node:sqlite';
import { DeskrailError, isDependencyFailure } from '@deskrail/contracts';
import { retryWhileBusy } from './busy-retry.js';
import { type Job, type JobPlace, runJob } from './job.js';
import type { FileLimits } from './limits.js';
import { explainFailure } from './sqlite-failure.js';
import { createStatements } from './statements.js';

export interface WaitingJob {
  readonly run: Job<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Runs jobs in one transaction and settles each once it is durable. Returns whether anything was committed. */
export type Transact = (jobs: readonly WaitingJob[]) => Promise<boolean>;

/** What a job is told once the commit is through. */
type Settle = () => void;

export function createTransact(database: DatabaseSync, path: string, limits: FileLimits): Transact {
  const statements = createStatements(database);
  const place: JobPlace = { path, statements, isOpen: () => database.isTransaction, jobMs: limits.jobMs };
  const execute = (text: string) => statements.run(text, []);

  /** Each job under its own savepoint; one that is alone needs none. */
  async function runOne(job: WaitingJob, alone: boolean): Promise<Settle> {
    if (!alone) execute('savepoint job');
    try {
      const value = await runJob(job.run, place);
      if (!database.isTransaction) throw rolledBack(path);
      if (!alone) execute('release job');
      return () => job.resolve(value);
    } catch (error) {
      // SQLite itself rolls everything back on a full disk or an I/O error: the whole commit has failed.
      if (!database.isTransaction) throw isDependencyFailure(error) ? error : rolledBack(path, error);
      execute(alone ? 'rollback' : 'rollback to job');
      if (!alone) execute('release job');
      return () => job.reject(error);
    }
  }

  function rollBack(): void {
    try {
      if (database.isTransaction) execute('rollback');
    } catch {
      // The next transaction cannot begin, and says so.
    }
  }

  return async (jobs) => {
    try {
      await retryWhileBusy(() => execute('begin immediate'), limits.busyMs);
      const settles: Settle[] = [];
      for (const job of jobs) settles.push(await runOne(job, jobs.length === 1));
      const committed = database.isTransaction;
      if (committed) execute('commit');
      for (const settle of settles) settle();
      return committed;
    } catch (error) {
      rollBack();
      for (const job of jobs) job.reject(explainFailure(error, path));
      return false;
    }
  };
}

const rolledBack = (path: string, cause?: unknown) => {
  const message = `SQLite rolled back a transaction on ${path}: nothing of it was written.`;
  return new DeskrailError('dependency-unavailable', message, { retryable: true, cause });
};
