import { cutWords } from './cut-words.js';

const maxWords = 500;
const minShared = 3;

/**
 * Where in `quote` its longest run of words stands that `sentence` has too: what the sentence leans on most.
 * `undefined` for less than three words in common.
 */
export function overlap(quote: string, sentence: string): { start: number; end: number } | undefined {
  const there = cutWords(quote).slice(0, maxWords);
  const here = cutWords(sentence).slice(0, maxWords);
  let best = { length: 0, end: 0 };
  let previous = new Array<number>(here.length + 1).fill(0);
  for (const [row, word] of there.entries()) {
    const current = new Array<number>(here.length + 1).fill(0);
    for (const [column, other] of here.entries()) {
      if (word.text !== other.text) continue;
      const length = (previous[column] ?? 0) + 1;
      current[column + 1] = length;
      if (length > best.length) best = { length, end: row };
    }
    previous = current;
  }
  const first = there[best.end - best.length + 1];
  const last = there[best.end];
  return best.length < minShared || !first || !last ? undefined : { start: first.start, end: last.end };
}
