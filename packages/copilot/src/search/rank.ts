import { bestOf } from './best-of.js';
import type { Corpus } from './corpus.js';
import { rarityOf } from './known-words.js';
import { bodyCount, headingCount, titleCount } from './postings.js';
import { tuning } from './tuning.js';
import type { View } from './view.js';

export interface Candidate {
  readonly at: number;
  /** BM25F's sum over the question's words. */
  readonly words: number;
}

/** The passages most worth a closer look: the best by their words, and the best by the likeness of their titles. */
export function candidatesFor<Meta>(
  corpus: Corpus<Meta>,
  view: View,
  asked: { readonly words: ReadonlyMap<number, number>; readonly grams: Uint32Array },
): readonly Candidate[] {
  const { entries, byTerm, byGram } = corpus;
  const byWords = new Float32Array(entries.length);
  const touched = new Uint32Array(entries.length);
  let touchedCount = 0;
  const { title, heading, body } = view.lengths;
  const { k1, bTitle, bHeading, bBody, titleWeight, headingWeight } = tuning;
  for (const [term, weight] of asked.words) {
    const postings = byTerm[term];
    if (postings === undefined) continue;
    for (let index = 0; index < postings.length; index += 1) {
      const at = postings.entries[index] as number;
      if (view.seen[at] !== 1) continue;
      const entry = entries[at];
      if (entry === undefined) continue;
      const count = postings.counts[index] as number;
      const frequency =
        (titleWeight * titleCount(count)) / (1 - bTitle + (bTitle * entry.titleLength) / (title || 1)) +
        (headingWeight * headingCount(count)) / (1 - bHeading + (bHeading * entry.headingLength) / (heading || 1)) +
        bodyCount(count) / (1 - bBody + (bBody * entry.bodyLength) / (body || 1));
      if (byWords[at] === 0) touched[touchedCount++] = at;
      byWords[at] = (byWords[at] as number) + (weight * frequency) / (k1 + frequency);
    }
  }
  const chosen = bestOf(touched, touchedCount, byWords, tuning.pool);
  const byGrams = new Float32Array(entries.length);
  const alike = new Uint32Array(entries.length);
  let alikeCount = 0;
  const common = Math.max(20, view.count / 5);
  for (const gram of asked.grams) {
    const count = view.gramCount(gram);
    if (count === 0 || count > common) continue;
    const postings = byGram.get(gram);
    const rarity = rarityOf(count, view.count);
    for (let index = 0; index < (postings?.length ?? 0); index += 1) {
      const at = postings?.entries[index] as number;
      if (view.seen[at] !== 1) continue;
      if (byGrams[at] === 0) alike[alikeCount++] = at;
      byGrams[at] = (byGrams[at] as number) + rarity;
    }
  }
  for (let index = 0; index < alikeCount; index += 1) {
    const at = alike[index] as number;
    byGrams[at] = (byGrams[at] as number) / Math.sqrt((entries[at]?.grams.length ?? 0) + 8);
  }
  const more = bestOf(alike, alikeCount, byGrams, tuning.gramPool);
  return [...new Set([...chosen, ...more])].map((at) => ({ at, words: byWords[at] as number }));
}
