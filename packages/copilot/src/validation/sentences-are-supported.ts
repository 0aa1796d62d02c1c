import { sentencesOf } from '../embedded/sentences.js';
import { guessLanguage } from '../search/guess-language.js';
import type { Language } from '../search/stop-words.js';
import { informativeTerms } from '../search/terms.js';
import type { Check } from './check.js';
import { type CitedSentence, claims, customersNames } from './cited.js';
import { isCourtesySentence } from './courtesy-sentence.js';
import { isNegated } from './negation.js';
import { partsOf } from './sentence-parts.js';

/** The part of a sentence's informative words that its evidence must hold. */
const supportAtLeast = 0.5;

const share = (words: readonly string[], said: ReadonlySet<string>): number =>
  words.length === 0 ? 0 : words.filter((word) => said.has(word)).length / words.length;

/** One language's stems for a sentence and what it cites: of a few words alone it could not be told. */
const languageOf = ({ text, cited }: CitedSentence): Language =>
  guessLanguage([text, ...cited.map(({ quote }) => quote)].join('\n')) ?? 'en';

function isSupported({ text, cited }: CitedSentence, language: Language, telling = 1): boolean {
  const words = informativeTerms(text, language);
  const said = new Set(
    cited.flatMap(({ quote, source }) => informativeTerms(`${source.title ?? ''} ${quote}`, language)),
  );
  return words.length < telling || share(words, said) >= supportAtLeast;
}

const saidIn = (cited: CitedSentence['cited']): readonly string[] =>
  cited.flatMap(({ quote }) => sentencesOf(quote)).flatMap(({ text }) => partsOf(text));

/** Whether it says with a "not" what its evidence says without, or the other way about. */
function turnsAround({ text, cited }: CitedSentence, language: Language): boolean {
  const words = informativeTerms(text, language);
  if (words.length === 0) return false;
  let best = 0;
  let agrees = true;
  const negated = isNegated(text);
  for (const said of saidIn(cited)) {
    const likeness = share(words, new Set(informativeTerms(said, language)));
    if (likeness < best || likeness === 0) continue;
    const same = isNegated(said) === negated;
    agrees = likeness > best ? same : agrees || same;
    best = likeness;
  }
  return !agrees;
}

/** A word alone, such as "Sure!", says nothing beside others. */
const tellingAtLeast = 2;

/** What is wrong with a sentence that cites something; where it is several, none may lean on another's evidence. */
function wrongWith(claim: CitedSentence, names: ReadonlySet<string>): string | undefined {
  const language = languageOf(claim);
  const parts = partsOf(claim.text).map((text) => ({ ...claim, text }));
  const several = parts.length > 1;
  const judged = several ? parts.filter(({ text }) => !isCourtesySentence(text, names)) : [claim];
  const telling = several ? tellingAtLeast : 1;
  if (!isSupported(claim, language) || judged.some((part) => !isSupported(part, language, telling)))
    return 'its evidence says other things';
  return judged.some((part) => turnsAround(part, language)) ? 'its evidence says the opposite' : undefined;
}

/** Every sentence stands on evidence that says it; one that only greets or closes claims nothing. */
export const sentencesAreSupported: Check = (draft, context, evidence) => {
  const names = customersNames(context);
  return claims(draft, context, evidence).flatMap((claim) => {
    const detail = claim.citesNothing ? 'cites nothing' : wrongWith(claim, names);
    return detail === undefined ? [] : [{ flag: 'unsupported-sentence', sentence: claim.index, detail }];
  });
};
