import type { Grams } from './grams.js';
import type { Row } from './rows.js';

/** The features that training saw. A feature's number is its place in `hashes`, which ascend. */
export interface Vocabulary {
  readonly hashes: Uint32Array;
  /** How much a feature tells: the rarer, the more. */
  readonly rarity: Float32Array;
  readonly numbers: ReadonlyMap<number, number>;
}

/** What only one of many texts has tells nothing about the next; of few texts, everything is needed. */
const manyTexts = 3_000;

/** Of the squared length of a row. Both chosen by cross-validation on Banking77's training part; the figures are flat around them. */
const shareOfWords = 0.4;
const rarityPower = 0.5;

export function vocabularyOf(hashes: Uint32Array, rarity: Float32Array): Vocabulary {
  const numbers = new Map<number, number>();
  for (const [number, hash] of hashes.entries()) numbers.set(hash, number);
  return { hashes, rarity, numbers };
}

/** The features of these texts; where they are more than `atMost`, those that most texts have. */
export function* learnVocabulary(texts: readonly Grams[], atMost: number): Generator<void, Vocabulary> {
  const textsWith = new Map<number, number>();
  for (const [index, { words, characters }] of texts.entries()) {
    for (const hash of words.keys()) textsWith.set(hash, (textsWith.get(hash) ?? 0) + 1);
    for (const hash of characters.keys()) textsWith.set(hash, (textsWith.get(hash) ?? 0) + 1);
    if (index % 100 === 0) yield;
  }
  const needed = texts.length < manyTexts ? 1 : 2;
  let kept = [...textsWith].filter(([, count]) => count >= needed);
  if (kept.length > atMost) kept = kept.sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, atMost);
  kept.sort((one, other) => one[0] - other[0]);
  const rarityOf = (count: number) => (Math.log((1 + texts.length) / (1 + count)) + 1) ** rarityPower;
  return vocabularyOf(
    Uint32Array.from(kept, ([hash]) => hash),
    Float32Array.from(kept, ([, count]) => rarityOf(count)),
  );
}

/** Sub-linear TF-IDF, the words' and the characters' part each scaled to its share of length 1. */
export function rowOf({ words, characters }: Grams, vocabulary: Vocabulary): Row {
  const features: number[] = [];
  const values: number[] = [];
  const both = addPart(words, vocabulary, shareOfWords, features, values);
  const sum = both + addPart(characters, vocabulary, 1 - shareOfWords, features, values);
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  return { features: Uint32Array.from(features), values: Float32Array.from(values, (value) => value * scale) };
}

/** Returns the squared length that was added: the share, or nothing where no feature is known. */
function addPart(
  counts: ReadonlyMap<number, number>,
  { numbers, rarity }: Vocabulary,
  share: number,
  features: number[],
  values: number[],
): number {
  const from = values.length;
  let squares = 0;
  for (const [hash, count] of counts) {
    const number = numbers.get(hash);
    if (number === undefined) continue;
    const value = (1 + Math.log(count)) * (rarity[number] as number);
    squares += value * value;
    features.push(number);
    values.push(value);
  }
  if (squares === 0) return 0;
  const scale = Math.sqrt(share / squares);
  for (let at = from; at < values.length; at += 1) values[at] = (values[at] as number) * scale;
  return share;
}

/** How much of a text's words and pairs of words training has seen, 0..1. */
export function knownShare({ words }: Grams, { numbers }: Vocabulary): number {
  if (words.size === 0) return 0;
  let known = 0;
  for (const hash of words.keys()) if (numbers.has(hash)) known += 1;
  return known / words.size;
}
