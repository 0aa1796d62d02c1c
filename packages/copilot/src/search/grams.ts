/** Pieces of words are kept by a number, not by their letters: so many numbers there are. */
const gramBits = 17;

/** Three letters do as well as four or five together, in a third of the memory. */
const gramLetters = 3;

/** FNV-1a over a piece's UTF-16 code units, brought down to the range of numbers. */
function numberOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> gramBits;
  return hash & ((1 << gramBits) - 1);
}

/** The numbers of all pieces of some words, each word's ends marked, once each and in ascending order. */
export function gramsOf(words: readonly string[]): Uint32Array {
  const found = new Set<number>();
  for (const word of words) {
    const marked = `^${word}$`;
    for (let at = 0; at + gramLetters <= marked.length; at += 1) found.add(numberOf(marked, at, at + gramLetters));
  }
  return Uint32Array.from(found).sort();
}
