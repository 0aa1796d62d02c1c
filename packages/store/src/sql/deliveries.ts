import type { Deliveries, Row, Sql } from '@deskrail/contracts';
import { iso } from '../state/time-key.js';
import type { Rows } from './rows.js';

/** How long the id of a message that is done with is known: longer than anybody offers the same again. */
const knownForMs = 7 * 86_400_000;
/** How long a message waits for an endpoint, such as one that is turned off. */
const waitsForMs = 30 * 86_400_000;

type Delivery = Awaited<ReturnType<Deliveries['take']>>[number];

interface DeliveryRow extends Row {
  readonly id: string;
  readonly endpoint: string;
  readonly body: string;
  readonly attempts: number;
  readonly created: number;
}

const deliveryIn = ({ id, endpoint, body, attempts, created }: DeliveryRow): Delivery => ({
  ...{ id, endpoint, body },
  attempts: Number(attempts),
  createdAt: iso(Number(created)),
});

/** Messages that wait for endpoints. The store's own: no log tells of them. */
export function createDeliveries({ read, write }: Rows): Deliveries {
  return {
    async add(messages) {
      if (messages.length === 0) return;
      const text = `insert into store_deliveries (id, endpoint, body, created, due) values (?, ?, ?, ?, ?)
        on conflict (id) do nothing`;
      await write({}, async (sql, nowMs) => {
        for (const { id, endpoint, body } of messages) await sql.run(text, [id, endpoint, body, nowMs, nowMs]);
      });
    },
    take: (options) => write({}, (sql, nowMs) => take(sql, options, nowMs)),
    settle: ({ id, attempts }, outcome) =>
      write({}, async (sql, nowMs) => {
        // Each time that it is taken has a number of its own.
        const mine = 'where id = ? and attempts = ? and forget_at is null';
        const [text, at] =
          outcome.state === 'again'
            ? [`update store_deliveries set due = ?, lease_until = 0 ${mine}`, Math.round(nowMs + outcome.afterMs)]
            : [`update store_deliveries set body = '', forget_at = ? ${mine}`, nowMs + knownForMs];
        return (await sql.run(text, [at, id, attempts])) > 0;
      }),
    endpoint: (endpoint) =>
      read(async (sql) => {
        const text = 'select failing_since, disabled_at from store_endpoints where endpoint = ?';
        const [row] = await sql.all<{ failing_since: number | null; disabled_at: number | null }>(text, [endpoint]);
        const since = row?.failing_since ?? null;
        const disabled = row?.disabled_at ?? null;
        return {
          ...(since !== null && { failingSince: iso(Number(since)) }),
          ...(disabled !== null && { disabledAt: iso(Number(disabled)) }),
        };
      }),
    mark: (endpoint, state) => write({}, (sql, nowMs) => mark(sql, endpoint, state, nowMs)),
    waiting: () =>
      read(async (sql) => {
        const text = `select endpoint, count(*) as waiting from store_deliveries where forget_at is null
          group by endpoint`;
        const rows = await sql.all<{ endpoint: string; waiting: number }>(text);
        return Object.fromEntries(rows.map(({ endpoint, waiting }) => [endpoint, Number(waiting)]));
      }),
  };
}

/** Two that find the same: the second waits for the first's commit, and then finds the lease taken. */
async function take(
  sql: Sql,
  { limit, leaseMs, endpoints }: Parameters<Deliveries['take']>[0],
  nowMs: number,
): Promise<Delivery[]> {
  const free = 'forget_at is null and due <= ? and lease_until <= ?';
  if (endpoints?.length === 0) return [];
  const only = endpoints === undefined ? '' : ` and d.endpoint in (${endpoints.map(() => '?').join(', ')})`;
  const text = `update store_deliveries set lease_until = ?, attempts = attempts + 1
    where id in (select d.id from store_deliveries d
      left join store_endpoints e on e.endpoint = d.endpoint
      where ${free} and e.disabled_at is null${only} order by due, d.id limit ?)
      and ${free}
    returning id, endpoint, body, attempts, created`;
  const until = Math.round(nowMs + leaseMs);
  const rows = await sql.all<DeliveryRow>(text, [until, nowMs, nowMs, ...(endpoints ?? []), limit, nowMs, nowMs]);
  return rows.map(deliveryIn).sort((a, b) => (a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? -1 : 1));
}

async function mark(sql: Sql, endpoint: string, state: 'ok' | 'failed' | 'disabled', nowMs: number): Promise<void> {
  if (state === 'ok') {
    await sql.run('delete from store_endpoints where endpoint = ?', [endpoint]);
    return;
  }
  const text = `insert into store_endpoints (endpoint, failing_since, disabled_at) values (?, ?, ?)
    on conflict (endpoint) do update set disabled_at = coalesce(store_endpoints.disabled_at, excluded.disabled_at)`;
  await sql.run(text, [endpoint, nowMs, state === 'disabled' ? nowMs : null]);
}

export async function forgetDeliveries(sql: Sql, nowMs: number): Promise<void> {
  await sql.run('delete from store_deliveries where forget_at <= ?', [nowMs]);
  await sql.run('delete from store_deliveries where created <= ?', [nowMs - waitsForMs]);
}
