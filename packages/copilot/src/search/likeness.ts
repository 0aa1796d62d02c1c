import { rarityOf } from './known-words.js';
import type { Entry } from './passage.js';
import type { View } from './view.js';

/** A question's pieces with their rarities. A piece weighs the root of its rarity, so that a cosine sums rarities. */
export interface Pieces {
  readonly pieces: Uint32Array;
  readonly rarities: Float32Array;
  readonly sum: number;
}

export function piecesIn(pieces: Uint32Array, view: View): Pieces {
  const rarities = Float32Array.from(pieces, (piece) => rarityOf(view.gramCount(piece), view.count));
  return { pieces, rarities, sum: rarities.reduce((sum, rarity) => sum + rarity, 0) };
}

/** What is reckoned once of each entry for each view. */
const titleSums = new WeakMap<View, { readonly pieces: Float32Array; readonly words: Float32Array }>();

function sumsOf(view: View) {
  const known = titleSums.get(view);
  if (known !== undefined) return known;
  const made = { pieces: new Float32Array(view.seen.length), words: new Float32Array(view.seen.length) };
  titleSums.set(view, made);
  return made;
}

function sumOfPieces<Meta>(entry: Entry<Meta>, at: number, view: View): number {
  const { pieces } = sumsOf(view);
  if (pieces[at] === 0) {
    for (const piece of entry.grams) pieces[at] = (pieces[at] as number) + rarityOf(view.gramCount(piece), view.count);
  }
  return pieces[at] as number;
}

/** Whether a word stands in title or heading, by its packed count. */
const isTitled = (count: number): boolean => count > 0xffff;

function sumOfTitle<Meta>(entry: Entry<Meta>, at: number, view: View): number {
  const { words } = sumsOf(view);
  if (words[at] === 0) {
    entry.terms.forEach((term, index) => {
      if (isTitled(entry.counts[index] as number))
        words[at] = (words[at] as number) + rarityOf(view.termCount(term), view.count);
    });
  }
  return words[at] as number;
}

/** 0 to 1: cosine of a question's pieces and a title's; both lists ascend. */
export function likenessOf<Meta>(
  question: Pieces,
  title: { readonly entry: Entry<Meta>; readonly at: number },
  view: View,
): number {
  const [one, other] = [question.pieces, title.entry.grams];
  let shared = 0;
  for (let left = 0, right = 0; left < one.length && right < other.length; ) {
    const [a, b] = [one[left] as number, other[right] as number];
    if (a === b) shared += question.rarities[left] as number;
    if (a <= b) left += 1;
    if (b <= a) right += 1;
  }
  return shared === 0 ? 0 : shared / Math.sqrt(question.sum * sumOfPieces(title.entry, title.at, view));
}

/** 0 to 1: how much of title and heading was asked for. */
export function titleShare<Meta>(
  { entry, at }: { readonly entry: Entry<Meta>; readonly at: number },
  view: View,
  asked: ReadonlyMap<number, number>,
): number {
  let found = 0;
  entry.terms.forEach((term, index) => {
    if (isTitled(entry.counts[index] as number)) found += asked.get(term) ?? 0;
  });
  return found === 0 ? 0 : Math.min(1, found / sumOfTitle(entry, at, view));
}
