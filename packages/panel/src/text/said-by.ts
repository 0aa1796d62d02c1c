import { folded } from './folded.js';

/** The part of a sentence’s words that a quote must have to say it. */
const shareAtLeast = 0.75;
/** Fewer are anywhere. */
const wordsAtLeast = 3;
const shortWord = 2;

const negations = /\b(not|never|no|cannot|without|t|nicht|nie|kein\w*|ohne|pas|jamais|sans|sin|nunca|non|niet|geen)\b/u;

/** Whether a quote says nearly what a sentence does, in the same words: with each of its numbers, and no “not” more or less. */
export function saysSo(quote: string, sentence: string): boolean {
  const part = folded(quote);
  const said = folded(sentence);
  const there = new Set(part.split(' '));
  const words = [...new Set(said.split(' '))];
  const numbers = words.filter((word) => /\d/u.test(word));
  if (!numbers.every((number) => there.has(number)) || negations.test(said) !== negations.test(part)) return false;
  const telling = words.filter((word) => word.length > shortWord);
  const shared = telling.filter((word) => there.has(word));
  return shared.length >= wordsAtLeast && shared.length / telling.length >= shareAtLeast;
}
