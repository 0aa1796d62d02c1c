import type { Database } from '@deskrail/contracts';
import type { Shift } from '../sql/sharing.js';
import { serverNow } from './server-time.js';

/** For how long a shift is taken, by the store's clock. */
const shiftMs = 15_000;
/** Who stands by asks no oftener, however often it is woken. */
const standByMs = 250;

export interface ShiftsOptions {
  readonly database: Database;
  /** This instance, as no other is called. */
  readonly holder: string;
  /** The number that the instance's own session holds as an advisory lock; undefined while it has no such session. */
  session(): number | undefined;
}

const take = `insert into store_shifts (name, holder, session, until) values (?, ?, ?, ${serverNow} + ${shiftMs})
  on conflict (name) do update set holder = excluded.holder, session = excluded.session, until = excluded.until
  where store_shifts.holder = excluded.holder or store_shifts.until <= ${serverNow}`;

/** Who holds it by a session that has ended is gone, however long the shift had still to run. */
const takeFromTheDead = `update store_shifts set holder = ?, session = ?, until = ${serverNow} + ${shiftMs}
  where name = ? and session is not null and pg_try_advisory_xact_lock_shared(session)`;

/**
 * A shift is a lease by PostgreSQL's clock. Where its holder's session has ended, such as by `kill -9`, another takes it at
 * once; where the holder's machine is gone and the session hangs, when the lease is over.
 */
export function createShift({ database, holder, session }: ShiftsOptions, name: string): Shift {
  let renewAt = Number.NEGATIVE_INFINITY;
  let askAgainAt = Number.NEGATIVE_INFINITY;
  return {
    async hold() {
      const askedAt = performance.now();
      if (askedAt < renewAt) return true;
      if (askedAt < askAgainAt) return false;
      const held = await database.write(async (sql) => {
        const own = session() ?? null;
        if ((await sql.run(take, [name, holder, own])) > 0) return true;
        return (await sql.run(takeFromTheDead, [holder, own, name])) > 0;
      });
      renewAt = held ? askedAt + shiftMs / 3 : Number.NEGATIVE_INFINITY;
      askAgainAt = held ? Number.NEGATIVE_INFINITY : askedAt + standByMs;
      return held;
    },
    async leave() {
      renewAt = Number.NEGATIVE_INFINITY;
      await database.write((sql) => sql.run('delete from store_shifts where name = ? and holder = ?', [name, holder]));
    },
  };
}
