import type { Corpus } from './corpus.js';
import { fitOfBits } from './expected-answer.js';
import { type KnownWord, rarityOf } from './known-words.js';
import type { Entry } from './passage.js';
import type { QuestionUnit } from './question.js';
import { tuning } from './tuning.js';
import type { View } from './view.js';

/** So far from a passage its neighbours in the same source still speak for it. */
const nearbyAtMost = 3;

/** What speaks for a passage as the answer to a question, each 0 to 1 unless said otherwise. */
export interface Signs {
  /** The share of the question's words that it holds, weighed by how rare they are; a neighbour's count for less. */
  readonly covered: number;
  /** How many of them it holds itself. */
  readonly words: number;
  /** The share of its title and heading that was asked for. */
  readonly titled: number;
  /** How alike title and question are, letter by letter. */
  readonly alike: number;
  /** How much of the time or the sum that was asked for is there. */
  readonly fits: number;
  /** How dense the question's words stand in it: BM25F's sum over the most that it could be. */
  readonly dense: number;
  readonly longest: number;
}

/** The sizes of rare pieces' vectors, reckoned once for each view. */
const sizes = new WeakMap<View, Float32Array>();

function sizeOf<Meta>(entry: Entry<Meta>, at: number, view: View): number {
  let known = sizes.get(view);
  if (known === undefined) {
    known = new Float32Array(view.seen.length);
    sizes.set(view, known);
  }
  if (known[at] === 0) known[at] = vectorSize(entry.grams, view);
  return known[at] as number;
}

export const pieceRarity = (gram: number, view: View): number =>
  rarityOf(view.gramCount(gram), view.count) ** tuning.gramPower;

export function vectorSize(grams: Uint32Array, view: View): number {
  let sum = 0;
  for (const gram of grams) sum += pieceRarity(gram, view) ** 2;
  return Math.sqrt(sum);
}

/** Cosine of two texts' pieces; both lists ascend. */
function likeness(one: Uint32Array, other: Uint32Array, size: number, view: View): number {
  let shared = 0;
  for (let left = 0, right = 0; left < one.length && right < other.length; ) {
    const [a, b] = [one[left] as number, other[right] as number];
    if (a === b) shared += pieceRarity(a, view) ** 2;
    if (a <= b) left += 1;
    if (b <= a) right += 1;
  }
  return size === 0 ? 0 : shared / size;
}

export interface AskedUnit {
  readonly unit: QuestionUnit;
  readonly known: readonly KnownWord[];
  readonly size: number;
}

/** Which of the words that were asked for stand in a passage, and which in the ones beside it. */
export function wordsHeld<Meta>(corpus: Corpus<Meta>, view: View, at: number, asked: ReadonlyMap<number, number>) {
  const own = new Map<number, number>();
  const nearby = new Set<number>();
  const entry = corpus.entries[at] as Entry<Meta>;
  entry.terms.forEach((term, index) => {
    if (asked.has(term)) own.set(term, entry.counts[index] as number);
  });
  const siblings = corpus.sources.get(entry.source) ?? [];
  const first = Math.max(0, entry.place - nearbyAtMost);
  for (let place = first; place <= entry.place + nearbyAtMost && place < siblings.length; place += 1) {
    const beside = siblings[place] as number;
    if (beside === at || view.seen[beside] !== 1) continue;
    for (const term of corpus.entries[beside]?.terms ?? []) if (asked.has(term)) nearby.add(term);
  }
  return { own, nearby };
}

export function signsOf<Meta>(
  {
    entry,
    at,
    view,
    held,
    words: total,
  }: {
    readonly entry: Entry<Meta>;
    readonly at: number;
    readonly view: View;
    readonly held: ReturnType<typeof wordsHeld>;
    readonly words: number;
  },
  { unit, known, size }: AskedUnit,
): Signs {
  let [asked, found, words] = [0, 0, 0];
  const ids = new Set<number>();
  let longest = 0;
  for (const { id, rarity } of known) {
    asked += rarity;
    if (id === undefined) continue;
    ids.add(id);
    if (held.own.has(id)) {
      found += rarity;
      words += 1;
      longest = Math.max(longest, rarity);
    } else if (held.nearby.has(id)) found += tuning.nearby * rarity;
  }
  let [title, titleAsked] = [0, 0];
  entry.terms.forEach((term, index) => {
    if ((entry.counts[index] as number) >>> 16 === 0) return;
    const rarity = rarityOf(view.termCount(term), view.count);
    title += rarity;
    if (ids.has(term)) titleAsked += rarity;
  });
  const product = size * sizeOf(entry, at, view);
  return {
    covered: asked === 0 ? 0 : found / asked,
    words,
    titled: title === 0 ? 0 : titleAsked / title,
    alike: likeness(unit.grams, entry.grams, product, view),
    fits: fitOfBits(unit.asks, entry.gives),
    dense: asked === 0 ? 0 : Math.min(1, total / asked),
    longest: asked === 0 ? 0 : longest / asked,
  };
}
