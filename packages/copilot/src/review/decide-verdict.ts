import {
  type Conversation,
  DeskrailError,
  type OutboxEvent,
  type PolicyAnswer,
  type RecommendationView,
  type ReviewClaim,
  type ReviewRights,
  type VerdictGiven,
  type VerdictKind,
  type VerdictView,
} from '@deskrail/contracts';
import type { SignVerdict } from '../audit/sign-verdict.js';
import type { Place } from '../emitted.js';
import { expiredEvent, supersededEvent } from '../recommendation-events.js';
import { type Superseding, supersedingOf } from '../staleness.js';
import { type PreparedVerdict, verdictEvents } from './approval.js';
import { authorityFor } from './verdict/authority.js';
import { refusalByClaim } from './verdict/claim-refusal.js';
import type { OverLimit } from './verdict/policy-in-force.js';
import { quorumFor } from './verdict/quorum.js';
import { refusalByRights } from './verdict/rights.js';
import { isSamePerson } from './verdict/same-person.js';
import {
  expired,
  isExpired,
  notFound,
  refusalByNumber,
  refusalByStatus,
  staleHash,
  superseded,
} from './verdict/status-refusal.js';
import { roleOf, type Terms } from './verdict/terms.js';

export interface VerdictState {
  /** The store's clock. */
  readonly now: string;
  readonly recommendation: RecommendationView | undefined;
  readonly conversation: Conversation | undefined;
  /** The id of the verdict that was given under the same Idempotency-Key. */
  readonly remembered: string | undefined;
  /** The live one. */
  readonly claim?: ReviewClaim | undefined;
  /** What the policy in force says of what would be approved. */
  readonly answer?: PolicyAnswer | undefined;
  /** The limit that approving it would go over. */
  readonly overLimit?: OverLimit | undefined;
  /** Why it is not escalated to where it asks for. */
  readonly unknownQueue?: DeskrailError | undefined;
}

export interface VerdictCommand {
  readonly prepared: PreparedVerdict;
  /** Verdicts of the same request before it: under a key that came with one, that is the answer still. */
  readonly others?: readonly string[] | undefined;
  readonly place: Place;
  /** Absent: those of a reviewer, in all queues. */
  readonly rights?: ReviewRights | undefined;
  /** The token of the claim that it is given under. */
  readonly claim?: number | undefined;
  readonly sign?: SignVerdict | undefined;
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

/** Why a decision would now come too late for the conversation; `undefined` where it does not. */
function outrun(
  recommendation: RecommendationView,
  conversation: Conversation | undefined,
  kind: VerdictKind,
): Superseding | undefined {
  if (recommendation.about.conversation === undefined) return undefined;
  if (conversation === undefined) return { reason: 'erased' };
  // The reviewer's own words are a reply too, whatever was recommended.
  const own = kind === 'respond' || recommendation.proposal?.kind === 'reply';
  return supersedingOf(own ? { ...recommendation, kind: 'reply' } : recommendation, conversation);
}

/**
 * Whether a verdict stands, given all that its transaction can see. The same verdict again is its first answer; what
 * comes too late for the conversation or the clock marks the recommendation so, and is refused.
 */
export function decideVerdict(state: VerdictState, command: VerdictCommand): VerdictDecision {
  const { now, recommendation, conversation, remembered } = state;
  const { data } = command.prepared;
  if (remembered !== undefined) {
    const same = [data.verdictId, ...(command.others ?? [])];
    if (same.includes(remembered)) return { outcome: 'repeated', verdictId: remembered };
    return refused(
      new DeskrailError(
        'idempotency-mismatch',
        'This Idempotency-Key came with another verdict before; use a new key.',
      ),
    );
  }
  if (recommendation === undefined) return refused(notFound(data.recommendationId));
  if (recommendation.verdicts.some(({ verdictId }: VerdictView) => verdictId === data.verdictId)) {
    return { outcome: 'repeated', verdictId: data.verdictId };
  }
  if (recommendation.hash !== undefined && recommendation.hash !== data.hash) {
    const closed = refusalByStatus(recommendation);
    return refused(closed?.code === 'already-decided' ? closed : staleHash(recommendation, conversation));
  }
  if (data.kind === 'comment' && recommendation.status !== 'withheld') {
    const tooMany = refusalByNumber(recommendation, 'comment');
    return tooMany === undefined ? commented(command, now) : refused(tooMany);
  }
  const closed = refusalByStatus(recommendation);
  if (closed !== undefined) return refused(closed);
  if (isExpired(recommendation, now)) return refused(expired(), [expiredEvent(recommendation, now)]);
  const { actor } = command.prepared;
  const { answer, overLimit, claim } = state;
  const authority = authorityFor(recommendation, { kind: data.kind, actor, rights: command.rights, answer, overLimit });
  if (authority.refusal !== undefined) return refused(authority.refusal);
  const held = refusalByClaim(claim, { actor, token: command.claim });
  if (held !== undefined) return refused(held);
  if (state.unknownQueue !== undefined) return refused(state.unknownQueue);
  const superseding = authority.terms !== undefined ? outrun(recommendation, conversation, data.kind) : undefined;
  if (superseding !== undefined) {
    return refused(superseded(superseding.reason, superseding.by), [supersededEvent(recommendation, superseding, now)]);
  }
  return given(state, recommendation, command, authority.terms);
}

function commented(command: VerdictCommand, now: string): VerdictDecision {
  const refusal = refusalByRights(command.rights, { role: 'agent', queues: [] });
  if (refusal !== undefined) return refused(refusal);
  const data = { ...command.prepared.data, ...giverOf(command.rights) };
  return { outcome: 'given', events: verdictEvents({ ...command.prepared, data }, command.place, now, command.sign) };
}

const giverOf = (rights: ReviewRights | undefined): Pick<VerdictGiven['data'], 'role' | 'credential'> => {
  const role = roleOf(rights);
  return {
    ...(role !== undefined && { role }),
    ...(rights?.credential !== undefined && { credential: rights.credential }),
  };
};

function given(
  { now, claim, answer }: VerdictState,
  recommendation: RecommendationView,
  { prepared, place, rights, sign }: VerdictCommand,
  terms: Terms | undefined,
): VerdictDecision {
  const { kind } = prepared.data;
  const { decides, agreed } =
    terms === undefined
      ? { decides: false, agreed: [] }
      : quorumFor(recommendation, terms, { kind, actor: prepared.actor });
  const tooMany = decides ? undefined : refusalByNumber(recommendation, kind);
  if (tooMany !== undefined) return refused(tooMany);
  const { counts, ...rest } = prepared.data;
  const isOwnClaim = claim !== undefined && isSamePerson(claim.holder, prepared.actor);
  const data: VerdictGiven['data'] = {
    ...rest,
    ...giverOf(rights),
    decides,
    ...(agreed.length > 0 && { agreed: [...agreed] }),
    ...(isOwnClaim && { claim: claim.token }),
    ...(kind !== 'reject' && kind !== 'escalate' && answer?.rule !== undefined && { rule: answer.rule }),
    // Only what is let go counts.
    ...(decides && counts !== undefined && { counts }),
  };
  const actions = decides ? prepared.actions : [];
  return { outcome: 'given', events: verdictEvents({ ...prepared, data, actions }, place, now, sign) };
}
