import {
  checkEvent,
  DeskrailError,
  definitionOf,
  type OutboxEvent,
  type Sql,
  type StreamName,
  type UnitOfWork,
} from '@deskrail/contracts';
import { iso } from '../state/time-key.js';
import { applyAction, readLedger } from './action-rows.js';
import { type Applying, applyDecision } from './apply-decisions.js';
import { emitted, type Handled, handleFirst, projection, takeBack } from './handled.js';
import { createHeld, type ReadAhead } from './held.js';
import { addToOutbox, takeOutOfOutbox } from './outbox.js';
import { readAction, withVerdicts } from './read-recommendations.js';
import { readRecommendations } from './recommendation-rows.js';
import { createClaims } from './review-claims.js';
import type { ConversationKey, Sharing } from './sharing.js';
import { brakeOf, readAutomation } from './switches.js';
import { readUsed } from './uses.js';

interface Unit extends UnitOfWork {
  /** Names of events that were put in the outbox, for wake-ups: `tenant\nid`. */
  readonly written: readonly string[];
  /** Whether what it trusted in was not so; whatever its work makes of that, it is undone. */
  readonly mistaken: boolean;
}

export interface UnitOptions {
  /** The store's clock. */
  readonly nowMs: number;
  readonly guard: Sharing['guard'];
  readonly ahead?: ReadAhead | undefined;
  /**
   * Trust in that what is emitted is new, so that its statements are sent together: {@link mistaken} is thrown where one was
   * there before, and all is to be done again without. Default: false.
   */
  readonly trusting?: boolean;
}

export const mistaken = new Error('An event that was taken for new was emitted before.');

/** One transaction's reads and writes for one conversation. */
function createUnit(sql: Sql, key: ConversationKey, { nowMs, guard, ahead, trusting = false }: UnitOptions): Unit {
  const { tenant, conversation } = key;
  const written: string[] = [];
  const held = createHeld(sql, key, nowMs, ahead);
  const how = { known: held.known, trusting };
  let wrong = false;
  const claims = createClaims(sql, tenant, nowMs);
  return {
    written,
    get mistaken() {
      return wrong;
    },
    now: iso(nowMs),
    conversation: held.conversation,
    recommendation: held.recommendation,
    async openRecommendations() {
      const condition = "tenant = ? and conversation = ? and status = 'open' order by created, id";
      return withVerdicts(sql, await readRecommendations(sql, condition, [tenant, conversation]), nowMs);
    },
    action: (id) => readAction(sql, tenant, id),
    actionsOf: (verdictId) =>
      readLedger(sql, 'a.tenant = ? and a.verdict = ? order by a.place, a.approved, a.id', [tenant, verdictId]),
    async emit(event) {
      const brought = await emitEvent(sql, tenant, event, nowMs, how).catch((error: unknown) => {
        wrong ||= error === mistaken;
        throw error;
      });
      if (!brought) return;
      written.push(`${tenant}\n${event.id}`);
      held.evolve(event);
    },
    claim: held.claim,
    async grantClaim(id, options) {
      held.forget(id);
      return claims.grantClaim(id, options);
    },
    async endClaim(id) {
      await claims.endClaim(id);
      held.endClaim(id);
    },
    used: (use, span) => readUsed({ sql, tenant, nowMs, guard }, use, span),
    async automation({ hold = false } = {}) {
      const [, state] = await Promise.all([
        // As above: it sees a brake that was pulled before it was had.
        hold ? guard(sql, brakeOf(tenant), 'shared') : undefined,
        readAutomation(sql, tenant, conversation),
      ]);
      return state;
    },
    async lookAgainAt(id, at) {
      const text = 'update store_recommendations set look_at = ? where tenant = ? and id = ?';
      await sql.run(text, [Date.parse(at), tenant, id]);
    },
    async remembered(name, { hold = false } = {}) {
      const text = 'select value from store_remembered where tenant = ? and name = ? and until > ?';
      const [, [row]] = await Promise.all([
        // Sent together and run in this order: it sees what was remembered before the name was had.
        hold ? guard(sql, ['remembered', tenant, name].join('\n')) : undefined,
        sql.all<{ value: string }>(text, [tenant, name, nowMs]),
      ]);
      return row === undefined ? undefined : JSON.parse(row.value);
    },
    async remember(name, value, { seconds }) {
      const text = `insert into store_remembered (tenant, name, value, until) values (?, ?, ?, ?)
        on conflict (tenant, name) do update set value = excluded.value, until = excluded.until`;
      await sql.run(text, [tenant, name, JSON.stringify(value), Math.round(nowMs + seconds * 1000)]);
    },
  };
}

