import type { Evidence, ReplyProposal } from '@deskrail/contracts';
import { isCourtesy, isSignature } from './courtesy.js';
import { saysSo } from './said-by.js';

interface Sentence {
  readonly text: string;
  readonly evidence: readonly string[];
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const squeezed = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** A reviewer’s text, cut as a verdict is: a sentence that stands as it was suggested keeps its evidence. */
export function cutSentences(text: string, suggested: Pick<ReplyProposal, 'sentences'> | undefined): Sentence[] {
  const kept = new Map(suggested?.sentences.map((sentence) => [squeezed(sentence.text), sentence.evidence]));
  return text
    .split(/\n+/u)
    .flatMap((line) =>
      kept.has(squeezed(line)) ? [line] : Array.from(segmenter.segment(line), ({ segment }) => segment),
    )
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => ({ text: part, evidence: kept.get(squeezed(part)) ?? [] }));
}

/**
 * Which sentences claim what nothing bears out: they cite no evidence, and no quote says nearly the same. Who greets, thanks
 * or signs claims nothing.
 */
export function unsupportedAt(
  sentences: readonly Sentence[],
  evidence: readonly Pick<Evidence, 'quote'>[],
): ReadonlySet<number> {
  const found = new Set<number>();
  let closed = false;
  for (const [index, { text, evidence: cited }] of sentences.entries()) {
    const courtesy = isCourtesy(text);
    const claims = courtesy === undefined && !(closed && isSignature(text));
    if (courtesy === 'closing') closed = true;
    if (claims && cited.length === 0 && !evidence.some(({ quote }) => saysSo(quote, text))) found.add(index);
  }
  return found;
}
