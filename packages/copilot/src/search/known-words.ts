import type { Corpus } from './corpus.js';
import type { View } from './view.js';

const misspeltAtMost = 12;
/** A word that stands nowhere may be the heart of the question or a name in passing: it counts as this share of the rarest. */
const unknownShare = 0.6;

/** A word of the question as the index knows it. */
export interface KnownWord {
  /** Its number; `undefined` for a word that stands in nothing that may be seen. */
  readonly id: number | undefined;
  /** How much it tells passages apart. */
  readonly rarity: number;
}

/**
 * A small knowledge base says little of how rare a word is: it is taken to stand beside so many passages about other things.
 */
const passagesElsewhere = 100;

/** How much a word tells passages apart that stands in so many of them. */
export const rarityOf = (count: number, of: number): number =>
  Math.log(1 + (passagesElsewhere + of - count + 0.5) / (count + 0.5));

/**
 * The words by their numbers; those that the index lacks may be misspelt. A number that it lacks is the number of one
 * case, which no passage could hold: it is not asked for.
 */
export function knownWords<Meta>(
  terms: Iterable<string>,
  { vocabulary }: Corpus<Meta>,
  view: View,
  { mend }: { readonly mend: boolean },
): ReadonlyMap<string, KnownWord> {
  const known = new Map<string, KnownWord>();
  const isThere = (id: number) => view.termCount(id) > 0;
  let looked = 0;
  for (const term of terms) {
    if (known.has(term)) continue;
    let id = vocabulary.idOf(term);
    if (id === undefined || !isThere(id)) {
      id = undefined;
      if (/\p{N}/u.test(term)) continue;
      looked += 1;
      if (mend && looked <= misspeltAtMost) id = vocabulary.nearest(term, isThere);
    }
    const rarity = rarityOf(id === undefined ? 0 : view.termCount(id), view.count);
    known.set(term, { id, rarity: id === undefined ? unknownShare * rarity : rarity });
  }
  return known;
}
