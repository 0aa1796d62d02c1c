import type { Sql, UnitOfWork, UseCounts, UseKey } from '@deskrail/contracts';
import { type ActionState, endedUnstarted } from '../state/ledger.js';
import { upsert } from './bulk.js';
import type { Sharing } from './sharing.js';

const shape = {
  table: 'store_uses',
  key: ['tenant', 'event', 'place'],
  columns: ['tenant', 'event', 'place', 'counts', 'per', 'counted', 'at', 'amount'],
};

/** What an event counts toward limits; once, however often it comes. */
export async function recordUses(
  sql: Sql,
  event: { readonly tenant: string; readonly id: string; readonly time: string },
  counts: UseCounts | undefined,
): Promise<void> {
  if (counts === undefined || counts.length === 0) return;
  const at = Date.parse(event.time);
  const rows = counts.map(({ counts: what, per, of, amount }, place) => [
    ...[event.tenant, event.id, place, what, per, of, at, amount],
  ]);
  await upsert(sql, shape, rows);
}

/**
 * What a verdict approved and never began counts toward nothing: its uses go once all its actions have ended without a
 * start. Asked after its own event and after each end of an action, as a rebuild may read them in either order. What was
 * tried again counts by itself, and is none of these.
 */
export async function forgetUnstarted(sql: Sql, tenant: string, verdictId: string): Promise<void> {
  const rows = await sql.all<{ doc: string }>('select doc from store_actions where tenant = ? and verdict = ?', [
    ...[tenant, verdictId],
  ]);
  const all = rows.map(({ doc }) => JSON.parse(doc) as ActionState);
  const actions = all.filter(({ event }) => event.data.retryOf === undefined);
  const [first] = actions;
  if (first === undefined || actions.length < first.event.data.of || !actions.every(endedUnstarted)) return;
  await forget(sql, tenant, verdictId);
}

/** The same of one action that has ended: of its verdict, or of itself where it is another tried again. */
export async function forgetUnstartedOf(sql: Sql, { event: { tenant, data, id } }: ActionState): Promise<void> {
  if (data.retryOf === undefined) await forgetUnstarted(sql, tenant, data.verdictId);
  else await forget(sql, tenant, id);
}

async function forget(sql: Sql, tenant: string, event: string): Promise<void> {
  await sql.run('delete from store_uses where tenant = ? and event = ?', [tenant, event]);
}

/** Whoever reads a key's sum holds the key until their transaction ends. */
export async function readUsed(
  { sql, tenant, nowMs, guard }: { sql: Sql; tenant: string; nowMs: number; guard: Sharing['guard'] },
  { counts, per, of }: UseKey,
  { withinSeconds, since }: Parameters<UnitOfWork['used']>[1],
): Promise<number> {
  const text = `select coalesce(sum(amount), 0) as used from store_uses
    where tenant = ? and counts = ? and per = ? and counted = ? and at >= ?`;
  const from = Math.max(Math.floor(nowMs - withinSeconds * 1000) + 1, since === undefined ? 0 : Date.parse(since));
  const [, [row]] = await Promise.all([
    // Sent together and run in this order: the sum sees what was committed before the key was had.
    guard(sql, ['use', tenant, counts, per, of].join('\n')),
    sql.all<{ used: number }>(text, [tenant, counts, per, of, from]),
  ]);
  return Number(row?.used ?? 0);
}
