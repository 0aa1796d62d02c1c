import { guessLanguage } from '../search/guess-language.js';
import { stemOf } from '../search/stem.js';
import { stopWords } from '../search/stop-words.js';
import { folded, spokenWords } from '../search/words.js';

/** What is asked is said by then; it also bounds what a hostile text costs. */
const textAtMost = 4_000;
const shortestGram = 3;
const longestGram = 4;
/**
 * How much a stop word counts beside others, and all stems beside all runs of characters: "how" and "when" tell questions apart
 * that share their nouns. From pairs of Banking77's and CLINC150's training questions, same intent or not.
 */
const stopWordWeight = 0.6;
const stemsWeight = 0.7;

/** What a text says, as hashes of stems and of runs of characters, each with its weight; of length 1. */
export type Terms = ReadonlyMap<number, number>;

/** FNV-1a over UTF-16 code units, its weak low bits spread. */
export function hashOf(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Words without numbers, which name one case only; with them where there is nothing else. */
function tellingWords(text: string): readonly string[] {
  const words = spokenWords(text.slice(0, textAtMost));
  const telling = words.filter((word) => !/\p{N}/u.test(word));
  return telling.length > 0 ? telling : words;
}

export interface ReadText {
  readonly terms: Terms;
  /** Different words that are no stop words: with none or one of them a text asks nothing in particular. */
  readonly informative: number;
}

export function readTerms(text: string): ReadText {
  const language = guessLanguage(text.slice(0, textAtMost)) ?? 'en';
  const silent = stopWords[language];
  const stems = new Map<number, number>();
  const grams = new Map<number, number>();
  const informative = new Set<number>();
  for (const word of tellingWords(text)) {
    const plain = folded(word);
    const isSilent = silent.has(plain);
    const weight = isSilent ? stopWordWeight : 1;
    const stem = hashOf(isSilent ? plain : stemOf(word, language), 1);
    stems.set(stem, (stems.get(stem) ?? 0) + weight);
    if (!isSilent) informative.add(stem);
    addGrams(` ${plain} `, weight, grams);
  }
  return { terms: joined(dampened(grams), dampened(stems)), informative: informative.size };
}

function addGrams(padded: string, weight: number, grams: Map<number, number>): void {
  for (let length = shortestGram; length <= longestGram; length += 1) {
    for (let at = 0; at + length <= padded.length; at += 1) {
      const gram = hashOf(padded.slice(at, at + length), 2);
      grams.set(gram, (grams.get(gram) ?? 0) + weight);
    }
  }
}

/** Said twice is not twice as much; of length 1. */
function dampened(counts: ReadonlyMap<number, number>): Map<number, number> {
  let squares = 0;
  for (const count of counts.values()) squares += count;
  return new Map([...counts].map(([term, count]) => [term, Math.sqrt(count / squares)]));
}

function joined(grams: Map<number, number>, stems: ReadonlyMap<number, number>): Terms {
  const length = Math.hypot(1, stemsWeight);
  for (const [term, weight] of grams) grams.set(term, weight / length);
  for (const [term, weight] of stems) grams.set(term, (weight * stemsWeight) / length);
  return grams;
}
