import type { Corpus } from './corpus.js';
import { tuning } from './tuning.js';
import type { View } from './view.js';

const misspeltAtMost = 12;

/** A word of the question as the index knows it. */
export interface KnownWord {
  /** Its number; `undefined` for a word that stands in nothing that may be seen. */
  readonly id: number | undefined;
  /** How much it tells passages apart. */
  readonly rarity: number;
}

export const rarityOf = (count: number, of: number): number => Math.log(1 + (of - count + 0.5) / (count + 0.5));

/**
 * The words by their numbers; those that the index lacks may be misspelt. A number that it lacks is the number of one
 * case, which no passage could hold: it is not asked for.
 */
export function knownWords<Meta>(
  terms: Iterable<string>,
  { vocabulary }: Corpus<Meta>,
  view: View,
): ReadonlyMap<string, KnownWord> {
  const known = new Map<string, KnownWord>();
  const isThere = (id: number) => view.termCount(id) > 0;
  let looked = 0;
  for (const term of terms) {
    if (known.has(term)) continue;
    let id = vocabulary.idOf(term);
    if (id === undefined || !isThere(id)) {
      if (/\p{N}/u.test(term)) continue;
      looked += 1;
      id = looked > misspeltAtMost ? undefined : vocabulary.nearest(term, isThere);
    }
    const rarity =
      rarityOf(id === undefined ? 0 : view.termCount(id), view.count) * (id === undefined ? tuning.unknown : 1);
    known.set(term, { id, rarity });
  }
  return known;
}
