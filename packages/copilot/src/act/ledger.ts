import type {
  Action,
  AutomationState,
  Conversation,
  Customer,
  EventByType,
  Execution,
  LedgerEntry,
  OutboxEvent,
  PolicyAnswer,
  RecommendationView,
} from '@deskrail/contracts';
import { hasOptedOut } from '../consent.js';
import { envelopeOf } from '../emitted.js';
import { unseenMessage } from '../staleness.js';
import { beforeOf } from './before.js';
import { refusalOf } from './life.js';
import { longestPauseMs, pauseAfter } from './pauses.js';

type CancelWhy = EventByType<'action.cancelled.v1'>['data']['why'];
type UncertainWhy = EventByType<'action.uncertain.v1'>['data']['why'];

/** The envelope of an event of an action's; `causedBy` is the action, unless said otherwise. */
export const envelopeOfEntry = (
  { event }: LedgerEntry,
  {
    by,
    causedBy = event.data.actionId,
    ...rest
  }: { readonly id: string; readonly at: string; readonly by: string; readonly causedBy?: string },
) =>
  envelopeOf(
    { ...event, conversation: event.correlationid, policyVersion: event.policyversion },
    { ...rest, actor: `system/${by}`, step: 'act', causedBy },
  );

const envelope = (entry: LedgerEntry, id: string, at: string, executor: string) =>
  envelopeOfEntry(entry, { id, at, by: executor });

export const cancelledEvent = (
  entry: LedgerEntry,
  why: CancelWhy,
  at: string,
  executor = 'executor',
): EventByType<'action.cancelled.v1'> => ({
  ...envelope(entry, `${entry.view.id}/cancelled`, at, executor),
  type: 'action.cancelled.v1',
  data: { actionId: entry.view.id, why },
});

/** What was to follow an action that did not happen does not happen either. */
export const cancelLater = (
  entry: LedgerEntry,
  siblings: readonly LedgerEntry[],
  at: string,
): readonly EventByType<'action.cancelled.v1'>[] =>
  siblings
    .filter(({ view }) => view.index > entry.view.index && view.status === 'approved')
    .map((later) => cancelledEvent(later, 'earlier-failed', at));

/** All that the transaction which records a start can see. */
export interface StartState {
  readonly now: string;
  readonly entry: LedgerEntry | undefined;
  readonly siblings: readonly LedgerEntry[];
  readonly conversation: Conversation | undefined;
  readonly recommendation: RecommendationView | undefined;
  readonly customer: Customer | undefined;
  /** What the policy in force says now; only asked for an automatic action. */
  readonly answer: PolicyAnswer | undefined;
  /** Whether people have the conversation, or stopped all that is automatic; only asked for an automatic action. */
  readonly automation?: Pick<AutomationState, 'held' | 'paused'> | undefined;
}

export interface StartCommand {
  readonly executor: string;
  readonly token: number;
  /** The start, counted from 1, that is known to have had no effect. */
  readonly absent?: number | undefined;
  readonly policyVersion: string;
}

export type StartDecision =
  | { readonly outcome: 'start'; readonly started: EventByType<'action.started.v1'> }
  | {
      readonly outcome: 'cancel';
      readonly why: CancelWhy;
      readonly events: readonly Action[];
      /** Of an automatic one that is for people now. */
      readonly heldBy?: string;
    }
  /** Somebody else has it, or it has ended. */
  | { readonly outcome: 'leave' };

/** Why an approved action must not be carried out now. */
function reasonAgainst(state: StartState, entry: LedgerEntry): CancelWhy | undefined {
  const { conversation, recommendation, customer } = state;
  const { view, verdict } = entry;
  if (verdict?.data.final === undefined || recommendation === undefined || conversation === undefined) return 'erased';
  if (conversation.deleted === 'permanent') return 'erased';
  if (conversation.deleted !== undefined || conversation.mergedInto !== undefined || conversation.status === 'closed') {
    return 'case-closed';
  }
  const reply = view.parameters.kind === 'post-reply';
  if (reply && unseenMessage(conversation, recommendation.seen) !== undefined) return 'stale';
  if (reply && hasOptedOut(conversation, customer)) return 'opted-out';
  if (view.automatic && heldBy(state, entry) !== undefined) return 'policy';
  return undefined;
}

/** What keeps back an action that a rule approved. The brake comes first: it needs no rule. */
function heldBy({ answer, automation }: StartState, { view }: LedgerEntry): string | undefined {
  if (!view.automatic) return undefined;
  if (automation?.paused) return 'paused';
  if (automation?.held !== undefined) return 'handed-over';
  return answer?.outcome === 'auto' ? undefined : 'policy';
}

