import {
  canonicalJson,
  type Evidence,
  type Proposal,
  proposal,
  type RecommendationView,
  type Suggestion,
  type VerdictGiven,
  type VerdictView,
  withoutContent,
} from '@deskrail/contracts';

/** The log's words are what is proven; they are told only where the store has words still, as what was erased there is not. */
export interface ToldWords {
  readonly proposal: Proposal | undefined;
  readonly evidence: readonly Evidence[];
  /** Somebody wrote other words into the store's rows. */
  readonly storeDiffers: boolean;
}

const isSame = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other);

const hasWords = (proposed: Proposal): boolean => !isSame(proposed, withoutContent(proposal, proposed));

export function toldProposal(logged: Proposal | undefined, stored: Proposal | undefined): Proposal | undefined {
  if (logged === undefined || stored === undefined) return undefined;
  return hasWords(logged) && !hasWords(stored) ? stored : logged;
}

export function suggestedWords({ data }: Suggestion, view: RecommendationView | undefined): ToldWords {
  const told = toldProposal(data.proposal, view?.proposal);
  // An edit that waits for others stands in the place of what was suggested.
  const isAsSuggested = view !== undefined && view.suggestedHash === undefined;
  const stored = new Map((view?.evidence ?? []).map((one) => [one.id, one]));
  const evidence = data.evidence.flatMap((one) => {
    const held = stored.get(one.id) ?? (isAsSuggested ? undefined : one);
    return held === undefined || view === undefined ? [] : [held.quote === '' ? { ...one, quote: '' } : one];
  });
  const quotesDiffer = data.evidence.some(({ id, quote }) => (stored.get(id)?.quote || quote) !== quote);
  const wordsDiffer = told === data.proposal && !isSame(told, view?.proposal);
  return { proposal: told, evidence, storeDiffers: isAsSuggested && (quotesDiffer || wordsDiffer) };
}

type VerdictWords = Pick<VerdictGiven['data'], 'reason' | 'comment' | 'edit' | 'final'>;

/** What of a verdict's words is told, as the log has them. */
export function verdictWords(
  { data }: VerdictGiven,
  view: VerdictView | undefined,
): { readonly words: VerdictWords; readonly storeDiffers: boolean } {
  if (view === undefined) return { words: {}, storeDiffers: false };
  const { reason, comment, edit } = data;
  const final = toldProposal(data.final, view.final);
  const keepsEdit = view.edit?.diff.some(({ text }) => text !== '') === true;
  const words = {
    ...(reason !== undefined && view.reason?.text && { reason }),
    ...(comment !== undefined && view.comment && { comment }),
    ...(edit !== undefined && keepsEdit && { edit }),
    ...(final !== undefined && { final }),
  };
  const storeDiffers =
    (final !== undefined && final === data.final && !isSame(final, view.final)) ||
    (view.reason?.text || reason?.text) !== reason?.text ||
    (view.comment || comment) !== comment ||
    (keepsEdit && !isSame(view.edit, edit));
  return { words, storeDiffers };
}
