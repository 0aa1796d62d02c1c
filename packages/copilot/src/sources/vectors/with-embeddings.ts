import {
  type Clock,
  type Embeddings,
  type Evidence,
  type EvidenceQuery,
  type Logger,
  silentLogger,
  systemClock,
} from '@deskrail/contracts';
import { headOf, tailOf } from '../../privacy/cut-whole.js';
import { documentList, type SourceDocument } from '../documents.js';
import type { PassageSource, SourcePassage } from '../passage-source.js';
import { permitted } from '../permitted.js';
import { background } from './background.js';
import { fuse } from './fused.js';
import { createPassageVectors } from './passage-vectors.js';
import { questionVectors } from './question-vectors.js';

export interface WithEmbeddingsOptions {
  /** What finds by words: one of ours, or the embedder's own that can name its passages. Either this, … */
  readonly source?: PassageSource;
  /** … or texts that are there already, under `name` (default: `documents`). */
  readonly documents?: readonly SourceDocument[];
  readonly name?: string;
  readonly embeddings: Embeddings;
  /** A file to keep vectors in, of this source alone; they say much of what the texts do. Default: none. */
  readonly cache?: string;
  /** How long a question waits for its vector; then the words decide alone. Default: 1 000. */
  readonly timeoutMs?: number;
  /** Texts sent at once. Default: 64. */
  readonly batchSize?: number;
  /** Of a tenant; the others are found by words alone, with a warning. Default: 50 000. */
  readonly maxPassages?: number;
  /** How long the embeddings are left alone after they failed. Default: 30 000. */
  readonly retryMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** A passage with its fused score. */
interface Fused {
  readonly passage: SourcePassage;
  readonly score: number;
}

export interface EmbeddedSource extends PassageSource {
  /** Have a vector of each passage now, rather than soon after the next question. Rejects as the embeddings do. */
  update(options: { readonly tenant: string; readonly signal: AbortSignal }): Promise<void>;
  /** Vectors that are held. */
  readonly vectors: number;
}

const rankedAtMost = 100;
const questionAtMost = 4_000;
const turnsAtMost = 4;

interface AskedVector {
  readonly question: Float32Array;
  /** How near it lies to the background. */
  readonly nearAnything: number;
}

/**
 * A source whose passages are found by what they mean too: its own ranking by words, fused with vectors. Vectors are
 * computed in batches beside the questions and kept by the hash of their text; while there are none, or the embeddings are
 * away or slow, the words decide alone. What is sent to the embeddings is what their own masking lets through.
 */
export function withEmbeddings(options: WithEmbeddingsOptions): EmbeddedSource {
  const { embeddings, cache, timeoutMs = 1_000, batchSize = 64, maxPassages = 50_000, retryMs = 30_000 } = options;
  const { clock = systemClock, logger = silentLogger, documents = [], name = 'documents' } = options;
  const source = options.source ?? documentList({ documents, name, clock });
  const vectors = createPassageVectors({ embeddings, cache, batchSize, maxPassages, retryMs, clock, logger });
  const places = new WeakMap<readonly SourcePassage[], ReadonlyMap<string, number>>();

  function placesOf(list: readonly SourcePassage[]): ReadonlyMap<string, number> {
    const known = places.get(list) ?? new Map(list.map(({ key }, at) => [key, at]));
    places.set(list, known);
    return known;
  }

  async function ask({ text, earlier }: EvidenceQuery, signal: AbortSignal): Promise<AskedVector | undefined> {
    if (vectors.resting()) return undefined;
    const question = headOf(text, questionAtMost);
    const turns = tailOf([...earlier.slice(-turnsAtMost), question].join('\n'), questionAtMost);
    const limits = { timeoutMs, signal };
    try {
      const [asked, near] = await Promise.all([
        questionVectors(embeddings, earlier.length === 0 ? [question] : [question, turns], limits),
        questionVectors(embeddings, background, limits),
      ]);
      const mean = meanOf(asked);
      return { question: mean, nearAnything: near.reduce((sum, one) => sum + product(one, mean), 0) / near.length };
    } catch (error) {
      signal.throwIfAborted();
      vectors.rest(error);
      return undefined;
    }
  }

  async function fused(query: EvidenceQuery, signal: AbortSignal): Promise<readonly Fused[] | undefined> {
    const [list, ranked, asked] = await Promise.all([
      source.passages({ tenant: query.tenant, signal }),
      source.rank({ ...query, limit: Math.max(rankedAtMost, query.limit) }, { signal }),
      ask(query, signal),
    ]);
    vectors.follow(query.tenant, list);
    if (asked === undefined || vectors.store.dimensions !== asked.question.length) return undefined;
    const place = placesOf(list);
    const found = await fuse({
      ...{ ...asked, numbers: vectors.store.numbers, slots: vectors.slotsOf(list), limit: 4 * query.limit, signal },
      words: new Map(ranked.flatMap(({ key, score }) => (place.has(key) ? [[place.get(key) ?? 0, score]] : []))),
      allowed(at) {
        const { scope = [], conversation } = list[at] ?? {};
        return permitted(scope, query.scopes) && (conversation === undefined || conversation !== query.conversation);
      },
    });
    return found.map(({ at, score }) => ({ passage: list[at] as SourcePassage, score }));
  }

  return {
    name: source.name,
    passages: source.passages,
    rank: source.rank,
    check: source.check,
    ...(source.inspect !== undefined && { inspect: source.inspect }),
    ...(source.owns !== undefined && { owns: source.owns }),
    get vectors() {
      return vectors.store.size;
    },
    async retrieve(query, { signal }) {
      const found = await fused(query, signal);
      if (found === undefined) return source.retrieve(query, { signal });
      const pieces: Omit<Evidence, 'id'>[] = [];
      for (let from = 0; from < found.length && pieces.length < query.limit; from += query.limit) {
        const read = await Promise.all(
          found.slice(from, from + query.limit).map(async ({ passage, score }) => {
            const piece = await passage.read();
            return piece === undefined ? [] : [{ ...piece, score, retrievedAt: new Date(clock.now()).toISOString() }];
          }),
        );
        signal.throwIfAborted();
        pieces.push(...read.flat());
      }
      return pieces.slice(0, query.limit);
    },
    async update({ tenant, signal }) {
      await vectors.update(tenant, await source.passages({ tenant, signal }), signal);
    },
    ...(source.knowledgeVersion !== undefined && {
      async knowledgeVersion(tenant: string) {
        const words = await source.knowledgeVersion?.(tenant);
        return [words, embeddings.name, vectors.store.version, vectors.resting() ? 'words' : 'fused'].join(' ');
      },
    }),
    async close() {
      await vectors.close();
      await source.close?.();
    },
  };
}

const product = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, number, at) => sum + number * (other[at] ?? 0), 0);

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0)] = vectors;
  const sum = first.map((_, at) => vectors.reduce((total, vector) => total + (vector[at] ?? 0), 0));
  const length = Math.hypot(...sum);
  return length > 0 ? sum.map((number) => number / length) : sum;
}
