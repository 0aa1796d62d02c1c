import { answerFit, answerGiven } from './expected-answer.js';
import { gramsOf, type QuestionUnit, questionTermsAtMost, similarity, unitsOf } from './question.js';
import { informativeTerms, questionTerms, wordsOf } from './terms.js';

export interface Passage<Meta> {
  readonly title: string;
  readonly heading: string;
  readonly body: string;
  readonly meta: Meta;
}

export interface Hit<Meta> {
  readonly meta: Meta;
  /** 0 to 1: how much of what was asked the passage speaks of. It means the same in every index. */
  readonly score: number;
}

export interface SearchIndex<Meta> {
  /** Put a source's passages in the place of what it had before. */
  put(source: string, passages: readonly Passage<Meta>[]): void;
  remove(source: string): void;
  search(
    text: string,
    options: {
      readonly limit: number;
      readonly earlier?: readonly string[];
      readonly allow?: (meta: Meta) => boolean;
    },
  ): readonly Hit<Meta>[];
  readonly size: number;
}

const weights = { title: 2.2, heading: 1.6, body: 1 } as const;
/** BM25's saturation of repeats, and how much a passage's length counts. */
const k1 = 1.2;
const b = 0.6;
const misspeltAtMost = 12;
/** What is left of the score of a passage without the time or the sum that was asked for. */
const lackingKind = 0.7;
/** What a word counts that stands elsewhere in the passage's source, and not in the passage itself. */
const nearbyWord = 0.6;

interface Entry<Meta> {
  readonly passage: Passage<Meta>;
  readonly terms: ReadonlySet<string>;
  /** Of all passages of its source. */
  readonly sourceTerms: Set<string>;
  readonly titleTerms: ReadonlySet<string>;
  readonly titleGrams: ReadonlySet<string>;
  readonly headingGrams: ReadonlySet<string>;
  readonly length: number;
  readonly gives: ReturnType<typeof answerGiven>;
  alive: boolean;
}

interface Postings {
  readonly entries: number[];
  readonly frequencies: number[];
  alive: number;
}

/**
 * Ranks passages by BM25 over title, heading and body, then says how well each answers on a scale of 0 to 1: the share
 * of the question's informative words that the passage holds, weighed by how rare they are, less where only one word
 * speaks for it, more where the title is about the same, less where the time or the sum that was asked for is not there. A score is comparable between indexes, so that "too weak" can
 * be a threshold.
 */
