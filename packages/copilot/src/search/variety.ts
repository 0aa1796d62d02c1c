import type { Entry } from './passage.js';

/** Up to here two passages merely speak of the same; from here on they say the same. */
const alikeFrom = 0.8;
/** What a passage loses that says nothing new. */
const lostAtMost = 0.5;

export interface Scored<Meta> {
  readonly entry: Entry<Meta>;
  readonly score: number;
}

/** 0 to 1: the share of words that two passages have in common. */
function sameness(one: ReadonlySet<number>, other: Uint32Array): number {
  let shared = 0;
  for (const term of other) if (one.has(term)) shared += 1;
  return shared === 0 ? 0 : shared / Math.sqrt(one.size * other.length);
}

/**
 * The best, each chosen by its score less what it repeats of those before it (maximal marginal relevance): a reply built
 * from two passages should not read the same sentence twice. Scores stay what they are.
 */
export function variedBest<Meta>(ranked: readonly Scored<Meta>[], limit: number): readonly Scored<Meta>[] {
  const rest = ranked.slice(0, 3 * limit).map((scored) => ({ scored, repeats: 0 }));
  const chosen: Scored<Meta>[] = [];
  while (chosen.length < limit && rest.length > 0) {
    let best = 0;
    const worth = ({ scored, repeats }: (typeof rest)[number]) => scored.score * (1 - lostAtMost * repeats);
    for (let at = 1; at < rest.length; at += 1) {
      if (worth(rest[at] as (typeof rest)[number]) > worth(rest[best] as (typeof rest)[number])) best = at;
    }
    const [next] = rest.splice(best, 1);
    if (next === undefined) break;
    chosen.push(next.scored);
    const terms = new Set(next.scored.entry.terms);
    for (const other of rest) {
      const same = sameness(terms, other.scored.entry.terms);
      if (same > alikeFrom) other.repeats = Math.max(other.repeats, (same - alikeFrom) / (1 - alikeFrom));
    }
  }
  return chosen;
}
