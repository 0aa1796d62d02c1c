import {
  DeskrailError,
  decidingKinds,
  proposalHash,
  type RecommendationView,
  type SubmitVerdict,
  submitVerdict,
  type VerdictGiven,
  type VerdictView,
  verdictIdOf,
} from '@deskrail/contracts';
import { evidenceOf, reviewedProposal } from '../reviewed-proposal.js';
import { isSamePerson } from './same-person.js';
import { queueOf } from './terms.js';

/** Throws `request-invalid`; says which field, never what it holds. */
export function parsedVerdict(request: SubmitVerdict): SubmitVerdict {
  const parsed = submitVerdict.safeParse(request);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join('.') || 'verdict';
  throw new DeskrailError('request-invalid', `The verdict's ${where} is not right (${issue?.code}).`);
}

/** Whether a verdict still does what it did: nobody has written anew since, or brought the item back. */
function stands(view: RecommendationView, { kind, hash, verdictId, reviewer, escalateTo }: VerdictView): boolean {
  if (view.status !== 'open' || view.hash !== hash) return true;
  const { agreements = [] } = view;
  switch (kind) {
    case 'approve':
      return agreements.some((one) => isSamePerson(one.reviewer, reviewer));
    case 'edit':
    case 'respond':
      return agreements.some((one) => one.verdictId === verdictId);
    case 'escalate':
      return queueOf(view) === escalateTo;
    default:
      return true;
  }
}

/**
 * The id of a request's verdict. The same again is the same verdict for as long as that stands; where it does not any more, it
 * is one more. `others`: those of the same request that were given before.
 */
export async function identified(
  view: RecommendationView,
  actor: string,
  request: SubmitVerdict,
): Promise<{ readonly verdictId: string; readonly others: readonly string[] }> {
  const { kind, hash, text, proposal, reason, comment, escalateTo } = request;
  const { recommendationId, verdicts } = view;
  const known: VerdictView[] = [];
  while (true) {
    const time = known.length === 0 ? {} : { time: known.length + 1 };
    const content = { text, proposal, reason, comment, escalateTo, ...time };
    const next = await verdictIdOf({ recommendationId, actor, kind, hash, content });
    const given = verdicts.find(({ verdictId }) => verdictId === next);
    if (given === undefined) {
      const standing = known.findLast((one) => stands(view, one));
      return { verdictId: standing?.verdictId ?? next, others: known.map(({ verdictId }) => verdictId) };
    }
    known.push(given);
  }
}

/**
 * What a request says as a verdict's data, before anybody has looked at what it proposes. A claim and a confirmation are no
 * part of what makes two verdicts the same.
 */
export async function draftedVerdict(
  view: RecommendationView,
  actor: string,
  request: SubmitVerdict,
  verdictId: string,
): Promise<VerdictGiven['data']> {
  const { kind, hash, reason, comment, escalateTo } = request;
  const { recommendationId } = view;
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
