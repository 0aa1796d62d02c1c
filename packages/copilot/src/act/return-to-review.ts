import {
  type Conversation,
  type OutboxEvent,
  type PolicyAnswer,
  type Proposal,
  proposalHash,
  type RecommendationView,
  type ReviewNeed,
  recommendationIdOf,
  reviewRoles,
  type Suggestion,
  type UnitOfWork,
} from '@deskrail/contracts';
import { placeOfRecommendation, suggestedEvent, supersededEvent } from '../recommendation-events.js';
import { newSalt } from '../salt.js';
import { supersedingOf } from '../staleness.js';

/** The id under which what was approved is put before a person again. */
export const returnedIdOf = (view: RecommendationView): Promise<string> =>
  recommendationIdOf({
    tenant: view.tenant,
    about: `returned/${view.recommendationId}`,
    kind: view.kind,
    pipelineVersion: view.pipeline,
  });

const defaultNeed: ReviewNeed = { role: 'reviewer', queue: 'review', reviewers: 1, fourEyes: false };
const defaultWithinMs = 4 * 3_600_000;
const defaultExpiryMs = 24 * 3_600_000;

/** As long as it had at first, from now. */
const again = (view: RecommendationView, until: string | undefined, now: string, defaultMs: number): string => {
  const hadMs = until === undefined ? defaultMs : Date.parse(until) - Date.parse(view.createdAt);
  return new Date(Date.parse(now) + (hadMs > 0 ? hadMs : defaultMs)).toISOString();
};

/** What the item took, or what the policy in force says where that is more. */
export function needAgain(view: RecommendationView, answer: PolicyAnswer | undefined, now: string): ReviewNeed {
  const before = view.need ?? defaultNeed;
  if (answer === undefined) return { ...before, dueAt: again(view, before.dueAt, now, defaultWithinMs) };
  const { role, queue, reviewers, fourEyes, withinSeconds } = answer.review;
  const isHigher = reviewRoles.indexOf(role) > reviewRoles.indexOf(before.role);
  return {
    role: isHigher ? role : before.role,
    queue: isHigher || view.need === undefined ? queue : before.queue,
    reviewers: Math.max(reviewers, before.reviewers),
    fourEyes: fourEyes || before.fourEyes,
    dueAt: new Date(Date.parse(now) + withinSeconds * 1_000).toISOString(),
  };
}

export interface Returned {
  readonly recommendationId: string;
  readonly proposal: Proposal;
  readonly hash: string;
  readonly need: ReviewNeed;
  readonly policyVersion?: string | undefined;
  readonly rule?: string | undefined;
  /** Why a rule that had let it go does not any more. */
  readonly heldBy?: string | undefined;
  /** What a reviewer is to know of the first time. */
  readonly finding?: { readonly flag: string; readonly detail: string } | undefined;
}

/**
 * What was approved and came to nothing, open for a person once more. The first stays decided, as a verdict is never
 * taken back.
 */
export function returnedEvent(view: RecommendationView, returned: Returned, now: string): Suggestion | undefined {
  const { about, seen, evidence = [], confidence = 0, pipeline, model, prompt, risk, policyFacts, requestedBy } = view;
  if (model === undefined) return undefined;
  const { recommendationId, proposal, hash, need, policyVersion, rule, heldBy, finding } = returned;
  const flags = [...new Set([...(view.flags ?? []), ...(finding ? [finding.flag] : [])])];
  const findings = [...(finding ? [finding] : []), ...(view.findings ?? [])].slice(0, 200);
  const data = {
    ...{ recommendationId, about, hash, seen, evidence, confidence, flags: flags.slice(0, 50), need, pipeline, model },
    outcome: 'review',
    ...(findings.length > 0 && { findings }),
    ...(risk !== undefined && { risk }),
    ...(rule !== undefined && { rule }),
    ...(heldBy !== undefined && { heldBy }),
    ...(policyFacts !== undefined && { policyFacts }),
    ...(requestedBy !== undefined && { requestedBy }),
    ...(prompt !== undefined && { prompt }),
    expiresAt: again(view, view.expiresAt, now, defaultExpiryMs),
    salt: newSalt(),
    proposal,
  } as Suggestion['data'];
  return suggestedEvent(placeOfRecommendation(view, policyVersion), data, { at: now, by: `model/${model.name}` });
}

/** Supersede what is open of its kind, and put it in its place. */
export const inPlaceOf = (
  open: readonly RecommendationView[],
  suggested: Suggestion,
  now: string,
): readonly OutboxEvent[] => [
  ...open
    .filter(({ kind }) => kind === suggested.data.proposal.kind)
    .map((older) =>
      supersededEvent(older, { reason: 'newer-recommendation', by: suggested.data.recommendationId }, now),
    ),
  suggested,
];

/**
 * What a rule had approved, and the policy in force, the brake or people's hold keeps back now: the same proposal, for a
 * person. Nothing where the conversation has outrun it.
 */
export async function returnToReview(
  unit: UnitOfWork,
  view: RecommendationView,
  {
    answer,
    heldBy,
    policyVersion,
    conversation,
  }: {
    readonly answer: PolicyAnswer | undefined;
    readonly heldBy: string;
    readonly policyVersion: string;
    readonly conversation: Conversation | undefined;
  },
): Promise<void> {
  const { proposal } = view;
  if (proposal === undefined || conversation === undefined || supersedingOf(view, conversation)) return;
  const recommendationId = await returnedIdOf(view);
  if ((await unit.recommendation(recommendationId)) !== undefined) return;
  const need = needAgain(view, answer, unit.now);
  const hash = await proposalHash(proposal, view.evidence ?? []);
  const returned = { recommendationId, proposal, hash, need, policyVersion, heldBy, rule: answer?.rule };
  const suggested = returnedEvent(view, returned, unit.now);
  if (suggested === undefined) return;
  for (const event of inPlaceOf(await unit.openRecommendations(), suggested, unit.now)) await unit.emit(event);
}
