import type { Row, Sql, StoredEvent } from '@deskrail/contracts';
import { selectByKeys, upsert } from './bulk.js';

/** Who applies the log to the rows; decisions made here count as applied by it. */
export const projection = 'projection';
/** Snapshots are put in the outbox here, but applied only when they come back with the time the log gave them. */
export const emitted = 'outbox';

const shape = {
  table: 'store_handled',
  key: ['tenant', 'id', 'consumer'],
  columns: ['tenant', 'id', 'consumer', 'stream', 'appended'],
};

export interface Handled {
  readonly tenant: string;
  readonly id: string;
  readonly stream: string;
  /** In ms; by the store's clock until the log has said. */
  readonly appended: number;
}

interface HandledRow extends Row {
  readonly tenant: string;
  readonly id: string;
  readonly consumer: string;
  readonly appended: number;
}

export const recordHandled = (sql: Sql, consumer: string, events: readonly Handled[]): Promise<void> =>
  upsert(
    sql,
    shape,
    events.map(({ tenant, id, stream, appended }) => [tenant, id, consumer, stream, appended]),
  );

const recordFirst = `insert into store_handled (${shape.columns.join(', ')})
  select cast(? as text), cast(? as text), cast(? as text), cast(? as text), cast(? as bigint)
    where not exists (select 1 from store_handled where tenant = ? and id = ?)
  on conflict do nothing`;

/** Record an event that nobody has handled; false where somebody has. */
export async function handleFirst(
  sql: Sql,
  consumer: string,
  { tenant, id, stream, appended }: Handled,
): Promise<boolean> {
  return (await sql.run(recordFirst, [tenant, id, consumer, stream, appended, tenant, id])) > 0;
}

/** It brought nothing. */
export async function takeBack(sql: Sql, consumer: string, { tenant, id }: Handled): Promise<void> {
  await sql.run('delete from store_handled where tenant = ? and id = ? and consumer = ?', [tenant, id, consumer]);
}

export async function isApplied(sql: Sql, tenant: string, id: string): Promise<boolean> {
  const text = 'select 1 as found from store_handled where tenant = ? and id = ? and consumer <> ?';
  return (await sql.all(text, [tenant, id, emitted])).length > 0;
}

/** An event that is known already, and by whom. */
export type Returned = StoredEvent & { readonly consumers: readonly string[] };

/** The events that neither the group nor the projection has handled, each once; and those known by another time than the log's. */
export async function sortOut(
  sql: Sql,
  events: readonly StoredEvent[],
  group: string,
): Promise<{ readonly fresh: readonly StoredEvent[]; readonly returned: readonly Returned[] }> {
  const known = new Map<string, number>();
  const consumers = new Map<string, Set<string>>();
  const name = (tenant: string, id: string) => `${tenant}\n${id}`;
  const text = 'select tenant, id, consumer, appended from store_handled where (tenant, id) in';
  const keys = events.map(({ event }) => [event.tenant, event.id]);
  for (const { tenant, id, consumer, appended } of await selectByKeys<HandledRow>(sql, text, keys)) {
    const named = name(tenant, id);
    if (consumer === group || consumer === projection) known.set(named, Number(appended));
    consumers.set(named, (consumers.get(named) ?? new Set()).add(consumer));
  }
  const fresh: StoredEvent[] = [];
  const returned: Returned[] = [];
  for (const stored of events) {
    const named = name(stored.event.tenant, stored.event.id);
    const before = known.get(named);
    if (before === undefined) fresh.push(stored);
    else if (stored.stream !== 'facts' && before !== Date.parse(stored.appendedAt)) {
      returned.push({ ...stored, consumers: [...(consumers.get(named) ?? [group])] });
    }
    known.set(named, Date.parse(stored.appendedAt));
  }
  return { fresh, returned };
}
