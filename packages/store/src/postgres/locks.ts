import type { Sql } from '@deskrail/contracts';
import type { ConversationKey, Hold } from '../sql/sharing.js';
import { serverNow, serverTime } from './server-time.js';

/**
 * The advisory locks of a schema. PostgreSQL keeps them for each database by two 32-bit numbers: the first is made of the
 * schema's name, the second says what for. Subjects share {@link rooms} locks, so that a transaction that touches
 * thousands of them does not fill the server's table of locks.
 */
export interface Locks {
  readonly schema: number;
  /** Tells PostgreSQL's clock, in ms, as it was once all was held. */
  hold(sql: Sql, hold: Hold): Promise<number>;
  guard(sql: Sql, name: string, mode?: 'shared'): Promise<void>;
}

const rooms = 1024;
/** Everybody who writes shares it; who must be alone has it alone. */
const gate = rooms;
export const migrating = rooms + 1;

export function createLocks(schemaName: string): Locks {
  const schema = hash(schemaName) | 0;
  async function holdSubjects(sql: Sql, { subjects, alone }: Hold): Promise<number> {
    if (alone) return held(sql, `pg_advisory_xact_lock(${schema}, ${gate}) is not null`);
    const shared = `pg_advisory_xact_lock_shared(${schema}, ${gate}) is not null`;
    if (subjects.length === 0) return held(sql, shared);
    const [room, ...others] = [...new Set(subjects.map(roomOf))].sort((a, b) => a - b);
    // The gate first; a `case` alone keeps its order.
    const mine = `case when ${shared} then pg_advisory_xact_lock(${schema}, ?::int) is not null end`;
    if (others.length === 0) return held(sql, mine, [room ?? 0]);
    // In one order for all, so that no two transactions wait for each other.
    const text = `select pg_advisory_xact_lock(${schema}, room::int) from unnest(string_to_array(?, ',')) as room`;
    const [, , now] = await Promise.all([
      held(sql, mine, [room ?? 0]),
      sql.all(text, [others.join(',')]),
      serverTime(sql),
    ]);
    return now;
  }
  async function guard(sql: Sql, name: string, mode?: 'shared'): Promise<void> {
    const lock = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
    // Below zero, apart from the rooms: a name is waited for while a room is held, never the other way round.
    await sql.all(`select ${lock}(${schema}, ?::int)`, [-1 - (hash(name) >>> 1)]);
  }
  return {
    schema,
    guard,
    async hold(sql, hold) {
      if (hold.guarded === undefined) return holdSubjects(sql, hold);
      const [, , now] = await Promise.all([holdSubjects(sql, hold), guard(sql, hold.guarded), serverTime(sql)]);
      return now;
    },
  };
}

/** Waits for the locks that the condition takes, and tells when it had them. */
async function held(sql: Sql, condition: string, parameters: readonly number[] = []): Promise<number> {
  const [row] = await sql.all<{ now: number }>(`select ${serverNow} as now where ${condition}`, parameters);
  return Number(row?.now);
}

/** All instances must agree on it, those of other versions as well. */
const roomOf = ({ tenant, conversation }: ConversationKey): number => hash(`${tenant}\n${conversation}`) % rooms;

/** FNV-1a, 32 bits, over UTF-16 units. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
