import { type Database, DeskrailError, type Logger, type Sql, type Store, type UnitOfWork } from '@deskrail/contracts';
import { readLedger } from './action-rows.js';
import { applyEvents } from './apply-events.js';
import { claim, release } from './claims.js';
import { isApplied } from './handled.js';
import { checkBuilt, setRebuilding } from './meta.js';
import { createOutbox } from './outbox.js';
import { createReads } from './reads.js';
import { emptyTables, uncertainAfterRebuild } from './rebuilding.js';
import { retain } from './retention.js';
import { conversationsDue, takeSnapshots } from './snapshots.js';
import { createUnit } from './unit-of-work.js';
import { createWakeUps, waitFor } from './wake-ups.js';

export interface ConversationKey {
  readonly tenant: string;
  readonly conversation: string;
}

export interface SqlStoreOptions {
  readonly database: Database;
  /** The store's clock, in ms: what leases, expiries and limits are judged by. */
  nowMs(sql: Sql): Promise<number> | number;
  /** Hold a conversation's row until the transaction ends; left out where one write runs at a time. */
  lock?(sql: Sql, key: ConversationKey): Promise<void>;
  readonly logger: Logger;
  /** How often to look for what another process brought, in ms. */
  readonly pollMs: number;
}

/** A store whose rows are in SQL. */
export interface SqlStore extends Store {
  /** Put the snapshots that are due in the outbox, of conversations and customers, at most `limit` of each. */
  takeSnapshots(options: { readonly limit: number }): Promise<number>;
}

/** The doors to the rows that all parts of a store share. */
export interface Rows {
  read<Result>(job: (sql: Sql) => Promise<Result>): Promise<Result>;
  write<Result>(job: (sql: Sql) => Promise<Result>): Promise<Result>;
  /** A write for one conversation, by the store's clock; refused while the store is not whole. */
  writeFor<Result>(key: ConversationKey, job: (sql: Sql, nowMs: number) => Promise<Result>): Promise<Result>;
  nowMs(sql: Sql): Promise<number> | number;
}

/** The store over any database that speaks the shared SQL and has the tables. */
export function createSqlStore(options: SqlStoreOptions): SqlStore {
  const { database, nowMs, logger, pollMs } = options;
  const relayed = createWakeUps();
  const applied = createWakeUps();
  const { written, ...outbox } = createOutbox({ database, relayed, pollMs });
  const { rows, close } = openRows(options);
  const { read, write, writeFor } = rows;

  async function transact<Result>(key: ConversationKey, work: (unit: UnitOfWork) => Promise<Result>): Promise<Result> {
    const { result, emitted } = await writeFor(key, (sql, now) => runUnit(sql, key, now, work));
    applied.wake(emitted);
    if (emitted.length > 0) written();
    return result;
  }

  async function settle(): Promise<void> {
    for (;;) {
      const started = await read((sql) => readLedger(sql, "a.status = 'started' order by a.approved limit 100", []));
      if (started.length === 0) break;
      for (const entry of started) {
        await write(async (sql) => {
          const work = (unit: UnitOfWork) => unit.emit(uncertainAfterRebuild(entry, unit.now));
          return runUnit(sql, entry.view, await nowMs(sql), work);
        });
      }
    }
    await write((sql) => setRebuilding(sql, false));
    written();
  }

  return {
    ...createReads(read, nowMs),
    outbox,
    transact,
    async apply(events, { group, checkpoint }) {
      if (events.length === 0) return;
      await write(async (sql) => {
        await applyEvents(sql, events, group);
        // Elsewhere the log keeps its own place, after this has been committed.
        if (checkpoint?.database === database) await checkpoint.save(sql);
      });
      applied.wake(events.map(({ event }) => `${event.tenant}\n${event.id}`));
    },
    holds(eventId, { tenant, timeoutMs, signal }) {
      const holds = () => read((sql) => isApplied(sql, tenant, eventId));
      return waitFor({ wakeUps: applied, name: `${tenant}\n${eventId}`, holds, pollMs, timeoutMs, signal });
    },
    claimAction: (claimant) =>
      write(async (sql) => {
        await checkBuilt(sql);
        return claim(sql, claimant, await nowMs(sql));
      }),
    releaseAction: (id, lease) => write(async (sql) => release(sql, id, lease, await nowMs(sql))),
    snapshotsDue: ({ limit }) => read(async (sql) => conversationsDue(sql, await nowMs(sql), limit)),
    async takeSnapshots({ limit }) {
      const taken = await takeSnapshots(rows, limit);
      if (taken > 0) written();
      return taken;
    },
    retain: async ({ days }) => retain(rows, days, await read(async (sql) => nowMs(sql))),
    async reset() {
      await write(emptyTables);
      logger.info({}, 'the store was emptied for a rebuild');
    },
    settle,
    ready: () => read(checkBuilt),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function runUnit<Result>(
  sql: Sql,
  key: ConversationKey,
  nowMs: number,
  work: (unit: UnitOfWork) => Promise<Result>,
): Promise<{ readonly result: Result; readonly emitted: readonly string[] }> {
  const unit = createUnit(sql, key, nowMs);
  return { result: await work(unit), emitted: unit.written };
}

function openRows({ database, nowMs, lock }: SqlStoreOptions): { readonly rows: Rows; close(): Promise<void> } {
  let closed = false;
  const check = (): void => {
    if (closed) throw new DeskrailError('closed', 'The store has been closed.');
  };
  const rows: Rows = {
    nowMs,
    async read(job) {
      check();
      return database.read(job);
    },
    async write(job) {
      check();
      return database.write(job);
    },
    writeFor: (key, job) =>
      rows.write(async (sql) => {
        await checkBuilt(sql);
        await lock?.(sql, key);
        return job(sql, await nowMs(sql));
      }),
  };
  return {
    rows,
    async close() {
      closed = true;
    },
  };
}
