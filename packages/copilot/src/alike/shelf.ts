import { hashOf, readTerms } from './read-terms.js';

/** Terms are counted in this many places: one in a hundred shares its place with another of the same text. */
const places = 1 << 15;
/** Until so many conversations are known, no word is taken for everybody's. */
const supposed = 20;

interface Kept {
  readonly order: number;
  readonly cluster: string;
  readonly terms: Uint16Array;
  readonly weights: Float32Array;
}

export interface Place {
  /** The likest of the conversations that came before. */
  readonly nearest?: { readonly conversation: string; readonly likeness: number };
  readonly cluster: string;
}

/** One tenant's conversations, each as the places and weights of its terms. */
export interface Shelf {
  readonly size: number;
  /** `undefined` for a text that asks nothing in particular, which is not kept. */
  put(conversation: string, text: string): Place | undefined;
  remove(conversation: string): void;
}

export function createShelf(options: { readonly atMost: number; readonly clusterAtLeast: number }): Shelf {
  const kept = new Map<string, Kept>();
  const holding = new Uint32Array(places);
  const rarity = new Float32Array(places);
  const query = new Float32Array(places);
  let order = 0;

  const count = (terms: Uint16Array, by: 1 | -1): void => {
    for (const term of terms) holding[term] = (holding[term] ?? 0) + by;
  };
  const rarityOf = (term: number): number => Math.log(1 + (kept.size + supposed) / ((holding[term] ?? 0) + 1));

  const remove = (conversation: string): void => {
    const found = kept.get(conversation);
    if (found !== undefined && kept.delete(conversation)) count(found.terms, -1);
  };

  /** One pass over all that is kept: a few milliseconds for 5,000. */
  function nearestBefore(
    asked: Pick<Kept, 'order' | 'terms' | 'weights'>,
  ): (Kept & Required<Place>['nearest']) | undefined {
    for (let term = 0; term < places; term += 1) rarity[term] = rarityOf(term);
    query.fill(0);
    asked.terms.forEach((term, at) => {
      query[term] = (asked.weights[at] ?? 0) * (rarity[term] ?? 0);
    });
    const length = lengthOf(asked, rarity);
    let best: (Kept & Required<Place>['nearest']) | undefined;
    for (const [conversation, other] of kept) {
      if (other.order >= asked.order) continue;
      const { terms, weights } = other;
      let sum = 0;
      let squares = 0;
      for (let at = 0; at < terms.length; at += 1) {
        const term = terms[at] as number;
        const weight = (weights[at] as number) * (rarity[term] as number);
        squares += weight * weight;
        sum += weight * (query[term] as number);
      }
      const likeness = Math.min(1, sum / (length * Math.sqrt(squares) || 1));
      if (likeness > (best?.likeness ?? 0)) best = { ...other, conversation, likeness };
    }
    return best;
  }

  return {
    get size() {
      return kept.size;
    },
    remove,
    put(conversation, text) {
      const known = kept.get(conversation);
      const asked = known ?? read(text, order);
      if (asked === undefined) return undefined;
      const nearest = nearestBefore(asked);
      const before = nearest && { nearest: { conversation: nearest.conversation, likeness: nearest.likeness } };
      if (known !== undefined) return { cluster: known.cluster, ...before };
      const joins = nearest !== undefined && nearest.likeness >= options.clusterAtLeast;
      const cluster = joins ? nearest.cluster : clusterNamed(conversation);
      order += 1;
      kept.set(conversation, { ...asked, cluster });
      count(asked.terms, 1);
      for (const oldest of kept.keys()) {
        if (kept.size <= options.atMost) break;
        remove(oldest);
      }
      return { cluster, ...before };
    },
  };
}

/** Of the conversation that founded it, which its name does not tell. */
const clusterNamed = (conversation: string): string =>
  `cluster-${hashOf(conversation, 3).toString(36)}${hashOf(conversation, 4).toString(36)}`;

function read(text: string, order: number): Pick<Kept, 'order' | 'terms' | 'weights'> | undefined {
  const { terms, informative } = readTerms(text);
  if (informative < 2) return undefined;
  const placed = new Map<number, number>();
  for (const [term, weight] of terms) placed.set(term % places, Math.hypot(placed.get(term % places) ?? 0, weight));
  return { order, terms: Uint16Array.from(placed.keys()), weights: Float32Array.from(placed.values()) };
}

function lengthOf({ terms, weights }: Pick<Kept, 'terms' | 'weights'>, rarity: Float32Array): number {
  let squares = 0;
  terms.forEach((term, at) => {
    squares += ((weights[at] ?? 0) * (rarity[term] ?? 0)) ** 2;
  });
  return Math.sqrt(squares);
}
