import { answerAsked, answerGiven } from '../search/expected-answer.js';
import type { Language } from '../search/stop-words.js';
import { informativeTerms, questionTerms } from '../search/terms.js';

/** A question as sentences are held against it. */
export interface AskedFor {
  readonly terms: ReadonlySet<string>;
  readonly kinds: ReturnType<typeof answerAsked>;
}

export const askedFor = (question: string, language: Language | undefined): AskedFor => ({
  terms: new Set(questionTerms(question, language)),
  kinds: answerAsked(question),
});

/** What a word says that stands in so many of the texts: one that stands in all of them tells nothing apart. */
export type Rarity = (term: string) => number;

export function rarityIn(texts: readonly string[], language: Language | undefined): Rarity {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const term of new Set(informativeTerms(text, language))) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return (term) => Math.log(1 + (texts.length + 1) / ((counts.get(term) ?? 0) + 1));
}

/** What a time or a sum that was asked for weighs, in words. */
const kindWeighs = 2;

/** How much a sentence says about what was asked: its words in common, and a time or a sum where one was asked for. */
export function speaksTo(
  text: string,
  asked: AskedFor,
  { rarity, language }: { readonly rarity: Rarity; readonly language: Language | undefined },
): number {
  const shared = new Set(informativeTerms(text, language).filter((term) => asked.terms.has(term)));
  const given = answerGiven(text);
  const words = [...shared].reduce((sum, term) => sum + rarity(term), 0);
  return words + kindWeighs * asked.kinds.filter((kind) => given.includes(kind)).length;
}

/** 0 to 1: the part of what was asked that a passage speaks of, by how rare its words are. */
export function coverageOf(
  text: string,
  { terms }: AskedFor,
  { rarity, language }: { readonly rarity: Rarity; readonly language: Language | undefined },
): number {
  const held = new Set(informativeTerms(text, language));
  let all = 0;
  let found = 0;
  for (const term of terms) {
    all += rarity(term);
    if (held.has(term)) found += rarity(term);
  }
  return all === 0 ? 0 : found / all;
}
