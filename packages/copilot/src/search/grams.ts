/** Pieces of words are kept by a number, not by their letters: so many numbers there are. */
const gramBits = 17;
export const gramNumbers = 1 << gramBits;

export const gramLetters = 4;

/** FNV-1a over a piece's UTF-16 code units, brought down to the range of numbers. */
function numberOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> gramBits;
  return hash & (gramNumbers - 1);
}

/** The numbers of all pieces of some words, each word's ends marked, once each and in ascending order. */
import { tuning } from './tuning.js';
export const titleGramsOf = (words: readonly string[], title = true): Uint32Array => {
  const all = new Set<number>();
  const w = tuning.gramStop ? words : words.filter((x) => !stopWords.en.has(x));
  for (let n = tuning.gramMin; n <= tuning.gramMax; n += 1) for (const g of gramsOf(w, n)) all.add(g);
  if (tuning.pairs)
    for (let i = 0; i + 1 < words.length; i += 1) {
      const t = ` ${words[i]} ${words[i + 1]} `;
      all.add(numberOf(t, 0, t.length));
    }
  return Uint32Array.from(all).sort();
};

import { stopWords } from './stop-words.js';
export function gramsOf(words: readonly string[], letters = gramLetters): Uint32Array {
  const found = new Set<number>();
  for (const word of words) {
    const marked = `^${word}$`;
    if (marked.length <= letters) found.add(numberOf(marked, 0, marked.length));
    for (let at = 0; at + letters <= marked.length; at += 1) found.add(numberOf(marked, at, at + letters));
  }
  return Uint32Array.from(found).sort();
}
