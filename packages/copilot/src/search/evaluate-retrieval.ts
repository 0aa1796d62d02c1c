import type { RetrievalDoc, RetrievalQuery } from './read-retrieval.js';
import { createSearchIndex, type SearchIndex } from './search-index.js';

const looked = 10;
/** The event loop gets its turn after so many questions. */
const perTurn = 50;

/** How well the embedded index finds what answers. Shares are 0 to 1, of the questions that some document answers. */
export interface RetrievalReport {
  readonly documents: number;
  readonly questions: number;
  /** Questions that name no document as right: they count in `atThreshold` alone. */
  readonly unanswerable: number;
  /** Questions whose right documents are all missing: they can only be wrong. */
  readonly unknownRel: number;
  readonly hitAt1: number;
  readonly hitAt5: number;
  readonly hitAt10: number;
  /** Mean of one over the first right document's place, 0 where it is not among the first ten. */
  readonly mrr: number;
  /** Milliseconds for one question. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly indexSeconds: number;
  /** What a model that answers with the first document from `minScore` on would have done. */
  readonly atThreshold: {
    readonly minScore: number;
    readonly right: number;
    readonly wrong: number;
    readonly withheld: number;
    /** Each question asked again with its right documents taken away, and those that never had one: how many were answered. */
    readonly answeredWithoutDocument: number;
  };
}

export interface EvaluateRetrievalOptions {
  readonly docs: readonly RetrievalDoc[];
  readonly queries: readonly RetrievalQuery[];
  /** Leave out what was said before, to see what it brings. */
  readonly withoutPrev?: boolean;
  /** Default: the embedded model's, 0.4. */
  readonly minScore?: number;
  readonly signal?: AbortSignal;
}

interface Outcome {
  readonly answerable: boolean;
  /** Of the first right document, from 0; -1: not found. */
  readonly place: number;
  readonly answered: boolean;
  readonly answeredWithout: boolean;
  readonly ms: number;
}

function ask(index: SearchIndex<string>, query: RetrievalQuery, earlier: readonly string[], minScore: number): Outcome {
  const right = new Set(query.rel);
  // A document that is the question itself, as where each ticket is looked for among all others, is no answer to it.
  const allow = (id: string) => id !== query.id || right.has(id);
  const beganMs = performance.now();
  const found = index.search(query.text, { limit: looked, earlier, allow });
  const ms = performance.now() - beganMs;
  const [without] = index.search(query.text, { limit: 1, earlier, allow: (id) => allow(id) && !right.has(id) });
  return {
    answerable: right.size > 0,
    place: found.findIndex(({ meta }) => right.has(meta)),
    answered: (found[0]?.score ?? 0) >= minScore,
    answeredWithout: (without?.score ?? 0) >= minScore,
    ms,
  };
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;

/**
 * Puts the documents into an index as articles are and asks each question, with what was said before it. A document with
 * the question's own id is left out, unless it is named as right. Throws `AbortError` when `signal` says so.
 */
export async function evaluateRetrieval({
  docs,
  queries,
  withoutPrev = false,
  minScore = 0.4,
  signal,
}: EvaluateRetrievalOptions): Promise<RetrievalReport> {
  const index = createSearchIndex<string>();
  const beganMs = performance.now();
  for (const { id, title, text } of docs) index.put(id, [{ title, heading: '', body: text, meta: id }]);
  const indexSeconds = (performance.now() - beganMs) / 1_000;
  const outcomes: Outcome[] = [];
  for (const query of queries) {
    signal?.throwIfAborted();
    outcomes.push(ask(index, query, withoutPrev ? [] : query.prev, minScore));
    if (outcomes.length % perTurn === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const known = new Set(docs.map(({ id }) => id));
  const answerable = outcomes.filter((outcome) => outcome.answerable);
  const share = (part: number, of = answerable.length) => (of === 0 ? 0 : part / of);
  const within = (places: number) => share(answerable.filter(({ place }) => place >= 0 && place < places).length);
  const times = outcomes.map(({ ms }) => ms).sort((one, other) => one - other);
  return {
    documents: docs.length,
    questions: queries.length,
    unanswerable: outcomes.length - answerable.length,
    unknownRel: queries.filter(({ rel }) => rel.length > 0 && !rel.some((id) => known.has(id))).length,
    ...{ hitAt1: within(1), hitAt5: within(5), hitAt10: within(10) },
    mrr: share(answerable.reduce((sum, { place }) => sum + (place < 0 ? 0 : 1 / (place + 1)), 0)),
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    indexSeconds,
    atThreshold: {
      minScore,
      right: share(answerable.filter(({ answered, place }) => answered && place === 0).length),
      wrong: share(answerable.filter(({ answered, place }) => answered && place !== 0).length),
      withheld: share(answerable.filter(({ answered }) => !answered).length),
      answeredWithoutDocument: share(outcomes.filter(({ answeredWithout }) => answeredWithout).length, outcomes.length),
    },
  };
}
