import type { Database, DeskrailEvent, Outbox, Sql, StreamName } from '@deskrail/contracts';
import { inParts } from './bulk.js';
import { type WakeUps, waitFor } from './wake-ups.js';

/** Rows go in within the transaction that changes what they tell of. */
export const addToOutbox = (sql: Sql, stream: StreamName, event: DeskrailEvent): Promise<number> =>
  sql.run('insert into store_outbox (tenant, id, stream, event) values (?, ?, ?, ?)', [
    event.tenant,
    event.id,
    stream,
    JSON.stringify(event),
  ]);

export interface OutboxOptions {
  readonly database: Database;
  /** Called with the ids of events that the log has taken. */
  readonly relayed: WakeUps;
  /** How often another process's confirmations are looked for, in ms. */
  readonly pollMs: number;
  /** Told, as `relayed` is, of what was confirmed here. */
  onConfirmed(ids: readonly string[]): void;
}

export function createOutbox({ database, relayed, pollMs, onConfirmed }: OutboxOptions): Outbox & { written(): void } {
  const listeners = new Set<() => void>();
  const isPending = (id: string) =>
    database.read(async (sql) => (await sql.all('select 1 as found from store_outbox where id = ?', [id])).length > 0);

  return {
    written() {
      for (const listener of listeners) listener();
    },
    pending: ({ limit }) =>
      database.read(async (sql) => {
        const text = 'select seq, stream, event from store_outbox order by seq limit ?';
        const rows = await sql.all<{ seq: number; stream: StreamName; event: string }>(text, [limit]);
        return rows.map(({ seq, stream, event }) => ({ row: Number(seq), stream, event: JSON.parse(event) }));
      }),
    async confirm(rows) {
      if (rows.length === 0) return;
      const found = await database.write((sql) =>
        inParts(rows, (part) => {
          const text = `delete from store_outbox where seq in (${part.map(() => '?').join(', ')}) returning id`;
          return sql.all<{ id: string }>(text, part);
        }),
      );
      const ids = found.flat().map(({ id }) => id);
      relayed.wake(ids);
      onConfirmed(ids);
    },
    depth: () =>
      database.read(async (sql) => {
        const [row] = await sql.all<{ count: number }>('select count(*) as count from store_outbox');
        return Number(row?.count ?? 0);
      }),
    onWritten(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async relayed(eventId, { signal }) {
      await waitFor({
        wakeUps: relayed,
        name: eventId,
        pollMs,
        signal,
        holds: async () => !(await isPending(eventId)),
      });
    },
  };
}
