import { sentencesOf } from '../embedded/sentences.js';
import { informativeTerms } from '../search/terms.js';
import type { Check } from './check.js';
import { type CitedSentence, claims } from './cited.js';
import { isNegated } from './negation.js';

/** The part of a sentence's informative words that its evidence must hold. */
const supportAtLeast = 0.5;

const share = (words: readonly string[], said: ReadonlySet<string>): number =>
  words.length === 0 ? 0 : words.filter((word) => said.has(word)).length / words.length;

function isSupported({ text, cited }: CitedSentence): boolean {
  const words = informativeTerms(text);
  const said = new Set(cited.flatMap(({ quote, source }) => informativeTerms(`${source.title ?? ''} ${quote}`)));
  return words.length === 0 || share(words, said) >= supportAtLeast;
}

/** Whether it says with a "not" what its evidence says without, or the other way about. */
function turnsAround({ text, cited }: CitedSentence): boolean {
  const words = informativeTerms(text);
  if (words.length === 0) return false;
  let best = 0;
  let agrees = true;
  const negated = isNegated(text);
  for (const { text: said } of cited.flatMap(({ quote }) => sentencesOf(quote))) {
    const likeness = share(words, new Set(informativeTerms(said)));
    if (likeness < best || likeness === 0) continue;
    const same = isNegated(said) === negated;
    agrees = likeness > best ? same : agrees || same;
    best = likeness;
  }
  return !agrees;
}

/** Every sentence stands on evidence that says it; one that only greets or closes claims nothing. */
export const sentencesAreSupported: Check = (draft, context, evidence) =>
  claims(draft, context, evidence).flatMap((claim) => {
    const sentence = claim.index;
    if (claim.citesNothing) return [{ flag: 'unsupported-sentence', sentence, detail: 'cites nothing' }];
    if (!isSupported(claim))
      return [{ flag: 'unsupported-sentence', sentence, detail: 'its evidence says other things' }];
    if (turnsAround(claim))
      return [{ flag: 'unsupported-sentence', sentence, detail: 'its evidence says the opposite' }];
    return [];
  });
