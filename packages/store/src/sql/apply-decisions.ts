import { type Decision, DeskrailError, type EventByType, type Sql, type VerdictGiven } from '@deskrail/contracts';
import {
  eraseRecommendation,
  eraseVerdict,
  evolveRecommendation,
  type RecommendationEvent,
  type RecommendationState,
  shownRecommendation,
} from '../state/recommendation.js';
import { oldestOf, type Register, restamp, write } from '../state/register.js';
import { timeKey } from '../state/time-key.js';
import { upsert } from './bulk.js';
import { keepFence } from './meta.js';
import { insertRecommendation, isBornErased, readRecommendation, updateRecommendation } from './recommendation-rows.js';
import { applySwitch, isSwitch } from './switches.js';
import { forgetUnstarted, recordUses } from './uses.js';

export type PolicyState = Register<string>;

/** How an event comes in: decided here and now, or told by the log. */
export type Way = 'emitted' | 'replayed';

export interface Applying {
  readonly appended: number;
  readonly way: Way;
  /** A recommendation as this transaction has read it already. */
  known?(of: { readonly subject: string; readonly id: string }): RecommendationState | undefined;
  /** Whoever asks makes up for it where what the event brings turns out to be there already. Default: false. */
  readonly trusting?: boolean | undefined;
}

/** Apply a decision; false where what it brings is there already, under the same recommendation's or verdict's id. */
export async function applyDecision(sql: Sql, event: Decision, applying: Applying): Promise<boolean> {
  const { appended, way, known } = applying;
  if (event.type === 'policy.changed.v1') {
    await applyPolicy(sql, event, appended);
    return true;
  }
  if (event.type === 'fallback-rate.exceeded.v1' || event.type === 'limit.reached.v1') return true;
  if (isSwitch(event)) {
    await applySwitch(sql, event, appended);
    return true;
  }
  const { tenant, subject } = event;
  const id = event.data.recommendationId;
  const before = known?.({ subject, id }) ?? (await readRecommendation(sql, tenant, id));
  if (event.type === 'verdict.given.v1') return applyVerdict(sql, before, event, applying);
  if (brings(event)) {
    if (before !== undefined) return false;
    await addRecommendation(sql, event, appended, way);
    // Not before: what is refused leaves nothing.
    if ('counts' in event.data) await recordUses(sql, event, event.data.counts);
    return true;
  }
  await rewrite(sql, before, event);
  return true;
}

const brings = (event: RecommendationEvent): boolean =>
  event.type.endsWith('.suggested.v1') || event.type === 'recommendation.withheld.v1';

async function rewrite(sql: Sql, before: RecommendationState | undefined, event: RecommendationEvent): Promise<void> {
  const after = evolveRecommendation(before, event);
  if (after !== undefined && after !== before) await updateRecommendation(sql, after);
}

async function addRecommendation(sql: Sql, event: RecommendationEvent, appended: number, way: Way): Promise<void> {
  let state = evolveRecommendation(undefined, event);
  if (state === undefined) return;
  const [bornErased, rival] = await Promise.all([isBornErased(sql, state), openRival(sql, state)]);
  if (bornErased) state = eraseRecommendation(state);
  if (rival !== undefined && shownRecommendation(state).status === 'open') {
    if (way === 'emitted') {
      const message = `The conversation has an open ${state.view.kind} already, ${rival}: supersede that one first.`;
      throw new DeskrailError('conflict', message, { details: { recommendation: rival } });
    }
    const superseded = { reason: 'newer-recommendation' as const, by: rival };
    state = { ...state, view: { ...state.view, status: 'superseded', superseded } };
  }
  await insertRecommendation(sql, state, appended);
}

/** The open recommendation that leaves no room for another of its kind. */
async function openRival(sql: Sql, state: RecommendationState): Promise<string | undefined> {
  const { tenant, about, kind } = state.view;
  if (about.conversation === undefined) return undefined;
  const text = `select id from store_recommendations
    where tenant = ? and conversation = ? and kind = ? and status = 'open'`;
  return (await sql.all<{ id: string }>(text, [tenant, about.conversation, kind]))[0]?.id;
}

/** A verdict goes with its recommendation, and is not kept without. */
async function applyVerdict(
  sql: Sql,
  before: RecommendationState | undefined,
  event: VerdictGiven,
  { way, trusting }: Applying,
): Promise<boolean> {
  if (event.data.claim !== undefined && way === 'replayed') await keepFence(sql, event.data.claim);
  if (before === undefined) {
    await countVerdict(sql, event, way);
    return true;
  }
  const kept = before.erased ? eraseVerdict(event) : event;
  const inserted = sql.run(
    `insert into store_verdicts (tenant, id, recommendation, doc) values (?, ?, ?, ?)
      on conflict (tenant, id) do nothing`,
    [event.tenant, event.data.verdictId, event.data.recommendationId, JSON.stringify(kept)],
  );
  if (!trusting && (await inserted) === 0) return false;
  const [added] = await Promise.all([inserted, countVerdict(sql, event, way), rewrite(sql, before, event)]);
  return added > 0;
}

async function countVerdict(sql: Sql, event: VerdictGiven, way: Way): Promise<void> {
  const { counts, verdictId } = event.data;
  if (counts === undefined || counts.length === 0) return;
  await recordUses(sql, event, counts);
  // What is decided here and now has no actions yet.
  if (way === 'replayed') await forgetUnstarted(sql, event.tenant, verdictId);
}

async function applyPolicy(sql: Sql, event: EventByType<'policy.changed.v1'>, appended: number): Promise<void> {
  const before = await readPolicy(sql, event.tenant);
  await savePolicy(sql, event.tenant, write(before, event.data.version, timeKey(event.time), appended));
}

/** It came back from the log, which keeps it from now on. */
export async function restampPolicy(
  sql: Sql,
  { tenant, time }: EventByType<'policy.changed.v1'>,
  appended: number,
): Promise<void> {
  const before = await readPolicy(sql, tenant);
  if (before !== undefined) await savePolicy(sql, tenant, restamp(before, timeKey(time), appended));
}

async function readPolicy(sql: Sql, tenant: string): Promise<PolicyState | undefined> {
  const [row] = await sql.all<{ doc: string }>('select doc from store_policies where tenant = ?', [tenant]);
  return row === undefined ? undefined : (JSON.parse(row.doc) as PolicyState);
}

export const savePolicy = (sql: Sql, tenant: string, policy: PolicyState): Promise<void> =>
  upsert(sql, { table: 'store_policies', key: ['tenant'], columns: ['tenant', 'oldest', 'doc'] }, [
    [tenant, oldestOf({ policy }), JSON.stringify(policy)],
  ]);
