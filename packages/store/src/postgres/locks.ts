import type { Sql } from '@deskrail/contracts';
import type { ConversationKey, Hold } from '../sql/sharing.js';

/**
 * The advisory locks of a schema. PostgreSQL keeps them for each database by two 32-bit numbers: the first is made of the
 * schema's name, the second says what for. Subjects share {@link rooms} locks, so that a transaction that touches
 * thousands of them does not fill the server's table of locks.
 */
export interface Locks {
  readonly schema: number;
  hold(sql: Sql, hold: Hold): Promise<void>;
  guard(sql: Sql, name: string): Promise<void>;
}

const rooms = 1024;
/** Everybody who writes shares it; who must be alone has it alone. */
const gate = rooms;
export const migrating = rooms + 1;

export function createLocks(schemaName: string): Locks {
  const schema = hash(schemaName) | 0;
  return {
    schema,
    async hold(sql, { subjects, alone }) {
      if (alone) {
        await sql.all(`select pg_advisory_xact_lock(${schema}, ${gate})`);
        return;
      }
      const shared = sql.all(`select pg_advisory_xact_lock_shared(${schema}, ${gate})`);
      if (subjects.length === 0) {
        await shared;
        return;
      }
      // In one order for all, so that no two transactions wait for each other.
      const list = [...new Set(subjects.map(roomOf))].sort((a, b) => a - b).join(',');
      const text = `select pg_advisory_xact_lock(${schema}, room::int) from unnest(string_to_array(?, ',')) as room`;
      await Promise.all([shared, sql.all(text, [list])]);
    },
    async guard(sql, name) {
      // Below zero, apart from the rooms: a name is waited for while a room is held, never the other way round.
      await sql.all(`select pg_advisory_xact_lock(${schema}, ?::int)`, [-1 - (hash(name) >>> 1)]);
    },
  };
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
