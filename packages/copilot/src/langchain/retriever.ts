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
import type { BaseRetrieverInterface } from '@langchain/core/retrievers';
import type { RunnableConfig } from '@langchain/core/runnables';
import { headOf, tailOf } from '../privacy/cut-whole.js';
import { questionTerms } from '../search/terms.js';
import { away, whileAsked } from './away.js';
import { nowIn } from './check-documents.js';
import { type Hiding, hidePersonal } from './hide-personal.js';
import { eachOnce, type FoundDocument, rate } from './rate.js';
import { type Asker, mayRead, type ToEvidence } from './read-document.js';
import { readDocuments } from './read-documents.js';

/** Of a run in LangSmith, or in whatever listens to LangChain's callbacks. */
export type LangchainTracing = Pick<RunnableConfig, 'callbacks' | 'tags' | 'metadata' | 'runName'>;

export interface LangchainRetrieverOptions extends LangchainTracing {
  /**
   * A function is asked for the retriever of each asker: give it the filter of your store there, so that what they may not
   * read takes no place. What comes is looked at again in any case.
   */
  readonly retriever: BaseRetrieverInterface | ((asker: Asker & { readonly limit: number }) => BaseRetrieverInterface);
  readonly name: string;
  /** What the metadata calls otherwise than `source`, `title`, `url`, `scope` and `tenant`. */
  readonly toEvidence?: ToEvidence;
  /**
   * How well a document answers, 0 to 1, where the retriever knows; `undefined` where it does not. Our own index has its say
   * too, and the higher one counts. A reranker's relevance is such a score; BM25's, a distance or a raw cosine is not.
   */
  readonly scoresFrom?: (document: DocumentInterface) => number | undefined;
  /** The document of an evidence's source id, without this source's name and slash, for `check`. Default: the quote is searched for. */
  readonly byId?: (
    id: string,
    options: { readonly tenant: string; readonly signal: AbortSignal },
  ) => Promise<DocumentInterface | undefined>;
  /** For the customer's words, before the retriever is asked. */
  readonly masking?: Hiding;
  readonly knowledgeVersion?: (tenant: string) => Promise<string>;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const questionAtMost = 4_000;
/** How many documents a quote is looked for in. */
const checkedAtMost = 20;
/** A question with fewer words that tell anything leans on what was asked before. */
const wordsOfItsOwn = 3;

const queryOf = ({ text, earlier }: Pick<EvidenceQuery, 'text' | 'earlier'>): string => {
  const before = earlier.at(-1);
  const asked = questionTerms(text.slice(0, questionAtMost)).length;
  return tailOf(before === undefined || asked >= wordsOfItsOwn ? text : `${before}\n${text}`, questionAtMost);
};

/**
 * Any LangChain retriever as evidence. It gives documents, and mostly no score that means anything elsewhere: how well each
 * answers is said by our own index. It is asked once, so a retriever that filters nothing should give several times as
 * many documents as are wanted: what the asker may not read is taken out, and told to the logger.
 * Throws `dependency-unavailable` when it is away.
 */
export function langchainRetriever(options: LangchainRetrieverOptions): EvidenceSource {
  const { retriever, name, toEvidence, scoresFrom = () => undefined, byId, masking, knowledgeVersion } = options;
  const { clock = systemClock, logger = silentLogger, callbacks, tags, metadata, runName = name } = options;
  const tracing = {
    ...(callbacks !== undefined && { callbacks }),
    ...(tags !== undefined && { tags }),
    ...(metadata !== undefined && { metadata }),
    runName,
  };

  const ask = (text: string, asker: Asker & { readonly limit: number }, signal: AbortSignal) => {
    const asked = typeof retriever === 'function' ? retriever(asker) : retriever;
    return asked.invoke(text, { ...tracing, signal });
  };

  const read = async (documents: readonly DocumentInterface[]): Promise<readonly FoundDocument[]> => {
    const rated = documents.map((document) => [document, withinOne(scoresFrom(document))] as const);
    const readable = await readDocuments(rated, { name, toEvidence, logger });
    return readable.map(({ document, more }) => ({ document, told: more }));
  };

  async function inspect(
    evidence: Evidence,
    { tenant, scopes, signal }: Parameters<EvidenceSource['check']>[1],
  ): Promise<EvidenceNow> {
    return whileAsked(signal, async () => {
      const id = evidence.source.id.slice(name.length + 1);
      const known = byId && (await byId(id, { tenant, signal }));
      const looked = known === undefined ? [] : [known];
      const asker = { tenant, scopes };
      const quote = headOf(evidence.quote, questionAtMost);
      const found = byId === undefined ? await ask(quote, { ...asker, limit: checkedAtMost }, signal) : looked;
      return nowIn(
        (await read(found)).map(({ document }) => document),
        evidence,
        asker,
      );
    }).catch(away(`The retriever ${name}`, signal));
  }

  return {
    name,
    async retrieve(query, { signal }) {
      const { tenant, scopes, limit } = query;
      return whileAsked(signal, async () => {
        const all = await read(await ask(hidePersonal(queryOf(query), masking), { tenant, scopes, limit }, signal));
        const found = all.filter(({ document }) => mayRead(document, { tenant, scopes }));
        if (found.length < all.length && found.length < limit) {
          const hidden = all.length - found.length;
          logger.info(
            { source: name, hidden, left: found.length },
            'documents that the asker may not read took places',
          );
        }
        return rate(eachOnce(found), query, new Date(clock.now()).toISOString());
      }).catch(away(`The retriever ${name}`, signal));
    },
    async check(evidence, options) {
      return (await inspect(evidence, options)).state;
    },
    inspect,
    ...(knowledgeVersion !== undefined && { knowledgeVersion }),
  };
}

const withinOne = (score: number | undefined): number | undefined =>
  score === undefined || !Number.isFinite(score) ? undefined : Math.min(1, Math.max(0, score));