type How = Pick<Applying, 'known' | 'trusting'>;

/**
 * Change the rows and put the event in the outbox; false where its id, or what it brings, was there before, for which who
 * is trusting throws {@link mistaken}.
 */
export async function emitEvent(
  sql: Sql,
  tenant: string,
  event: OutboxEvent,
  nowMs: number,
  how: How = {},
): Promise<boolean> {
  const stream = definitionOf(event.type)?.stream ?? 'decisions';
  checkEvent(stream, event);
  if (event.tenant !== tenant) {
    const message = `${event.type} is of another tenant than the unit of work: open one for the event's own tenant.`;
    throw new DeskrailError('event-invalid', message);
  }
  const snapshot = event.type === 'conversation.snapshotted.v1' || event.type === 'customer.snapshotted.v1';
  if (stream === 'facts' && !snapshot) {
    const message = `${event.type} is a fact: append it to the log. Only decisions, actions, features and snapshots are emitted.`;
    throw new DeskrailError('event-invalid', message);
  }
  // A snapshot counts from the time that the log gives it, so it is applied when it comes back.
  const consumer = snapshot ? emitted : projection;
  const handled = { tenant, id: event.id, stream, appended: nowMs };
  if (how.trusting) return bringNew(sql, event, { consumer, handled, stream }, how);
  if (!(await handleFirst(sql, consumer, handled))) return false;
  try {
    if (await evolve(sql, event, nowMs, how)) {
      await addToOutbox(sql, stream, event);
      return true;
    }
  } catch (error) {
    // Whoever catches it may go on with the transaction, unless that is at fault.
    await takeBack(sql, consumer, handled).catch(() => {});
    throw error;
  }
  await takeBack(sql, consumer, handled);
  return false;
}

interface Handling {
  readonly consumer: string;
  readonly handled: Handled;
  readonly stream: StreamName;
}

/** Everything is sent at once, and what it was worth is seen in the answers. */
async function bringNew(
  sql: Sql,
  event: OutboxEvent,
  { consumer, handled, stream }: Handling,
  how: How,
): Promise<true> {
  const [first, evolved, put] = await Promise.allSettled([
    handleFirst(sql, consumer, handled),
    evolve(sql, event, handled.appended, how),
    addToOutbox(sql, stream, event),
  ]);
  if (first.status === 'rejected') throw first.reason;
  if (!first.value) throw mistaken;
  for (const part of [evolved, put]) {
    if (part.status === 'fulfilled') continue;
    // As above: whoever catches it may go on.
    await Promise.all([takeBack(sql, consumer, handled), takeOutOfOutbox(sql, event)]).catch(() => {});
    throw part.reason;
  }
  if (evolved.status === 'fulfilled' && !evolved.value) throw mistaken;
  return true;
}

async function evolve(sql: Sql, event: OutboxEvent, nowMs: number, how: How): Promise<boolean> {
  switch (event.type) {
    case 'features.derived.v1':
    case 'audit.linked.v1':
    case 'conversation.snapshotted.v1':
    case 'customer.snapshotted.v1':
      return true;
    case 'action.started.v1':
      await checkLease(sql, event.tenant, event.data.actionId, event.data.token);
      return applyAction(sql, event, nowMs);
    case 'action.approved.v1':
    case 'action.executed.v1':
    case 'action.failed.v1':
    case 'action.uncertain.v1':
    case 'action.cancelled.v1':
      return applyAction(sql, event, nowMs);
    default:
      return applyDecision(sql, event, { ...how, appended: nowMs, way: 'emitted' });
  }
}

/** Who was overtaken by another claim may not start. */
async function checkLease(sql: Sql, tenant: string, id: string, token: number): Promise<void> {
  const text = 'select lease_token from store_actions where tenant = ? and id = ?';
  const [row] = await sql.all<{ lease_token: number }>(text, [tenant, id]);
  if (row === undefined || Number(row.lease_token) <= token) return;
  const message = `Action ${id} has been claimed by another executor since: leave it to that one.`;
  throw new DeskrailError('conflict', message, { details: { token: Number(row.lease_token) } });
}

/** Do one unit's work. `emitted` are the names of what it put in the outbox: `tenant\nid`. */
export async function runUnit<Result>(
  sql: Sql,
  key: ConversationKey,
  options: UnitOptions,
  work: (unit: UnitOfWork) => Promise<Result>,
): Promise<{ readonly result: Result; readonly emitted: readonly string[] }> {
  const unit = createUnit(sql, key, options);
  // Work may make words of its own of the mistake: it is done again all the same.
  const result = await work(unit).finally(() => {
    if (unit.mistaken) throw mistaken;
  });
  return { result, emitted: unit.written };
}
