import { type OutboxEvent, type RecommendationView, recommendationIdOf, type Suggestion } from '@deskrail/contracts';
import { placeOfRecommendation, suggestedEvent, supersededEvent } from '../recommendation-events.js';

/** The id under which an automatically approved recommendation is put before a person after all. */
export const returnedIdOf = (view: RecommendationView): Promise<string> =>
  recommendationIdOf({
    tenant: view.tenant,
    about: `returned/${view.recommendationId}`,
    kind: view.kind,
    pipelineVersion: view.pipeline,
  });

/**
 * The policy became stricter between a rule's approval and the start: the same proposal again, open for a person. The
 * first stays decided, as a verdict is never taken back.
 */
export function returnToReview(
  view: RecommendationView,
  {
    recommendationId,
    open,
    now,
    policyVersion,
  }: {
    readonly recommendationId: string;
    readonly open: readonly RecommendationView[];
    readonly now: string;
    readonly policyVersion: string;
  },
): readonly OutboxEvent[] {
  const { about, hash, seen, evidence, confidence, flags, pipeline, model, prompt, proposal, expiresAt } = view;
  if (hash === undefined || proposal === undefined || model === undefined) return [];
  const data = {
    recommendationId,
    about,
    hash,
    seen,
    evidence: evidence ?? [],
    confidence: confidence ?? 0,
    flags: flags ?? [],
    outcome: 'review',
    ...(expiresAt !== undefined && { expiresAt }),
    pipeline,
    model,
    ...(prompt !== undefined && { prompt }),
    proposal,
  } as Suggestion['data'];
  return [
    ...open
      .filter(({ kind }) => kind === view.kind)
      .map((older) => supersededEvent(older, { reason: 'newer-recommendation', by: recommendationId }, now)),
    suggestedEvent(placeOfRecommendation(view, policyVersion), data, { at: now, by: `model/${model.name}` }),
  ];
}
