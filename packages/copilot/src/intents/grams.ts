/** Beyond this nobody says anew what they want; it also bounds what a hostile text costs. In UTF-16 code units. */
export const textAtMost = 4_000;
const wordAtMost = 32;

const shortestRun = 2;
const longestRun = 5;

/** Features of a text as 32-bit hashes, with how often each occurs. */
export interface Grams {
  readonly words: ReadonlyMap<number, number>;
  readonly characters: ReadonlyMap<number, number>;
}

const offset = 0x811c9dc5;
const prime = 0x01000193;

/** One step of FNV-1a, over a UTF-16 code unit. */
const mix = (hash: number, code: number): number => Math.imul(hash ^ code, prime);

/** FNV's low bits are weak; this spreads them, and keeps the kinds of features apart. */
function spread(hash: number, kind: number): number {
  let mixed = hash ^ kind;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Small letters without accents, as customers in a hurry type them. */
const folded = (text: string): string =>
  text
    .slice(0, textAtMost)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[\u2018\u2019`]/gu, "'")
    .toLowerCase();

export const wordsOf = (text: string): readonly string[] =>
  Array.from(folded(text).matchAll(/[\p{L}\p{N}]+(?:'\p{L}+)*/gu), ([word]) => word.slice(0, wordAtMost));

const add = (counts: Map<number, number>, hash: number) => counts.set(hash, (counts.get(hash) ?? 0) + 1);

/** Words, pairs of words, and the runs of 2 to 5 characters within each word and its bounds. */
export function gramsOf(text: string): Grams {
  const words = new Map<number, number>();
  const characters = new Map<number, number>();
  let before: number | undefined;
  for (const word of wordsOf(text)) {
    let hash = offset;
    for (let at = 0; at < word.length; at += 1) hash = mix(hash, word.charCodeAt(at));
    add(words, spread(hash, 1));
    if (before !== undefined) add(words, spread(Math.imul(before, prime) ^ hash, 2));
    before = hash;
    addRuns(` ${word} `, characters);
  }
  return { words, characters };
}

function addRuns(padded: string, counts: Map<number, number>): void {
  for (let start = 0; start < padded.length; start += 1) {
    let hash = offset;
    const end = Math.min(padded.length, start + longestRun);
    for (let at = start; at < end; at += 1) {
      hash = mix(hash, padded.charCodeAt(at));
      const length = at - start + 1;
      if (length >= shortestRun) add(counts, spread(hash, 2 + length));
    }
  }
}
