import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { type Language, languages } from './stop-words.js';
import { folded } from './words.js';

const stemmers: Readonly<Record<Language, (word: string) => string>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  it: italian,
  nl: dutch,
  pt: portuguese,
};

/** A text repeats its words: so many stems are remembered for each language, then forgotten. */
const remembered = 20_000;
const memories = new Map(languages.map((language) => [language, new Map<string, string>()]));

/** A lower-case word's stem, folded. A language without rules here keeps its words as they are. */
export function stemOf(word: string, language: Language | undefined): string {
  const memory = language === undefined ? undefined : memories.get(language);
  if (language === undefined || memory === undefined) return folded(word);
  const known = memory.get(word);
  if (known !== undefined) return known;
  const stem = /[\p{N}]/u.test(word) || word.length < 3 ? folded(word) : folded(stemmers[language](word));
  if (memory.size >= remembered) memory.clear();
  memory.set(word, stem);
  return stem;
}
