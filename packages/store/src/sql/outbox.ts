import type { Database, DeskrailEvent, Outbox, Row, Sql, SqlValue, StreamName } from '@deskrail/contracts';
import { inParts } from './bulk.js';
import { type Confirmed, entryOf, linkConfirmed } from './chain.js';
import type { Rows } from './rows.js';
import { type WakeUps, waitFor } from './wake-ups.js';

/** Rows go in within the transaction that changes what they tell of. */
export const addToOutbox = (sql: Sql, stream: StreamName, event: DeskrailEvent): Promise<number> =>
  sql.run('insert into store_outbox (tenant, id, stream, event, entry) values (?, ?, ?, ?, ?)', [
    event.tenant,
    event.id,
    stream,
    JSON.stringify(event),
    entryOf(stream, event) ?? null,
  ]);

/** Only within the transaction that put it there. */
export const takeOutOfOutbox = (sql: Sql, { tenant, id }: DeskrailEvent): Promise<number> =>
  sql.run('delete from store_outbox where tenant = ? and id = ?', [tenant, id]);

const alone = { once: true };

export interface OutboxOptions {
  readonly database: Database;
  readonly rows: Rows;
  /** Called with the ids of events that the log has taken. */
  readonly relayed: WakeUps;
  /** How often another process's confirmations are looked for, in ms. */
  readonly pollMs: number;
  /** Told, as `relayed` is, of what was confirmed here. */
  onConfirmed(ids: readonly string[]): void;
  /** Told where confirming put links of a chain in the outbox. */
  onLinked(): void;
}

interface ConfirmedRow extends Row {
  readonly seq: number;
  readonly id: string;
  readonly tenant: string;
  readonly stream: StreamName;
  readonly entry: string | null;
  /** Only of a row without its entry, which an older version wrote. */
  readonly event: string | null;
}

const takeOut = (count: number): string => `delete from store_outbox where seq in (${Array(count).fill('?').join(', ')})
  returning seq, id, tenant, stream, entry, case when entry is null then event end as event`;

export function createOutbox({
  database,
  rows: doors,
  relayed,
  pollMs,
  onConfirmed,
  onLinked,
}: OutboxOptions): Outbox & { written(): void } {
  const listeners = new Set<() => void>();
  const isPending = (id: string) =>
    database.read(
      async (sql) => (await sql.all('select 1 as found from store_outbox where id = ?', [id])).length > 0,
      alone,
    );

  return {
    written() {
      for (const listener of listeners) listener();
    },
    pending: ({ limit }) =>
      database.read(async (sql) => {
        const text = 'select seq, stream, event from store_outbox order by seq limit ?';
        const rows = await sql.all<{ seq: number; stream: StreamName; event: string }>(text, [limit]);
        return rows.map(({ seq, stream, event }) => ({ row: Number(seq), stream, event: JSON.parse(event) }));
      }, alone),
    async confirm(rows, { refused = [] } = {}) {
      if (rows.length === 0) return;
      const { ids, links } = await doors.write({}, async (sql, nowMs) => {
        const parts = await inParts(rows, (part) => sql.all<ConfirmedRow>(takeOut(part.length), part as SqlValue[]));
        const found = parts.flat().sort((a, b) => Number(a.seq) - Number(b.seq));
        const kept = found.filter(({ seq }) => !refused.includes(Number(seq))).flatMap(confirmedIn);
        const links = await linkConfirmed(sql, kept, { nowMs, guard: doors.guard, add: addToOutbox });
        return { ids: found.map(({ id }) => id), links };
      });
      relayed.wake(ids);
      onConfirmed(ids);
      if (links > 0) onLinked();
    },
    depth: () =>
      database.read(async (sql) => {
        const [row] = await sql.all<{ count: number }>('select count(*) as count from store_outbox');
        return Number(row?.count ?? 0);
      }, alone),
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

function confirmedIn({ tenant, stream, entry, event }: ConfirmedRow): Confirmed[] {
  const linked = entry ?? (event === null ? undefined : entryOf(stream, JSON.parse(event) as DeskrailEvent));
  return linked === undefined ? [] : [{ tenant, entry: linked }];
}
