import { readTerms } from './read-terms.js';

/**
 * How much two texts ask the same, 0..1, by their stems and runs of characters: no key, no network, in seven languages. Where many
 * texts are at hand, `createDuplicateFinder` knows which words are everybody's, and does better.
 */
export function likenessOf(one: string, other: string): number {
  const [first, second] = [readTerms(one).terms, readTerms(other).terms];
  if (first.size === 0 || second.size === 0) return one.trim() === other.trim() && one.trim() !== '' ? 1 : 0;
  const [smaller, larger] = first.size <= second.size ? [first, second] : [second, first];
  let sum = 0;
  for (const [term, weight] of smaller) sum += weight * (larger.get(term) ?? 0);
  return Math.min(1, sum);
}
