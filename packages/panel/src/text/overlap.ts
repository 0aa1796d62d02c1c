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
  let best = { length: 0, row: 0, column: 0 };
  let previous = new Array<number>(here.length + 1).fill(0);
  for (const [row, word] of there.entries()) {
    const current = new Array<number>(here.length + 1).fill(0);
    for (const [column, other] of here.entries()) {
      if (word.text !== other.text) continue;
      const length = (previous[column] ?? 0) + 1;
      current[column + 1] = length;
      if (length > best.length) best = { length, row, column };
    }
    previous = current;
  }
  const first = there[best.row - best.length + 1];
  const last = there[best.row];
  const same = here[best.column];
  if (best.length < minShared || !first || !last || !same) return undefined;
  let { end } = last;
  // The signs after the last word too, such as a currency or the full stop.
  while (end < quote.length && quote[end] === sentence[same.end + end - last.end]) end += 1;
  return { start: first.start, end };
}
