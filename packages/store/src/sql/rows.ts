import { type Database, DeskrailError, type Sql } from '@deskrail/contracts';
import { readRebuilding, requireBuilt } from './meta.js';
import { type ConversationKey, type Hold, type Sharing, unshared } from './sharing.js';

export interface Terms extends Partial<Hold> {
  /** Refused while a rebuild runs, save for the one with this token (0: none). Left out: never refused. */
  readonly unlessRebuilding?: number;
  /** Looks for a rebuild that runs, whose token it resolves with, and for what is wanted anyway: both once the locks are had. */
  ahead?(sql: Sql): Promise<number>;
}

/** The doors to the rows that all parts of a store share. */
export interface Rows {
  read: Database['read'];
  /** A write on the given terms, and the store's clock as it was when they were met. */
  write<Result>(terms: Terms, job: (sql: Sql, nowMs: number) => Promise<Result>): Promise<Result>;
  /** Hold subjects that a write without any has found out about; it must not have read their rows yet. */
  hold(sql: Sql, subjects: readonly ConversationKey[]): Promise<void>;
  guard: Sharing['guard'];
  nowMs(sql: Sql): Promise<number> | number;
  readonly nowText: string | undefined;
}

export interface RowsOptions {
  readonly database: Database;
  /** The store's clock, in ms: what leases, expiries and limits are judged by. */
  nowMs(sql: Sql): Promise<number> | number;
  /** The same clock in SQL, where it is the database's own. */
  readonly nowText?: string;
  /** Left out where one process writes, and one write runs at a time. */
  readonly sharing?: Sharing;
}

export function openRows({ database, nowMs, nowText, sharing = unshared }: RowsOptions): Rows & { close(): void } {
  let closed = false;
  const check = (): void => {
    if (closed) throw new DeskrailError('closed', 'The store has been closed.');
  };
  return {
    nowMs,
    nowText,
    guard: sharing.guard,
    async read(job, options) {
      check();
      return database.read(job, options);
    },
    async write({ subjects = [], alone = false, guarded, unlessRebuilding, ahead = readRebuilding }, job) {
      check();
      return database.write(async (sql) => {
        // Sent together and run in this order, each seeing what was committed before it.
        const [held] = await Promise.all([
          sharing.hold(sql, { subjects, alone, guarded }),
          unlessRebuilding === undefined
            ? undefined
            : ahead(sql).then((rebuilding) => requireBuilt(rebuilding, unlessRebuilding)),
        ]);
        return job(sql, held ?? (await nowMs(sql)));
      });
    },
    async hold(sql, subjects) {
      await sharing.hold(sql, { subjects, alone: false });
    },
    close() {
      closed = true;
    },
  };
}