export function createSearchIndex<Meta>(): SearchIndex<Meta> {
  let entries: Entry<Meta>[] = [];
  let postings = new Map<string, Postings>();
  let termsByGram = new Map<string, string[]>();
  const bySource = new Map<string, number[]>();
  let alive = 0;
  let totalLength = 0;

  function addTerm(term: string): Postings {
    const added: Postings = { entries: [], frequencies: [], alive: 0 };
    postings.set(term, added);
    for (const gram of gramsOf([term], 2)) {
      const list = termsByGram.get(gram);
      if (list === undefined) termsByGram.set(gram, [term]);
      else list.push(term);
    }
    return added;
  }

  function add(passage: Passage<Meta>, sourceTerms: Set<string>): number {
    const frequencies = new Map<string, number>();
    let length = 0;
    for (const part of ['title', 'heading', 'body'] as const) {
      for (const term of informativeTerms(passage[part])) {
        frequencies.set(term, (frequencies.get(term) ?? 0) + weights[part]);
        length += weights[part];
      }
    }
    const at = entries.length;
    const titled = `${passage.title} ${passage.heading}`;
    entries.push({
      passage,
      terms: new Set(frequencies.keys()),
      sourceTerms,
      titleTerms: new Set(informativeTerms(titled)),
      titleGrams: gramsOf(wordsOf(titled)),
      headingGrams: gramsOf(wordsOf(passage.heading)),
      length,
      gives: answerGiven(passage.body),
      alive: true,
    });
    for (const [term, frequency] of frequencies) {
      sourceTerms.add(term);
      const list = postings.get(term) ?? addTerm(term);
      list.entries.push(at);
      list.frequencies.push(frequency);
      list.alive += 1;
    }
    alive += 1;
    totalLength += length;
    return at;
  }

  function addAll(source: string, passages: readonly Passage<Meta>[]): void {
    const sourceTerms = new Set<string>();
    bySource.set(
      source,
      passages.map((passage) => add(passage, sourceTerms)),
    );
  }

  function remove(source: string): void {
    for (const at of bySource.get(source) ?? []) {
      const entry = entries[at];
      if (entry === undefined) continue;
      entry.alive = false;
      for (const term of entry.terms) {
        const list = postings.get(term);
        if (list !== undefined) list.alive -= 1;
      }
      alive -= 1;
      totalLength -= entry.length;
    }
    bySource.delete(source);
    if (entries.length > 64 && alive < entries.length / 2) compact();
  }

  /** What was removed leaves for good, its text included. */
  function compact(): void {
    const kept = [...bySource].map(([source, list]) => [source, list.map((at) => entries[at]?.passage)] as const);
    entries = [];
    postings = new Map();
    termsByGram = new Map();
    bySource.clear();
    alive = 0;
    totalLength = 0;
    for (const [source, passages] of kept)
      addAll(
        source,
        passages.filter((found) => found !== undefined),
      );
  }

  const rarity = (term: string): number => {
    const found = postings.get(term)?.alive ?? 0;
    return Math.log(1 + (alive - found + 0.5) / (found + 0.5));
  };

  /** The indexed word that a misspelt one means, if one is near enough. */
  function nearest(term: string): string | undefined {
    if (term.length < 5) return undefined;
    const grams = gramsOf([term], 2);
    const shared = new Map<string, number>();
    for (const gram of grams) {
      for (const candidate of termsByGram.get(gram) ?? []) shared.set(candidate, (shared.get(candidate) ?? 0) + 1);
    }
    let best: string | undefined;
    let bestLikeness = 0.7;
    for (const [candidate, count] of shared) {
      const likeness = (2 * count) / (grams.size + candidate.length + 1);
      if (likeness > bestLikeness && (postings.get(candidate)?.alive ?? 0) > 0) {
        best = candidate;
        bestLikeness = likeness;
      }
    }
    return best;
  }

  /** The words as the index has them; the first few that it lacks may be misspelt. */
  function knownTerms(terms: Iterable<string>): ReadonlyMap<string, string> {
    const known = new Map<string, string>();
    let looked = 0;
    for (const term of terms) {
      if (known.has(term)) continue;
      const isKnown = (postings.get(term)?.alive ?? 0) > 0;
      if (!isKnown) looked += 1;
      known.set(term, isKnown || looked > misspeltAtMost ? term : (nearest(term) ?? term));
    }
    return known;
  }

  function rank(terms: ReadonlyMap<string, number>): readonly (readonly [number, number])[] {
    const scores = new Float64Array(entries.length);
    const touched: number[] = [];
    const averageLength = totalLength / Math.max(1, alive);
    for (const [term, weight] of terms) {
      const list = postings.get(term);
      if (list === undefined) continue;
      const rare = rarity(term) * weight;
      for (const [index, at] of list.entries.entries()) {
        const entry = entries[at];
        if (!entry?.alive) continue;
        const frequency = (list.frequencies[index] ?? 0) / (1 - b + (b * entry.length) / averageLength);
        if (scores[at] === 0) touched.push(at);
        scores[at] = (scores[at] ?? 0) + (rare * frequency) / (k1 + frequency);
      }
    }
    return touched
      .map((at) => [at, scores[at] ?? 0] as const)
      .sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  }

  function answers(entry: Entry<Meta>, unit: QuestionUnit): number {
    let asked = 0;
    let held = 0;
    let words = 0;
    for (const term of unit.terms) {
      const rare = rarity(term);
      asked += rare;
      if (!entry.terms.has(term)) {
        if (entry.sourceTerms.has(term)) held += nearbyWord * rare;
        continue;
      }
      held += rare;
      words += 1;
    }
    if (words === 0) return 0;
    const titled = [...entry.titleTerms];
    const titleRarity = titled.reduce((sum, term) => sum + rarity(term), 0);
    const titleAsked = titled.reduce((sum, term) => sum + (unit.terms.includes(term) ? rarity(term) : 0), 0);
    const aboutTheSame = Math.max(
      titleRarity === 0 ? 0 : titleAsked / titleRarity,
      similarity(unit.grams, entry.titleGrams),
    );
    const coverage = (0.8 * (held / asked) * words) / (words + 0.6);
    const fit = lackingKind + (1 - lackingKind) * answerFit(unit.asks, entry.gives);
    const underItsHeading = 0.1 * similarity(unit.grams, entry.headingGrams);
    return unit.trust * fit * (coverage + 0.2 * aboutTheSame + underItsHeading);
  }

  return {
    put(source, passages) {
      remove(source);
      addAll(source, passages);
    },
    remove,
    search(text, { limit, earlier = [], allow = () => true }) {
      const asked = unitsOf(text);
      const known = knownTerms(asked.flatMap((unit) => unit.terms));
      const units = asked.map((unit) => ({ ...unit, terms: unit.terms.map((term) => known.get(term) ?? term) }));
      const terms = new Map<string, number>();
      for (const term of questionTerms(earlier.slice(-2).join('\n')).slice(0, questionTermsAtMost))
        terms.set(term, 0.3);
      for (const unit of units) for (const term of unit.terms) terms.set(term, 1);
      const candidates: { entry: Entry<Meta>; rank: number }[] = [];
      for (const [at, score] of rank(terms)) {
        const entry = entries[at];
        if (entry === undefined || !allow(entry.passage.meta)) continue;
        candidates.push({ entry, rank: score });
        if (candidates.length >= Math.max(40, 4 * limit)) break;
      }
      return candidates
        .map(({ entry, rank }) => ({
          meta: entry.passage.meta,
          rank,
          score: Math.min(1, Math.max(0, ...units.map((unit) => answers(entry, unit)))),
        }))
        .filter(({ score }) => score > 0)
        .sort((one, other) => other.score - one.score || other.rank - one.rank)
        .slice(0, limit)
        .map(({ meta, score }) => ({ meta, score }));
    },
    get size() {
      return alive;
    },
  };
}
