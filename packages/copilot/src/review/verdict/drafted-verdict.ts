import {
  DeskrailError,
  decidingKinds,
  proposalHash,
  type RecommendationView,
  type SubmitVerdict,
  submitVerdict,
  type VerdictGiven,
  verdictIdOf,
} from '@deskrail/contracts';
import { evidenceOf, reviewedProposal } from '../reviewed-proposal.js';

/** Throws `request-invalid`; says which field, never what it holds. */
export function parsedVerdict(request: SubmitVerdict): SubmitVerdict {
  const parsed = submitVerdict.safeParse(request);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join('.') || 'verdict';
  throw new DeskrailError('request-invalid', `The verdict's ${where} is not right (${issue?.code}).`);
}

/** Whoever wrote the words that it is about, where somebody did: the same words written anew are agreed to anew. */
const writtenBy = ({ verdicts }: RecommendationView, wanted: string): string | undefined =>
  verdicts.findLast(
    ({ decides, kind, hash, finalHash }) =>
      !decides && (kind === 'edit' || kind === 'respond') && finalHash === wanted && hash !== wanted,
  )?.verdictId;

/**
 * What a request says as a verdict's data, before anybody has looked at what it proposes. A claim and a confirmation are no
 * part of what makes two verdicts the same.
 */
export async function draftedVerdict(
  view: RecommendationView,
  actor: string,
  request: SubmitVerdict,
): Promise<VerdictGiven['data']> {
  const { kind, hash, text, proposal, reason, comment, escalateTo } = request;
  const { recommendationId } = view;
  const writing = writtenBy(view, hash);
  const content = { text, proposal, reason, comment, escalateTo, ...(writing !== undefined && { writing }) };
  const verdictId = await verdictIdOf({ recommendationId, actor, kind, hash, content });
  const final = reviewedProposal(view, request);
  const own = kind === 'edit' || kind === 'respond';
  const finalHash = final === undefined ? undefined : own ? await proposalHash(final, evidenceOf(view)) : view.hash;
  return {
    verdictId,
    recommendationId,
    hash,
    kind,
    reviewer: actor,
    decides: decidingKinds.some((deciding) => deciding === kind),
    ...(reason !== undefined && { reason }),
    ...(comment !== undefined && { comment }),
    ...(escalateTo !== undefined && { escalateTo }),
    ...(final !== undefined && { final }),
    ...(finalHash !== undefined && { finalHash }),
  };
}
