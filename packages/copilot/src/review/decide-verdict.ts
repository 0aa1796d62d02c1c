import {
  type Conversation,
  DeskrailError,
  type OutboxEvent,
  type RecommendationView,
  type VerdictKind,
  type VerdictView,
} from '@deskrail/contracts';
import type { Place } from '../emitted.js';
import { expiredEvent, supersededEvent } from '../recommendation-events.js';
import { type Superseding, supersedingOf } from '../staleness.js';
import { type PreparedVerdict, verdictEvents } from './approval.js';

export interface VerdictState {
  /** The store's clock. */
  readonly now: string;
  readonly recommendation: RecommendationView | undefined;
  readonly conversation: Conversation | undefined;
  /** The id of the verdict that was given under the same Idempotency-Key. */
  readonly remembered: string | undefined;
}

export interface VerdictCommand {
  readonly prepared: PreparedVerdict;
  readonly place: Place;
}

export type VerdictDecision =
  | { readonly outcome: 'given'; readonly events: readonly OutboxEvent[] }
  | { readonly outcome: 'repeated'; readonly verdictId: string }
  /** What it emits is kept; the error is for the caller. */
  | { readonly outcome: 'refused'; readonly error: DeskrailError; readonly events: readonly OutboxEvent[] };

const refused = (error: DeskrailError, events: readonly OutboxEvent[] = []): VerdictDecision => ({
  outcome: 'refused',
  error,
  events,
});

const superseded = (reason: string, by: string | undefined): DeskrailError =>
  new DeskrailError(
    'superseded',
    `The recommendation is out of date (${reason}). Look at the newer one, if there is one.`,
    {
      details: { reason, ...(by !== undefined && { by }) },
    },
  );

const asGiven = (events: readonly OutboxEvent[]): VerdictDecision => ({ outcome: 'given', events });

/** What stands against a verdict because of where the recommendation has got to. */
function refusalByStatus(recommendation: RecommendationView): DeskrailError | undefined {
  const { status, verdict, superseded: over, rule } = recommendation;
  switch (status) {
    case 'open':
      return undefined;
    case 'approved':
    case 'rejected':
      return new DeskrailError('already-decided', 'Another verdict has decided this; it is in details.winner.', {
        details: { winner: verdict },
      });
    case 'shown':
      return new DeskrailError(
        'already-decided',
        'A chatbot was allowed to show this at once; nothing is left to decide.',
        {
          details: { rule },
        },
      );
    case 'superseded':
      return superseded(over?.reason ?? 'newer-recommendation', over?.by);
    case 'expired':
      return new DeskrailError('expired', 'The recommendation waited too long and has expired.');
    case 'withheld':
      return new DeskrailError('request-invalid', 'Nothing was proposed here, so there is nothing to decide.');
  }
}

/** Why a decision would now come too late for the conversation; `undefined` where it does not. */
function outrun(
  recommendation: RecommendationView,
  conversation: Conversation | undefined,
  kind: VerdictKind,
): Superseding | undefined {
  if (recommendation.about.conversation === undefined) return undefined;
  if (conversation === undefined) return { reason: 'erased' };
  // The reviewer's own words are a reply too, whatever was recommended.
  return supersedingOf(kind === 'respond' ? { ...recommendation, kind: 'reply' } : recommendation, conversation);
}

/**
 * Whether a verdict stands, given all that its transaction can see. The same verdict again is its first answer; what
 * comes too late for the conversation or the clock marks the recommendation so, and is refused.
 */
export function decideVerdict(state: VerdictState, { prepared, place }: VerdictCommand): VerdictDecision {
  const { now, recommendation, conversation, remembered } = state;
  const { data } = prepared;
  if (remembered !== undefined) {
    if (remembered === data.verdictId) return { outcome: 'repeated', verdictId: remembered };
    return refused(
      new DeskrailError(
        'idempotency-mismatch',
        'This Idempotency-Key came with another verdict before; use a new key.',
      ),
    );
  }
  if (recommendation === undefined) {
    return refused(new DeskrailError('not-found', `No recommendation has the id ${data.recommendationId}.`));
  }
  if (recommendation.verdicts.some(({ verdictId }: VerdictView) => verdictId === data.verdictId)) {
    return { outcome: 'repeated', verdictId: data.verdictId };
  }
  if (recommendation.hash !== undefined && recommendation.hash !== data.hash) {
    const closed = refusalByStatus(recommendation);
    return refused(closed?.code === 'already-decided' ? closed : staleHash(recommendation, conversation));
  }
  if (data.kind === 'comment' && recommendation.status !== 'withheld')
    return asGiven(verdictEvents(prepared, place, now));
  const closed = refusalByStatus(recommendation);
  if (closed !== undefined) return refused(closed);
  if (recommendation.expiresAt !== undefined && Date.parse(recommendation.expiresAt) <= Date.parse(now)) {
    return refused(new DeskrailError('expired', 'The recommendation waited too long and has expired.'), [
      expiredEvent(recommendation, now),
    ]);
  }
  const superseding = data.decides ? outrun(recommendation, conversation, data.kind) : undefined;
  if (superseding !== undefined) {
    return refused(superseded(superseding.reason, superseding.by), [supersededEvent(recommendation, superseding, now)]);
  }
  return asGiven(verdictEvents(prepared, place, now));
}

function staleHash(recommendation: RecommendationView, conversation: Conversation | undefined): DeskrailError {
  const seen = new Set(recommendation.seen);
  return new DeskrailError('stale-hash', 'The recommendation is not as you saw it; details hold it as it is now.', {
    details: {
      hash: recommendation.hash,
      recommendation,
      facts: conversation?.facts.filter((fact) => !seen.has(fact)) ?? [],
    },
  });
}
