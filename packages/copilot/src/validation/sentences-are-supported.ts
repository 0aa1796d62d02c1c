import { sentencesOf } from '../embedded/sentences.js';
import { guessLanguage } from '../search/guess-language.js';
import type { Language } from '../search/stop-words.js';
import { informativeTerms } from '../search/terms.js';
import type { Check } from './check.js';
import { type CitedSentence, claims } from './cited.js';
import { isNegated } from './negation.js';

/** The part of a sentence's informative words that its evidence must hold. */
const supportAtLeast = 0.5;

const share = (words: readonly string[], said: ReadonlySet<string>): number =>
  words.length === 0 ? 0 : words.filter((word) => said.has(word)).length / words.length;

/** One language's stems for a sentence and what it cites: of a few words alone it could not be told. */
const languageOf = ({ text, cited }: CitedSentence): Language =>
  guessLanguage([text, ...cited.map(({ quote }) => quote)].join('\n')) ?? 'en';

function isSupported({ text, cited }: CitedSentence, language: Language): boolean {
  const words = informativeTerms(text, language);
  const said = new Set(
    cited.flatMap(({ quote, source }) => informativeTerms(`${source.title ?? ''} ${quote}`, language)),
  );
  return words.length === 0 || share(words, said) >= supportAtLeast;
}

/** Whether it says with a "not" what its evidence says without, or the other way about. */
function turnsAround({ text, cited }: CitedSentence, language: Language): boolean {
  const words = informativeTerms(text, language);
  if (words.length === 0) return false;
  let best = 0;
  let agrees = true;
  const negated = isNegated(text);
  for (const { text: said } of cited.flatMap(({ quote }) => sentencesOf(quote))) {
    const likeness = share(words, new Set(informativeTerms(said, language)));
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
    const language = languageOf(claim);
    if (!isSupported(claim, language))
      return [{ flag: 'unsupported-sentence', sentence, detail: 'its evidence says other things' }];
    if (turnsAround(claim, language))
      return [{ flag: 'unsupported-sentence', sentence, detail: 'its evidence says the opposite' }];
    return [];
  });
