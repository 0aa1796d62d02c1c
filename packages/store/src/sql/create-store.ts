import type { Logger, Sql, Store, UnitOfWork } from '@deskrail/contracts';
import { claim, mayClaim, pause, release } from './claims.js';
import { createDeliveries } from './deliveries.js';
import { isApplied } from './handled.js';
import { type ReadAhead, readAhead } from './held.js';
import { createKeptKeys } from './kept-keys.js';
import { createKeptSessions } from './kept-sessions.js';
import { checkBuilt } from './meta.js';
import { createOutbox } from './outbox.js';
import { createProjecting } from './projecting.js';
import { createReads } from './reads.js';
import { retain } from './retention.js';
import { noteLook } from './review-claims.js';
import { openRows, type RowsOptions, type Terms } from './rows.js';
import { type Shift, unshared } from './sharing.js';
import { conversationsDue, takeSnapshots } from './snapshots.js';
import { brakeOf } from './switches.js';
import { mistaken, runUnit } from './unit-of-work.js';
import { createWakeUps, waitFor } from './wake-ups.js';

export interface SqlStoreOptions extends RowsOptions {
  readonly logger: Logger;
  /** How often to look for what another process brought, in ms. */
  readonly pollMs: number;
  /** Whether statements that are sent together, before the first is answered, take less time than one by one. Default: false. */
  readonly pipelines?: boolean;
  /** The statement that empties a table. Default: `delete from` it. */
  emptyTable?(table: string): string;
}

/** A store whose rows are in SQL. */
export interface SqlStore extends Store {
  /** Put the snapshots that are due in the outbox, of conversations and customers, at most `limit` of each. */
  takeSnapshots(options: { readonly limit: number }): Promise<number>;
  /** Work that one instance at a time is to do, by its name. */
  shift(name: string): Shift;
}

/** The store over any database that speaks the shared SQL and has the tables. */
export function createSqlStore(options: SqlStoreOptions): SqlStore {
  const { database, nowMs, logger, pollMs, pipelines = false, sharing = unshared } = options;
  const rows = openRows(options);
  const { read, write } = rows;
  const relayed = createWakeUps();
  const applied = createWakeUps();
  const { written, ...outbox } = createOutbox({
    ...{ database, rows, relayed, pollMs },
    onLinked: tellWritten,
    onConfirmed: (ids) => sharing.tell('relayed', ids),
  });
  const emptyTable = options.emptyTable ?? ((table) => `delete from ${table}`);
  const projecting = createProjecting({ rows, database, shared: sharing !== unshared, logger, emptyTable });
  const deafen = sharing.onTold((word, isTold) => {
    if (word === 'written') written();
    else (word === 'relayed' ? relayed : applied).stir(isTold);
  });

  function tellApplied(names: readonly string[]): void {
    applied.wake(names);
    sharing.tell('applied', names);
  }
  function tellWritten(): void {
    written();
    sharing.tell('written', []);
  }
  function transactOnce<Result>(
    key: Parameters<Store['transact']>[0],
    work: (unit: UnitOfWork) => Promise<Result>,
    trusting: boolean,
  ) {
    let ahead: ReadAhead | undefined;
    const { recommendation, brake = false } = key;
    const readingAhead = async (sql: Sql): Promise<number> => {
      ahead = await readAhead(sql, key, recommendation ?? '');
      return ahead.rebuilding;
    };
    const asked = recommendation === undefined ? undefined : { ahead: readingAhead };
    const guarded = brake ? brakeOf(key.tenant) : undefined;
    const terms: Terms = { subjects: [key], guarded, unlessRebuilding: 0, ...asked };
    return write(terms, (sql, now) => runUnit(sql, key, { nowMs: now, guard: rows.guard, ahead, trusting }, work));
  }
  async function close(): Promise<void> {
    rows.close();
    deafen();
  }

  return {
    ...createReads(rows),
    look: (tenant, id, { reviewer, forMs }) =>
      write({}, (sql, now) => noteLook(sql, { tenant, id, reviewer }, { forMs, nowMs: now })),
    apiKeys: createKeptKeys(rows),
    sessions: createKeptSessions(rows),
    deliveries: createDeliveries(rows),
    outbox,
    async transact(key, work) {
      const { result, emitted } = await transactOnce(key, work, pipelines).catch((error: unknown) => {
        if (error !== mistaken) throw error;
        return transactOnce(key, work, false);
      });
      if (emitted.length > 0) {
        tellApplied(emitted);
        tellWritten();
      }
      return result;
    },
    async apply(events, { group, checkpoint }) {
      if (events.length === 0) return;
      await projecting.apply(events, group, checkpoint);
      tellApplied(events.map(({ event }) => `${event.tenant}\n${event.id}`));
    },
    holds(eventId, { tenant, timeoutMs, signal }) {
      const holds = () => read((sql) => isApplied(sql, tenant, eventId));
      return waitFor({ wakeUps: applied, name: `${tenant}\n${eventId}`, holds, pollMs, timeoutMs, signal });
    },
    async claimAction(claimant) {
      if (!(await mayClaim(rows, claimant))) return undefined;
      return write({ unlessRebuilding: 0 }, (sql, now) => claim(sql, claimant, now));
    },
    releaseAction: (id, lease) => write({}, (sql, now) => release(sql, id, lease, now)),
    pauseConnection: (tenant, connection, { forMs }) =>
      write({}, (sql, nowMs) => pause(sql, tenant, connection, { forMs, nowMs })),
    snapshotsDue: ({ limit }) => read(async (sql) => conversationsDue(sql, await nowMs(sql), limit)),
    async takeSnapshots({ limit }) {
      const taken = await takeSnapshots(rows, limit);
      if (taken > 0) tellWritten();
      return taken;
    },
    retain: ({ days }) => retain(rows, days),
    beginRebuild: projecting.beginRebuild,
    reset: projecting.reset,
    async settle(options) {
      await projecting.settle(options);
      tellWritten();
    },
    shift: sharing.shift,
    ready: () => read((sql) => checkBuilt(sql)),
    close,
    [Symbol.asyncDispose]: close,
  };
}
