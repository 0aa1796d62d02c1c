import { type Grams, gramsOf } from './grams.js';
import { type FitOptions, fitLinear, type Labelled, type Linear, scoresOf } from './linear.js';
import { denseRow, packRows, type Row } from './rows.js';
import { segmentsOf } from './segments.js';
import { knownShare, learnVocabulary, rowOf, type Vocabulary } from './vocabulary.js';

/** The text, then its sentences and clauses where there are several. */
export interface Pieces {
  readonly texts: readonly string[];
  readonly grams: readonly Grams[];
  /** One to a text, where there are embeddings. */
  readonly vectors?: readonly Float32Array[];
}

/** What has been learned: by the words, and by embeddings. */
export interface Parts {
  readonly vocabulary: Vocabulary;
  readonly lexical: Linear;
  readonly dense?: Linear;
}

/** A text's scores for each class, what speaks for none of them where that was learned, and how much of it is known. */
export interface Reading {
  readonly scores: Float64Array;
  readonly outside?: number;
  readonly known: number;
}

/** The whole text counts most; a sentence that is clear by itself counts too, so that courtesies around it do no harm. */
const shareOfWhole = 0.8;
/** As much as the best class counts for it. */
const shareOfOutside = 1;

export function piecesOf(text: string): Pieces {
  const texts = [text, ...segmentsOf(text)];
  return { texts, grams: texts.map(gramsOf) };
}

interface Examples {
  readonly pieces: readonly Pieces[];
  readonly classOf: Int32Array;
  readonly classes: number;
  /** Learn what belongs to no class as if it were one more, the last. */
  readonly learnOutside: boolean;
}

export interface PartsOptions extends Omit<FitOptions, 'cost'> {
  readonly costs: { readonly lexical: number; readonly dense: number };
  /** Weights in all, so bytes: rare features are left out beyond it. */
  readonly weightsAtMost: number;
}

/** Learns from those of the examples that `members` names. */
export function* fitParts(examples: Examples, options: PartsOptions): Generator<void, Parts> {
  const { members, costs, weightsAtMost } = options;
  const { pieces, learnOutside } = examples;
  const classes = examples.classes + (learnOutside ? 1 : 0);
  const chosen = Array.from(members, (index) => pieces[index] as Pieces);
  const numberOf = (number: number) => (number < 0 && learnOutside ? examples.classes : number);
  const data = { classes, classOf: Int32Array.from(members, (index) => numberOf(examples.classOf[index] as number)) };
  const all = { ...options, members: members.map((_, place) => place) };
  const grams = chosen.map((piece) => piece.grams[0] as Grams);
  yield;
  const vocabulary = yield* learnVocabulary(grams, Math.floor(weightsAtMost / classes));
  yield;
  const list: Row[] = [];
  for (const [index, each] of grams.entries()) {
    list.push(rowOf(each, vocabulary));
    if (index % 50 === 0) yield;
  }
  const rows = packRows(list, vocabulary.hashes.length);
  yield;
  const lexical = yield* fitLinear({ ...data, rows }, { ...all, cost: costs.lexical });
  const vectors = chosen.flatMap(({ vectors }) => vectors?.slice(0, 1) ?? []);
  if (vectors.length === 0) return { vocabulary, lexical };
  const dense: Labelled = { ...data, rows: packRows(vectors.map(denseRow), (vectors[0] as Float32Array).length) };
  return { vocabulary, lexical, dense: yield* fitLinear(dense, { ...all, cost: costs.dense }) };
}

/** By the words: the text's pieces one by one. */
export const readWords = ({ vocabulary, lexical }: Parts, { grams }: Pieces): Reading[] =>
  grams.map((each) => ({ scores: scoresOf(lexical, rowOf(each, vocabulary)), known: knownShare(each, vocabulary) }));

/** By embeddings, where there are any. */
export const readVectors = ({ dense }: Parts, { vectors }: Pieces): Float64Array[] =>
  dense === undefined || vectors === undefined ? [] : vectors.map((vector) => scoresOf(dense, denseRow(vector)));

/** The whole text's scores with those of the piece that speaks clearest for each class mixed in. */
export function combine([whole, ...segments]: readonly Float64Array[]): Float64Array {
  if (whole === undefined) throw new RangeError('There is always a whole.');
  if (segments.length === 0) return whole;
  return whole.map((score, number) => {
    const best = Math.max(...segments.map((scores) => scores[number] as number));
    return shareOfWhole * score + (1 - shareOfWhole) * best;
  });
}

export const mix = (one: Float64Array, other: Float64Array, shareOfOther: number): Float64Array =>
  one.map((score, number) => (1 - shareOfOther) * score + shareOfOther * (other[number] as number));

/**
 * How much a text looks like what was trained on: the best score, its lead, and how many of the words are known. Chosen among ten such
 * sums with classes of Banking77's training part left out of training.
 */
export function scopeOf({ scores, outside, known }: Reading): number {
  let best = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  for (const score of scores) {
    if (score > best) {
      second = best;
      best = score;
    } else if (score > second) second = score;
  }
  const against = outside === undefined ? 0 : shareOfOutside * Math.max(0, outside + 1);
  return best + 0.5 * (best - Math.max(second, -1)) + known - against;
}
