import { normalForm } from '../normal-form.js';

/** Longer runs of letters are cut: nobody's word, and a stemmer's rules need not be tried on them. */
const wordAtMost = 48;
const textAtMost = 200_000;

const word = /[\p{L}\p{N}\p{M}]+/gu;
/** Written without spaces between words, or with endings glued on: read by pairs of letters. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー]+/gu;
const anyUnspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** One spelling for a word: without the accents of Latin, Greek and Cyrillic letters. */
export const folded = (text: string): string =>
  /^[\x20-\x7e]*$/u.test(text)
    ? text
    : normalForm(text, 'NFKD')
        .replace(/[\u0300-\u036f]+/gu, '')
        .replace(/ß/gu, 'ss')
        .normalize('NFC');

/** Every pair of letters that stand beside each other; one letter alone is kept. */
function pairsOf(run: string): readonly string[] {
  const letters = [...run];
  return letters.length === 1 ? letters : letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
}

function split(found: string): readonly string[] {
  if (!anyUnspaced.test(found)) return [found];
  const words: string[] = [];
  let last = 0;
  for (const run of found.matchAll(unspaced)) {
    if (run.index > last) words.push(found.slice(last, run.index));
    words.push(...pairsOf(run[0]));
    last = run.index + run[0].length;
  }
  if (last < found.length) words.push(found.slice(last));
  return words;
}

/** The text's words in order and in lower case, with their accents. Of a very long text, the first part. */
export const spokenWords = (text: string): readonly string[] =>
  (normalForm(text.slice(0, textAtMost), 'NFC').toLowerCase().match(word) ?? []).flatMap((found) =>
    found.length === 1
      ? [found]
      : split(found).map((each) => (each.length > wordAtMost ? each.slice(0, wordAtMost) : each)),
  );

/** The text's words in order, folded to lower case without diacritics. */
export const wordsOf = (text: string): readonly string[] => spokenWords(text).map(folded);
