import { guessLanguage } from './guess-language.js';
import { stemOf } from './stem.js';
import { type Language, stopWords } from './stop-words.js';
import { folded, spokenWords, wordsOf } from './words.js';

export { wordsOf };

/** A single letter says nothing; a single sign of Chinese or Japanese does. */
const tells = (word: string): boolean => word.length > 1 || word > '\u2e7f';

/** The stems of a text in a language that is known, or that has no rules (`undefined`); no stop words, no single letters. */
export function termsIn(text: string, language: Language | undefined): string[] {
  const silent = stopWords[language ?? 'en'];
  const terms: string[] = [];
  for (const word of spokenWords(text)) {
    if (tells(word) && !silent.has(folded(word))) terms.push(stemOf(word, language));
  }
  return terms;
}

/** The stems that tell what a text is about, in order and with repeats. The language is guessed: English where unsure. */
export const informativeTerms = (text: string, language: Language = guessLanguage(text) ?? 'en'): string[] =>
  termsIn(text, language);

/** What a question asks for: as {@link informativeTerms}, once each, without numbers, which name one case only. */
export const questionTerms = (text: string, language?: Language): readonly string[] => [
  ...new Set(informativeTerms(text, language).filter((term) => !/\d/u.test(term))),
];
