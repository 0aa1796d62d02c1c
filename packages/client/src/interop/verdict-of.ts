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
  | 'suggestedHash'
  | 'verdict'
  | 'verdicts'
>;

/**
 * Our own words of a verdict, beside the standard's, under `deskrail`. Readers of the standard ignore it; with it the way
 * there and back loses nothing, such as why something was rejected.
 */
export interface OwnWords {
  readonly recommendationId: string;
  /** Of what waits as it is shown: whoever hands this back with the answer has decided that, and nothing newer. */
  readonly hash?: string;
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

/**
 * The verdict as whoever proposed must be told it. Where several must agree, the last approves what another wrote: to the
 * agent that is an edit, or an answer in somebody's own words, or it would carry out what nobody let go. Throws where what
 * was let go is kept no longer.
 */
export function toldVerdict(view: Reviewed, verdict: SubmitVerdict): SubmitVerdict {
  const { suggestedHash, verdicts, verdict: { final } = {} } = view;
  const isAsProposed = suggestedHash === undefined || suggestedHash === verdict.hash;
  if (verdict.kind === 'reject' || (verdict.kind === 'approve' && isAsProposed)) return verdict;
  if (final === undefined) {
    throw new TypeError(
      `What was approved in ${view.recommendationId} is kept no longer, so nothing can be done by it.`,
    );
  }
  const { kind: by } =
    verdict.kind === 'approve'
      ? (verdicts.findLast(({ finalHash }) => finalHash === verdict.hash) ?? { kind: 'edit' })
      : verdict;
  const isOwnWords = final.kind === 'reply' && (by === 'respond' || view.kind !== 'reply');
  return isOwnWords
    ? { ...withoutProposal(verdict), kind: 'respond', text: final.text }
    : { ...verdict, kind: 'edit', proposal: final };
}

function withoutProposal({ proposal: _, ...verdict }: SubmitVerdict): SubmitVerdict {
  return verdict;
}

/** The hash to name. Throws where nothing was proposed: then there is nothing to decide. */
export function hashOf({ hash, recommendationId }: Pick<Reviewed, 'hash' | 'recommendationId'>): string {
  if (hash === undefined) throw new TypeError(`Nothing is proposed in ${recommendationId}, so nothing can be decided.`);
  return hash;
}

export const shownWords = (view: Reviewed): OwnWords => ({
  recommendationId: view.recommendationId,
  hash: hashOf(view),
});

/**
 * The hash of what somebody saw: the one that came back with their answer, or the view's. Throws `TypeError` for an answer
 * to another recommendation.
 */
export function seenHash(view: Reviewed, own: OwnWords | undefined): string {
  if (own !== undefined && own.recommendationId !== view.recommendationId) {
    throw new TypeError(`This answers ${own.recommendationId}, not ${view.recommendationId}.`);
  }
  return own?.hash ?? hashOf(view);
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
