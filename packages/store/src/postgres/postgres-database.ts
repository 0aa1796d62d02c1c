import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, DeskrailError, type Logger, type Row, type Sql } from '@deskrail/contracts';
import type { Pool, PoolClient } from 'pg';
import { explainFailure, isCollision, isConnectionLoss, type Place, sqlState } from './postgres-failure.js';
import { createSlots, type Leave } from './slots.js';
import { parameterOf, statementOf } from './statements.js';

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

type Job<Result> = (sql: Sql) => Promise<Result>;

/** Times that a job is run before it is given up, where others undid it or its connection was lost. */
const mostRuns = 6;
const firstPauseMs = 10;

const begins = {
  write: 'begin isolation level read committed',
  read: 'begin isolation level repeatable read, read only',
};

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

  async function connect(): Promise<{ readonly client: PoolClient; done(broken?: boolean): void }> {
    const leave: Leave = await all.take();
    try {
      const client = await pool.connect();
      // Whoever waits for an answer is told; without a listener, the process would end.
      const ignore = (): void => {};
      client.on('error', ignore);
      return {
        client,
        done(broken = false) {
          client.off('error', ignore);
          client.release(broken);
          leave();
        },
      };
    } catch (error) {
      leave();
      throw error;
    }
  }

  async function runOnce<Result>(mode: keyof typeof begins, job: Job<Result>): Promise<Result> {
    const { client, done } = await connect();
    const place = openJob(client);
    const begun = client.query(begins[mode]);
    begun.catch(() => {});
    let result: Result;
    try {
      result = await job(place.sql);
      await begun;
    } catch (error) {
      place.end();
      const undone = client.query('rollback').then(
        () => done(),
        () => done(true),
      );
      if (mode === 'write') await undone;
      throw error;
    }
    place.end();
    const committed = client.query('commit');
    if (mode === 'read') {
      // There is nothing to lose any more, and nobody needs to wait for it.
      committed.then(
        () => done(),
        () => done(true),
      );
      return result;
    }
    const answer = await committed.then(
      ({ command }) => ({ command, error: undefined }),
      (error: unknown) => ({ command: '', error }),
    );
    done(isConnectionLoss(answer.error));
    if (isConnectionLoss(answer.error)) throw new CommitLost(answer.error);
    if (answer.error !== undefined) throw answer.error;
    // A statement failed, and the job did not pass that on.
    if (answer.command === 'ROLLBACK') throw new DeskrailError('internal', 'A job of the store’s hid a failure.');
    return result;
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
    async read(job) {
      check();
      return explained(() => runOnce('read', job));
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

/** Whether it was committed is not known. */
class CommitLost extends Error {
  constructor(cause: unknown) {
    super('The connection was lost at the commit.', { cause });
  }
}

function openJob(client: PoolClient): { readonly sql: Sql; end(): void } {
  let open = true;
  const query = (text: string, parameters: Parameters<Sql['run']>[1] = []) => {
    if (!open) throw new DeskrailError('internal', 'SQL was run after its job had ended.');
    return client.query({ ...statementOf(text), values: parameters.map(parameterOf) });
  };
  return {
    sql: {
      async all<Result extends Row>(text: string, parameters = []) {
        return (await query(text, parameters)).rows as Result[];
      },
      async run(text, parameters = []) {
        return (await query(text, parameters)).rowCount ?? 0;
      },
    },
    end() {
      open = false;
    },
  };
}
