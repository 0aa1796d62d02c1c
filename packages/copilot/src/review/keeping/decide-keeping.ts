import type { EventByType, PolicyQueue, RecommendationView, ReviewClaim } from '@deskrail/contracts';
import { envelopeOf } from '../../emitted.js';
import { placeOfRecommendation } from '../../recommendation-events.js';
import { dueAnew, routedEvent } from '../queue/routed-event.js';
import { queueOf } from '../verdict/terms.js';

/** How an open recommendation stands in its queue. */
export interface KeepingState {
  readonly now: string;
  readonly view: RecommendationView;
  /** When it came into the queue where it is. */
  readonly since: string;
  readonly claim: ReviewClaim | undefined;
  /** How the policy has the queue age. */
  readonly ageing: PolicyQueue | undefined;
  /** Who would be given it, were it nobody's; `undefined` where nobody is free. */
  readonly free: string | undefined;
  /** Whether there are people to give it to at all. */
  readonly assigns: boolean;
}

export interface Keeping {
  readonly events: readonly (EventByType<'recommendation.routed.v1'> | EventByType<'recommendation.reminded.v1'>)[];
  readonly lookAgainAt: string;
}

const actor = 'system/queue';
/** After so many nobody is told again. */
const remindersAtMost = 50;
const lookAtLeastEveryMs = 3_600_000;
const askAgainWhoIsFreeMs = 60_000;
const minuteMs = 60_000;

const isoOf = (ms: number): string => new Date(ms).toISOString();

/**
 * What is due for a recommendation that waits: to another queue where nobody decided, or somebody is told again, or it is
 * given to somebody. Nothing is ever decided by waiting. Ids follow from what happened, so that two keepers do it once.
 */
export function decideKeeping(state: KeepingState): Keeping {
  const { now, view, claim } = state;
  const nowMs = Date.parse(now);
  const events: Keeping['events'][number][] = [];
  const times: number[] = [nowMs + lookAtLeastEveryMs];
  if (view.expiresAt !== undefined) times.push(Date.parse(view.expiresAt));
  const aged = agedAt(state);
  // Somebody is at it: it is not taken from them.
  if (claim !== undefined) times.push(Date.parse(claim.expiresAt));
  else if (aged !== undefined && aged.atMs <= nowMs) return { events: [moved(state, aged.to)], lookAgainAt: now };
  if (claim === undefined && aged !== undefined) times.push(aged.atMs);
  const remind = remindAt(state);
  if (remind !== undefined && remind.atMs <= nowMs) {
    events.push(reminded(state));
    times.push(nowMs + remind.everyMs);
  } else if (remind !== undefined) times.push(remind.atMs);
  if (claim === undefined && view.assignee === undefined && state.assigns) {
    if (state.free !== undefined) events.push(given(state, state.free));
    else times.push(nowMs + askAgainWhoIsFreeMs);
  }
  return { events, lookAgainAt: isoOf(Math.max(nowMs + 1_000, Math.min(...times.filter((ms) => ms > nowMs)))) };
}

function agedAt({ view, since, ageing }: KeepingState): { readonly atMs: number; readonly to: string } | undefined {
  const { escalateAfterMinutes: after, escalateTo: to } = ageing ?? {};
  if (after === undefined || to === undefined || to === queueOf(view)) return undefined;
  return { atMs: Date.parse(since) + after * minuteMs, to };
}

function remindAt({ view, since, ageing }: KeepingState): { atMs: number; everyMs: number } | undefined {
  const { remindAfterMinutes: after } = ageing ?? {};
  if (after === undefined || (view.reminders ?? 0) >= remindersAtMost) return undefined;
  const last = Math.max(Date.parse(since), view.remindedAt === undefined ? 0 : Date.parse(view.remindedAt));
  return { atMs: last + after * minuteMs, everyMs: after * minuteMs };
}

const moved = ({ view, now }: KeepingState, queue: string) => {
  const dueAt = dueAnew(view, now);
  const data = { queue, assignee: null, why: 'aged', ...(dueAt !== undefined && { dueAt }) } as const;
  // Once out of each queue: what people bring back stays where they brought it.
  return routedEvent(view, data, { id: `${view.recommendationId}/aged/${queueOf(view)}`, at: now, actor });
};

const given = ({ view, now, since }: KeepingState, assignee: string) =>
  routedEvent(
    view,
    { assignee, why: 'assigned' },
    { id: `${view.recommendationId}/assigned/${since}/${assignee}`, at: now, actor },
  );

function reminded({ view, now, since }: KeepingState): EventByType<'recommendation.reminded.v1'> {
  const { recommendationId, assignee, reminders = 0 } = view;
  const time = reminders + 1;
  const envelope = { id: `${recommendationId}/reminded/${time}`, at: now, actor, step: 'review' } as const;
  return {
    ...envelopeOf(placeOfRecommendation(view), { ...envelope, causedBy: recommendationId }),
    type: 'recommendation.reminded.v1',
    data: {
      ...{ recommendationId, queue: queueOf(view), time },
      ...(assignee !== undefined && { assignee }),
      waitedSeconds: Math.max(0, (Date.parse(now) - Date.parse(since)) / 1_000),
    },
  };
}
