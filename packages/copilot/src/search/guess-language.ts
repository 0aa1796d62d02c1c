import { type Language, languages, stopWords } from './stop-words.js';
import { wordsOf } from './words.js';

const charactersRead = 2_000;

/**
 * The language whose stop words a text uses most; `undefined` where none stands out, as in a few words or another script.
 * Enough to choose stemming rules by: what a customer's language is, features say.
 */
export function guessLanguage(text: string): Language | undefined {
  const words = wordsOf(text.slice(0, charactersRead));
  let best: Language | undefined;
  let most = 0;
  let second = 0;
  for (const language of languages) {
    const known = stopWords[language];
    let count = 0;
    for (const word of words) if (known.has(word)) count += word.length > 1 ? 1 : 0.25;
    if (count > most) [best, most, second] = [language, count, most];
    else if (count > second) second = count;
  }
  return most >= 1 && most >= 1.15 * second ? best : undefined;
}

/** `de-AT` and `de` alike; `undefined` for a language without rules here. */
export function languageOf(tag: string | undefined): Language | undefined {
  const [primary] = (tag ?? '').toLowerCase().split(/[-_]/u);
  return languages.find((language) => language === primary);
}
