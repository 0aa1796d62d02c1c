import type { Evidence, EvidenceNow } from '@deskrail/contracts';
import { informativeTerms } from '../search/terms.js';
import { versionOf } from './text-hash.js';

interface Span {
  readonly start: number;
  readonly end: number;
}

const placesAtMost = 1_000;
/** Below this share of common words a passage says something else, and the words have rather gone. */
const alikeAtLeast = 0.3;
const quoteAtMost = 4_000;

/**
 * What became of a quote in its source's present text: the place nearest to where it stood, else the passage that now
 * says most of it. `passages` are where quotes of this text may stand.
 */
export function quotedNow(
  { version, span, quote }: Pick<Evidence, 'version' | 'span' | 'quote'>,
  text: string,
  passages: readonly Span[],
): EvidenceNow {
  if (text.slice(span.start, span.end) === quote) return { state: 'unchanged', span, quote };
  // The same version with another text at the span: it never stood there.
  if (versionOf(text) === version) return { state: 'changed' };
  const start = quote === '' ? undefined : nearest(text, quote, span.start);
  if (start !== undefined) return { state: 'moved', span: { start, end: start + quote.length }, quote };
  const found = mostAlike(quote, text, passages);
  if (found === undefined) return { state: 'changed' };
  const end = Math.min(found.end, found.start + quoteAtMost);
  return { state: 'changed', span: { start: found.start, end }, quote: text.slice(found.start, end) };
}

function nearest(text: string, quote: string, to: number): number | undefined {
  let best: number | undefined;
  let at = text.indexOf(quote);
  for (let seen = 0; at !== -1 && seen < placesAtMost; seen += 1) {
    if (best === undefined || Math.abs(at - to) < Math.abs(best - to)) best = at;
    at = text.indexOf(quote, at + 1);
  }
  return best;
}

function mostAlike(quote: string, text: string, passages: readonly Span[]): Span | undefined {
  const said = new Set(informativeTerms(quote));
  let best: Span | undefined;
  let bestShare = alikeAtLeast;
  for (const passage of passages) {
    const words = new Set(informativeTerms(text.slice(passage.start, passage.end)));
    const share = [...said].filter((word) => words.has(word)).length / Math.max(1, said.size);
    if (share > bestShare) [best, bestShare] = [passage, share];
  }
  return best;
}
