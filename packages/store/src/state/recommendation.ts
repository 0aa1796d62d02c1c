import {
  type Decision,
  proposal,
  type RecommendationView,
  replySuggested,
  type Suggestion,
  type VerdictGiven,
  verdictGiven,
  withoutContent,
} from '@deskrail/contracts';
import { agree, remind, route } from './review-course.js';

/** A recommendation as its decisions tell it; verdicts and actions are kept beside it. */
export interface RecommendationState {
  readonly view: Omit<RecommendationView, 'verdict' | 'verdicts' | 'actions'>;
  /** The verdict that decided. */
  readonly winner?: string;
  /** The text that it stands on was taken out, and so was its own. */
  readonly erased: boolean;
}

export type RecommendationEvent = Exclude<
  Decision,
  {
    type:
      | 'policy.changed.v1'
      | 'policy.paused.v1'
      | 'policy.resumed.v1'
      | 'fallback-rate.exceeded.v1'
      | 'limit.reached.v1'
      | 'automation.held.v1'
      | 'automation.released.v1';
  }
>;

/** The first content under an id stands, and so does what was decided first. Without its suggestion, nothing is known. */
export function evolveRecommendation(
  state: RecommendationState | undefined,
  event: RecommendationEvent,
): RecommendationState | undefined {
  switch (event.type) {
    case 'reply.suggested.v1':
    case 'classification.suggested.v1':
    case 'escalation.suggested.v1':
    case 'tool-call.suggested.v1':
    case 'summary.suggested.v1':
      return state ?? { view: suggestedView(event), erased: false };
    case 'recommendation.withheld.v1':
      return state ?? { view: withheldView(event), erased: false };
    case 'recommendation.superseded.v1': {
      const { reason, by } = event.data;
      return end(state, event.time, { status: 'superseded', superseded: { reason, ...(by !== undefined && { by }) } });
    }
    case 'recommendation.expired.v1':
      return end(state, event.time, { status: 'expired' });
    case 'verdict.given.v1':
      return judge(state, event);
    case 'recommendation.routed.v1':
      return whileOpen(state, (view) => route(view, event));
    case 'recommendation.reminded.v1':
      return whileOpen(state, (view) => remind(view, event));
  }
}

/** Where it waits matters only as long as it does. */
function whileOpen(
  state: RecommendationState | undefined,
  change: (view: RecommendationState['view']) => RecommendationState['view'],
): RecommendationState | undefined {
  return state?.view.status === 'open' ? { ...state, view: change(state.view) } : state;
}

function end(
  state: RecommendationState | undefined,
  time: string,
  how: Pick<RecommendationView, 'status' | 'superseded'>,
): RecommendationState | undefined {
  if (state?.view.status !== 'open') return state;
  return { ...state, view: { ...state.view, ...how, updatedAt: time } };
}

function judge(state: RecommendationState | undefined, event: VerdictGiven): RecommendationState | undefined {
  if (state === undefined) return undefined;
  const view = { ...state.view, updatedAt: event.time };
  if (event.data.decides && state.winner === undefined && (view.status === 'open' || view.status === 'shown')) {
    const status = event.data.kind === 'reject' ? 'rejected' : 'approved';
    return { ...state, winner: event.data.verdictId, view: { ...view, status } };
  }
  if (view.status !== 'open') return { ...state, view };
  return { ...state, view: agree(view, state.erased ? eraseVerdict(event) : event) };
}

function suggestedView(event: Suggestion): RecommendationState['view'] {
  const { outcome, salt: _, ...data } = event.data;
  const queue = data.need?.queue ?? 'review';
  const dueAt = data.need?.dueAt;
  return {
    ...data,
    tenant: event.tenant,
    ...(event.connection !== undefined && { connection: event.connection }),
    kind: event.data.proposal.kind,
    status: outcome === 'show' ? 'shown' : 'open',
    outcome,
    ...(outcome !== 'show' && { queue, ...(dueAt !== undefined && { dueAt }) }),
    ...(event.policyversion !== undefined && { policyVersion: event.policyversion }),
    createdAt: event.time,
    updatedAt: event.time,
  };
}

function withheldView(event: Extract<Decision, { type: 'recommendation.withheld.v1' }>): RecommendationState['view'] {
  const { kind, reason, detail, blocked, salt: _, ...data } = event.data;
  return {
    ...data,
    ...blocked,
    tenant: event.tenant,
    ...(event.connection !== undefined && { connection: event.connection }),
    kind,
    status: 'withheld',
    outcome: 'withheld',
    withheld: { reason, ...(detail !== undefined && { detail }) },
    ...(event.policyversion !== undefined && { policyVersion: event.policyversion }),
    createdAt: event.time,
    updatedAt: event.time,
  };
}

/**
 * What shows: an open recommendation whose ground was taken out is superseded. That follows from the facts alone, so a
 * decision that was recorded for it still counts, whichever of the two is applied first.
 */
export function shownRecommendation(state: RecommendationState): RecommendationState['view'] {
  const { view } = state;
  return state.erased && view.status === 'open'
    ? { ...view, status: 'superseded', superseded: { reason: 'erased' } }
    : view;
}

/** Take out the draft, the quotes and the question. */
export function eraseRecommendation(state: RecommendationState): RecommendationState {
  if (state.erased) return state;
  const { proposal: proposed, about, evidence, ...rest } = state.view;
  const kept = withoutContent(replySuggested.data.partial(), { about, evidence });
  const left = proposed === undefined ? undefined : proposal.safeParse(withoutContent(proposal, proposed)).data;
  return {
    ...state,
    erased: true,
    view: {
      ...rest,
      about: kept.about,
      ...(evidence !== undefined && { evidence: kept.evidence }),
      ...(left !== undefined && { proposal: left }),
    },
  };
}

/** Take out what a reviewer wrote or approved; who decided what remains. */
export function eraseVerdict(event: VerdictGiven): VerdictGiven {
  const { final, ...data } = withoutContent(verdictGiven.data, event.data);
  const left = final === undefined ? undefined : proposal.safeParse(final).data;
  return { ...event, data: left === undefined ? data : { ...data, final: left } };
}
