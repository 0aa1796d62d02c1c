import { bestOf } from './best-of.js';
import type { Corpus } from './corpus.js';
import { wordStrength } from './field-weights.js';
import { rarityOf } from './known-words.js';
import type { View } from './view.js';

const byLikenessAtMost = 40;
/** A piece of a word in more titles than this share tells nothing apart, and costs the most time. */
const commonShare = 0.2;
const commonAtLeast = 20;

interface Sums {
  /** By entry. */
  readonly values: Float32Array;
  readonly touched: Uint32Array;
  count: number;
}

const sumsOver = (entries: number): Sums => ({
  values: new Float32Array(entries),
  touched: new Uint32Array(entries),
  count: 0,
});

function add(sums: Sums, at: number, value: number): void {
  const before = sums.values[at] as number;
  if (before === 0) {
    sums.touched[sums.count] = at;
    sums.count += 1;
  }
  sums.values[at] = before + value;
}

function sumOfWords<Meta>(corpus: Corpus<Meta>, view: View, words: ReadonlyMap<number, number>): Sums {
  const { entries, byTerm } = corpus;
  const sums = sumsOver(entries.length);
  for (const [term, weight] of words) {
    const postings = byTerm[term];
    for (let index = 0; index < (postings?.length ?? 0); index += 1) {
      const at = postings?.entries[index] as number;
      const entry = entries[at];
      if (view.seen[at] !== 1 || entry === undefined) continue;
      add(sums, at, weight * wordStrength(postings?.counts[index] as number, entry, view));
    }
  }
  return sums;
}

function sumOfPieces<Meta>(corpus: Corpus<Meta>, view: View, pieces: Uint32Array): Sums {
  const { entries, byGram } = corpus;
  const sums = sumsOver(entries.length);
  const common = Math.max(commonAtLeast, view.count * commonShare);
  for (const piece of pieces) {
    const count = view.gramCount(piece);
    if (count === 0 || count > common) continue;
    const postings = byGram.get(piece);
    const rarity = rarityOf(count, view.count);
    for (let index = 0; index < (postings?.length ?? 0); index += 1) {
      const at = postings?.entries[index] as number;
      if (view.seen[at] === 1) add(sums, at, rarity);
    }
  }
  for (let index = 0; index < sums.count; index += 1) {
    const at = sums.touched[index] as number;
    // A short title has fewer pieces to be alike with; the addend keeps a title of one word from winning by that alone.
    sums.values[at] = (sums.values[at] as number) / Math.sqrt((entries[at]?.grams.length ?? 0) + 8);
  }
  return sums;
}

/** The passages most worth a closer look: the best by their words, and the best by the likeness of their titles. */
export function candidatesFor<Meta>(
  corpus: Corpus<Meta>,
  view: View,
  asked: {
    /** Weights of words, by number. */
    readonly words: ReadonlyMap<number, number>;
    readonly pieces: Uint32Array;
    readonly atMost: number;
  },
): readonly number[] {
  const byWords = sumOfWords(corpus, view, asked.words);
  const byLikeness = sumOfPieces(corpus, view, asked.pieces);
  return [
    ...new Set([
      ...bestOf(byWords.touched, byWords.count, byWords.values, asked.atMost),
      ...bestOf(byLikeness.touched, byLikeness.count, byLikeness.values, byLikenessAtMost),
    ]),
  ];
}
