import {
  type Clock,
  type Evidence,
  type EvidenceNow,
  type EvidenceQuery,
  type EvidenceSource,
  type Logger,
  silentLogger,
  systemClock,
} from '@deskrail/contracts';
import type { DocumentInterface } from '@langchain/core/documents';
import type { VectorStoreInterface } from '@langchain/core/vectorstores';
import { headOf, tailOf } from '../privacy/cut-whole.js';
import { away, whileAsked } from './away.js';
import { nowIn } from './check-documents.js';
import { type Hiding, hidePersonal } from './hide-personal.js';
import { cosine, likenessScale } from './likeness.js';
import { normalized } from './normalized.js';
import { eachOnce, type FoundDocument, rate } from './rate.js';
import { type Asker, mayRead, type ReadDocument, type ToEvidence } from './read-document.js';
import { readDocuments } from './read-documents.js';

type Filter<Store extends VectorStoreInterface> = Store['FilterType'];

export interface LangchainVectorStoreOptions<Store extends VectorStoreInterface> {
  readonly store: Store;
  readonly name: string;
  /** What the metadata calls otherwise than `source`, `title`, `url`, `scope` and `tenant`. */
  readonly toEvidence?: ToEvidence;
  /**
   * The store's own filter for what the asker may read, so that nothing else takes a place. What the store gives is looked
   * at again in any case; without a filter more is asked for until enough may be read.
   */
  readonly filter?: (asker: Asker) => Filter<Store>;
  /**
   * From the score that the store gives to the cosine of question and text: `(score) => score` where it is that,
   * `(distance) => 1 - distance` for a cosine distance. Default: the texts found are embedded again, which is right for
   * any store; false: only our own index rates what was found.
   */
  readonly similarity?: ((score: number) => number) | false;
  /** The document of an evidence's source id, without this source's name and slash, for `check`. Default: the quote is searched for. */
  readonly byId?: (
    id: string,
    options: { readonly tenant: string; readonly signal: AbortSignal },
  ) => Promise<DocumentInterface | undefined>;
  /** For the customer's words, before they are embedded. */
  readonly masking?: Hiding;
  /** How many documents one question may ask of the store. Default: 200. */
  readonly fetchAtMost?: number;
  readonly knowledgeVersion?: (tenant: string) => Promise<string>;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** What an earlier turn of the customer counts beside the question. */
const earlierWeight = 0.3;
const questionAtMost = 4_000;
const textAtMost = 8_000;

/** Some stores score in a way that is known. */
const knownSimilarity: Readonly<Record<string, (score: number) => number>> = {
  memory: (score) => score,
  libsql: (distance) => 1 - distance,
};

/**
 * Any LangChain vector store as evidence. A document is cited by its metadata's `source` and its place there; one without
 * by its id. A score is made of the vector and of the words of what was found, on the scale of our own sources. Throws
 * `dependency-unavailable` when store or embeddings are away.
 */
export function langchainVectorStore<Store extends VectorStoreInterface>(
  options: LangchainVectorStoreOptions<Store>,
): EvidenceSource {
  const { store, name, toEvidence, filter, byId, fetchAtMost = 200 } = options;
  const { masking, knowledgeVersion, clock = systemClock, logger = silentLogger } = options;
  const similarity = options.similarity ?? knownSimilarity[store._vectorstoreType()];
  let scale: ReturnType<typeof likenessScale> | undefined;

  const read = async (found: readonly (readonly [DocumentInterface, number])[]) => {
    const readable = await readDocuments(found, { name, toEvidence, logger });
    return readable.map(({ document, more }) => ({ document, score: more }));
  };

  /** What the asker may read, most alike first; asks for more while too much of what comes is not theirs. */
  async function permitted(vector: number[], asker: Asker, limit: number) {
    let found: { document: ReadDocument; score: number }[] = [];
    for (let count = Math.min(fetchAtMost, 4 * limit); ; count = Math.min(fetchAtMost, 4 * count)) {
      const raw = await store.similaritySearchVectorWithScore(vector, count, filter?.(asker));
      found = (await read(raw)).filter(({ document }) => mayRead(document, asker));
      // A store that filters what it has found may give less than there is.
      const isAll = raw.length < count && filter === undefined;
      if (found.length >= limit || isAll) return found;
      if (count >= fetchAtMost) break;
    }
    logger.info(
      { source: name, fetched: fetchAtMost, permitted: found.length },
      'fewer documents than asked for may be read',
    );
    return found;
  }

  /** Of a text with what was asked before it. */
  async function vectorOf({ text, earlier }: Pick<EvidenceQuery, 'text' | 'earlier'>): Promise<number[]> {
    const before = hidePersonal(tailOf(earlier.slice(-2).join('\n'), questionAtMost), masking);
    const asked = hidePersonal(headOf(text, questionAtMost), masking);
    if (before.trim() === '') return store.embeddings.embedQuery(asked);
    const [question, context] = (
      await Promise.all([store.embeddings.embedQuery(asked), store.embeddings.embedQuery(before)])
    ).map(normalized);
    return [...normalized((question ?? []).map((part, at) => part + earlierWeight * (context?.[at] ?? 0)))];
  }

  /** Found once; a failure is not kept. */
  function scaleOf(): ReturnType<typeof likenessScale> {
    scale ??= likenessScale(store.embeddings).catch((error) => {
      scale = undefined;
      throw error;
    });
    return scale;
  }

  async function withLikeness(
    found: readonly { document: ReadDocument; score: number }[],
    vector: readonly number[],
  ): Promise<readonly FoundDocument[]> {
    if (similarity === false) return found;
    const question = normalized(vector);
    const toScore = (await scaleOf())(question);
    if (similarity !== undefined) return found.map((one) => ({ ...one, likeness: toScore(similarity(one.score)) }));
    const texts = await store.embeddings.embedDocuments(found.map(({ document }) => headOf(document.text, textAtMost)));
    return found.map((one, at) => ({ ...one, likeness: toScore(cosine(question, normalized(texts[at] ?? []))) }));
  }

  async function inspect(
    evidence: Evidence,
    { tenant, scopes, signal }: Parameters<EvidenceSource['check']>[1],
  ): Promise<EvidenceNow> {
    return whileAsked(signal, async () => {
      const id = evidence.source.id.slice(name.length + 1);
      const found =
        byId === undefined ? await around(evidence.quote) : await read(known(await byId(id, { tenant, signal })));
      return nowIn(
        found.map(({ document }) => document),
        evidence,
        { tenant, scopes },
      );
    }).catch(away(`The vector store ${name}`, signal));
  }

  return {
    name,
    async retrieve(query, { signal }) {
      const { text, earlier, tenant, scopes, limit } = query;
      return whileAsked(signal, async () => {
        const vector = await vectorOf({ text, earlier });
        const found = await permitted(vector, { tenant, scopes }, limit);
        const near = eachOnce(found).slice(0, 2 * limit);
        return rate(await withLikeness(near, vector), query, new Date(clock.now()).toISOString());
      }).catch(away(`The vector store ${name}`, signal));
    },
    async check(evidence, options) {
      return (await inspect(evidence, options)).state;
    },
    inspect,
    ...(knowledgeVersion !== undefined && { knowledgeVersion }),
  };

  /** Not filtered: what may no longer be read is to be told from what is gone. */
  async function around(quote: string) {
    const vector = await store.embeddings.embedQuery(headOf(quote, textAtMost));
    return read(await store.similaritySearchVectorWithScore(vector, fetchAtMost));
  }
}

const known = (document: DocumentInterface | undefined): readonly (readonly [DocumentInterface, number])[] =>
  document === undefined ? [] : [[document, 0]];