/** Whether an action that was claimed is started, given everything at the moment that the start is recorded. */
export function decideStart(
  state: StartState,
  { executor, token, absent, policyVersion }: StartCommand,
): StartDecision {
  const { now, entry, siblings } = state;
  if (entry === undefined || refusalOf(entry, { type: 'start', token, absent })) return { outcome: 'leave' };
  const why = reasonAgainst(state, entry);
  if (why !== undefined) {
    const events = [cancelledEvent(entry, why, now, executor), ...cancelLater(entry, siblings, now)];
    const held = why === 'policy' ? heldBy(state, entry) : undefined;
    return { outcome: 'cancel', why, events, ...(held !== undefined && { heldBy: held }) };
  }
  const before = state.conversation && beforeOf(entry.view.parameters, state.conversation);
  return {
    outcome: 'start',
    started: {
      ...envelope(entry, `${entry.view.id}/started/${entry.view.attempts + 1}`, now, executor),
      // The policy in force at the start; the approval's event has the one it was approved under.
      policyversion: policyVersion,
      type: 'action.started.v1',
      data: {
        ...{ actionId: entry.view.id, executor, token },
        ...(state.answer?.rule !== undefined && { rule: state.answer.rule }),
        ...(before !== undefined && { before }),
      },
    },
  };
}

/** How a started action ended, as its executor knows it. */
export type Ending =
  | { readonly kind: 'executed'; readonly vendorId?: string | undefined; readonly found: 'answer' | 'marker' }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly status?: number | undefined;
      readonly permanent: boolean;
    }
  | { readonly kind: 'uncertain'; readonly why: UncertainWhy }
  | { readonly kind: 'cancelled'; readonly why: CancelWhy };

/**
 * Record an ending. That something *was* done is true whoever holds the lease by now; anything else only its holder may
 * say. Nothing where the action has ended already.
 */
export function decideEnding(
  { now, entry, siblings }: Pick<StartState, 'now' | 'entry' | 'siblings'>,
  ending: Ending,
  { executor, token }: Pick<StartCommand, 'executor' | 'token'>,
): readonly OutboxEvent[] {
  if (entry === undefined) return [];
  const { id: actionId } = entry.view;
  if (ending.kind === 'executed') {
    if (refusalOf(entry, { type: 'find-done' })) return [];
    return [
      {
        ...envelope(entry, `${actionId}/executed`, now, executor),
        type: 'action.executed.v1',
        data: { actionId, found: ending.found, ...(ending.vendorId !== undefined && { vendorId: ending.vendorId }) },
      },
    ];
  }
  if (refusalOf(entry, { type: 'end', as: ending.kind, token })) return [];
  if (ending.kind === 'uncertain') {
    return [
      {
        ...envelope(entry, `${actionId}/uncertain`, now, executor),
        type: 'action.uncertain.v1',
        data: { actionId, why: ending.why },
      },
    ];
  }
  const later = cancelLater(entry, siblings, now);
  if (ending.kind === 'cancelled') return [cancelledEvent(entry, ending.why, now, executor), ...later];
  const { code, status: httpStatus, permanent } = ending;
  return [
    {
      ...envelope(entry, `${actionId}/failed`, now, executor),
      type: 'action.failed.v1',
      data: { actionId, code: code.slice(0, 64), permanent, ...(httpStatus !== undefined && { status: httpStatus }) },
    },
    ...later,
  ];
}

type Failure = Extract<Execution, { outcome: 'failed' }>;

/** What an action has left, when a start of it was refused. */
export interface Budget {
  /** Starts that count, this one among them. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** Starts before this one that the desk's limits refused. */
  readonly limited: number;
  /** Since the first of them. */
  readonly limitedSinceMs: number;
  readonly limitedForMs: number;
}

export interface Again {
  readonly againInMs: number;
  /** For so long the whole connection is to be left alone: the start does not count. */
  readonly pauseMs?: number;
}

/** After a failure that certainly had no effect: again, after a wait, or the end. */
export function decideRetry(failure: Failure, budget: Budget): Again | Ending {
  const { code, status, permanent, retryAfterMs } = failure;
  const { attempts, maxAttempts } = budget;
  // The case changed under us. Its facts may be on their way, and the next start looks at them; not for ever.
  if (code === 'conflict' && attempts >= 3) return { kind: 'cancelled', why: 'stale' };
  if (permanent && code !== 'conflict') return { kind: 'failed', code, status, permanent };
  const pauseMs = code === 'conflict' ? undefined : pauseAfter(failure);
  if (pauseMs !== undefined) {
    if (budget.limitedSinceMs > budget.limitedForMs) return { kind: 'failed', code, status, permanent: false };
    // Others go first after a while, for the case that it is this one action which the desk cannot take.
    const backoffMs = Math.min(longestPauseMs, 1_000 * 2 ** Math.min(20, budget.limited));
    return { againInMs: Math.max(pauseMs, backoffMs), pauseMs };
  }
  if (attempts >= maxAttempts) return { kind: 'failed', code, status, permanent: false };
  const backoffMs = code === 'conflict' ? 2_000 : Math.min(60_000, 1_000 * 2 ** (attempts - 1));
  return { againInMs: Math.min(3_600_000, Math.max(retryAfterMs ?? 0, backoffMs)) };
}
