import type {
  ActionApproved,
  LedgerEntry,
  LedgerEvent,
  Refusals,
  Row,
  Sql,
  SqlValue,
  VerdictGiven,
} from '@deskrail/contracts';
import { type ActionState, actionView, endedUnstarted, evolveAction, undo } from '../state/ledger.js';
import { iso, timeKey } from '../state/time-key.js';
import { keepFence } from './meta.js';
import { eraseWhereSentAndErased } from './recommendation-rows.js';
import { forgetUnstartedOf, recordUses } from './uses.js';

interface ActionRow extends Row {
  readonly doc: string;
  readonly lease_holder: string | null;
  readonly lease_token: number;
  readonly lease_until: number;
  readonly refused_start: number;
  readonly limited: number;
  readonly limited_since: number;
  readonly verdict_doc: string | null;
  readonly verdict_erased: number | null;
}

/** An action's row with its verdict; gone text is told by the recommendation. */
const select = `select a.doc, a.lease_holder, a.lease_token, a.lease_until, a.refused_start, a.limited,
    a.limited_since, v.doc as verdict_doc, coalesce(r.erased, 1) as verdict_erased
  from store_actions a
  left join store_verdicts v on v.tenant = a.tenant and v.id = a.verdict
  left join store_recommendations r on r.tenant = a.tenant and r.id = a.recommendation`;

/** `condition` is over the action's row `a`, and may go on with `order by` and `limit`. */
export async function readLedger(sql: Sql, condition: string, parameters: readonly SqlValue[]): Promise<LedgerEntry[]> {
  const rows = await sql.all<ActionRow>(`${select} where ${condition}`, parameters);
  return rows.map((row) => {
    const state = JSON.parse(row.doc) as ActionState;
    const verdict =
      row.verdict_doc === null || row.verdict_erased === 1 ? undefined : (JSON.parse(row.verdict_doc) as VerdictGiven);
    const lease =
      row.lease_holder === null
        ? undefined
        : { holder: row.lease_holder, token: Number(row.lease_token), expiresAt: iso(Number(row.lease_until)) };
    const { event, startedAt } = state;
    return { view: actionView(state), event, verdict, lease, startedAt, refused: refusalsIn(row) };
  });
}

function refusalsIn(row: ActionRow): Refusals | undefined {
  const start = Number(row.refused_start);
  const since = Number(row.limited_since);
  if (start === 0 && since === 0) return undefined;
  return { start, limited: Number(row.limited), limitedSince: since === 0 ? undefined : iso(since) };
}

/** Apply an action's event; false for an approval that is there already. */
export async function applyAction(sql: Sql, event: LedgerEvent, appended: number): Promise<boolean> {
  if (event.type === 'action.approved.v1') return applyApproval(sql, event, appended);
  const before = await readState(sql, event.tenant, event.data.actionId);
  const after = evolveAction(before, event);
  if (after === undefined || after === before) return true;
  await updateAction(sql, after);
  if (event.type === 'action.started.v1') await keepFence(sql, event.data.token);
  if (endedUnstarted(after)) await forgetUnstartedOf(sql, after);
  return true;
}

async function applyApproval(sql: Sql, event: ActionApproved, appended: number): Promise<boolean> {
  const { actionId, undoes } = event.data;
  const [before, undone] = await Promise.all([
    readState(sql, event.tenant, actionId),
    undoes === undefined ? undefined : readState(sql, event.tenant, undoes),
  ]);
  const after = evolveAction(undefined, event);
  if (before !== undefined || after === undefined) return false;
  await Promise.all([
    insertAction(sql, after, appended),
    recordUses(sql, event, event.data.counts),
    eraseWhereSentAndErased(sql, event),
    undone && updateAction(sql, undo(undone, event)),
  ]);
  return true;
}

async function readState(sql: Sql, tenant: string, id: string): Promise<ActionState | undefined> {
  const text = 'select doc from store_actions where tenant = ? and id = ?';
  const [row] = await sql.all<{ doc: string }>(text, [tenant, id]);
  return row === undefined ? undefined : (JSON.parse(row.doc) as ActionState);
}

async function insertAction(sql: Sql, state: ActionState, appended: number): Promise<void> {
  const { event, status } = state;
  const { actionId, conversation, recommendationId, verdictId, index } = event.data;
  await sql.run(
    `insert into store_actions
      (tenant, id, connection, conversation, recommendation, verdict, place, status, approved, appended, doc)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[event.tenant, actionId, event.connection ?? '', conversation, recommendationId, verdictId, index],
      ...[status, timeKey(event.time), appended, JSON.stringify(state)],
    ],
  );
}

async function updateAction(sql: Sql, state: ActionState): Promise<void> {
  await sql.run('update store_actions set status = ?, vendor_id = ?, doc = ? where tenant = ? and id = ?', [
    state.status,
    state.vendorId ?? null,
    JSON.stringify(state),
    state.event.tenant,
    state.event.data.actionId,
  ]);
}
