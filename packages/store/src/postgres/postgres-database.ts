import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, DeskrailError, type Logger } from '@deskrail/contracts';
import type { Pool } from 'pg';
import { explainFailure, isCollision, isConnectionLoss, type Place, sqlState } from './postgres-failure.js';
import { createSlots } from './slots.js';
import { CommitLost, type Job, type Mode, runStatement, runTransaction } from './transaction.js';

export interface PostgresDatabaseOptions {
  readonly pool: Pool;
  readonly place: Place;
  /** Connections of the pool. */
  readonly size: number;
  /** Jobs that may wait for a connection. */
  readonly queued: number;
  /** How long a job may wait for one, in ms. */
  readonly waitMs: number;
  /** From 0 up to 1. */
  random(): number;
  readonly logger: Logger;
}

/** How busy the connections are, for metrics. */
export interface PoolLoad {
  readonly size: number;
  readonly used: number;
  /** Reads and writes that wait for one. */
  readonly waiting: number;
}

export interface PostgresDatabase extends Database {
  load(): PoolLoad;
}

/** Times that a job is run before it is given up, where others undid it or its connection was lost. */
const mostRuns = 6;
const firstPauseMs = 10;

/**
 * Transactions over a pool. A write runs again where another transaction undid it, or its connection was lost before the
 * commit; what was sent to be committed is never run again. Reads see one moment. A part of the pool is kept for reads, so
 * that writes that wait for each other do not stop them.
 */
export function createPostgresDatabase(options: PostgresDatabaseOptions): PostgresDatabase {
  const { pool, place, size, queued, waitMs, logger, random } = options;
  const what = `connections to ${place.host}:${place.port}`;
  const all = createSlots({ size, queued, waitMs, what });
  const writers = createSlots({ size: size - Math.floor(size / 4), queued, waitMs, what: `${what} for writing` });

  async function runOnce<Result>(mode: Mode | 'once', job: Job<Result>): Promise<Result> {
    const leave = await all.take();
    try {
      const client = await pool.connect();
      if (mode === 'once') return await runStatement({ client, job, onDone: leave });
      return await runTransaction({ client, mode, job, onDone: leave });
    } catch (error) {
      leave();
      throw error;
    }
  }

  async function runWrite<Result>(job: Job<Result>): Promise<Result> {
    for (let runs = 1; ; runs += 1) {
      try {
        return await runOnce('write', job);
      } catch (error) {
        const again = isCollision(error) || (isConnectionLoss(error) && !(error instanceof CommitLost) && runs < 3);
        if (!again || runs >= mostRuns) throw error instanceof CommitLost ? error.cause : error;
        const pauseMs = firstPauseMs * 2 ** runs * (0.5 + random());
        logger.debug({ sqlState: sqlState(error), runs, pauseMs }, 'a transaction is run again');
        await sleep(pauseMs);
      }
    }
  }

  const explained = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    try {
      return await run();
    } catch (error) {
      throw explainFailure(error, place);
    }
  };

  let closed = false;
  const check = (): void => {
    if (closed) throw new DeskrailError('closed', 'The store has been closed.');
  };
  return {
    load: () => ({ size, used: all.used, waiting: all.waiting + writers.waiting }),
    async read(job, { once = false } = {}) {
      check();
      return explained(() => runOnce(once ? 'once' : 'read', job));
    },
    async write(job) {
      check();
      const leave = await writers.take();
      try {
        return await explained(() => runWrite(job));
      } finally {
        leave();
      }
    },
    async close() {
      closed = true;
      // Writes that run may still be run again.
      await writers.close();
      await all.close();
    },
  };
}
