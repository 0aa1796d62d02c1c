import type { RecommendationView, SubmitVerdict } from '@deskrail/contracts';

/** A recommendation as far as the mappers look: what waits, and what was decided of it. */
export type Reviewed = Pick<
  RecommendationView,
  | 'recommendationId'
  | 'kind'
  | 'status'
  | 'hash'
  | 'proposal'
  | 'evidence'
  | 'confidence'
  | 'flags'
  | 'risk'
  | 'expiresAt'
  | 'about'
  | 'need'
  | 'verdict'
>;

/**
 * Our own words of a verdict, beside the standard's, under `deskrail`. Readers of the standard ignore it; with it the way
 * there and back loses nothing, such as why something was rejected.
 */
export interface OwnWords {
  readonly recommendationId: string;
  readonly verdict?: SubmitVerdict;
}

/** The verdict that decided, as it would be submitted; `undefined` while nobody has. */
export function decidedVerdict({ status, verdict }: Reviewed): SubmitVerdict | undefined {
  if (verdict === undefined || (status !== 'approved' && status !== 'rejected')) return undefined;
  const { kind, hash, reason, comment, final } = verdict;
  return {
    kind,
    hash,
    ...(kind === 'edit' && final !== undefined && { proposal: final }),
    ...(kind === 'respond' && final?.kind === 'reply' && { text: final.text }),
    ...(reason !== undefined && { reason }),
    ...(comment !== undefined && { comment }),
  };
}

/** The hash to name. Throws where nothing was proposed: then there is nothing to decide. */
export function hashOf({ hash, recommendationId }: Pick<Reviewed, 'hash' | 'recommendationId'>): string {
  if (hash === undefined) throw new TypeError(`Nothing is proposed in ${recommendationId}, so nothing can be decided.`);
  return hash;
}

/** What a reviewer is told of it where there is room for a text alone. */
export function describe({ kind, proposal, evidence = [], confidence, flags = [], risk, need }: Reviewed): string {
  const lines = [
    proposal?.kind === 'tool-call' ? `Call ${proposal.tool}.` : `A ${kind} waits for a verdict.`,
    ...(confidence === undefined
      ? []
      : [`Confidence ${Math.round(confidence * 100)} %${risk ? `, risk ${risk}` : ''}.`]),
    ...(flags.length === 0 ? [] : [`Found: ${flags.join(', ')}.`]),
    ...(need === undefined || need.reviewers < 2 ? [] : [`${need.reviewers} people must agree.`]),
    ...evidence.map(({ id, source, quote }) => `[${id}] ${source.title ?? source.id}: ${JSON.stringify(quote)}`),
  ];
  return lines.join('\n');
}
