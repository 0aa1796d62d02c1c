import type { Evidence } from '@deskrail/contracts';
import { Document } from '@langchain/core/documents';
import { BaseRetriever, type BaseRetrieverInput } from '@langchain/core/retrievers';
import type { DeskrailClient } from '../client.js';

export interface KnowledgeRetrieverOptions extends BaseRetrieverInput {
  /** How many passages. Default: 4. */
  readonly limit?: number;
  /** Weaker passages are left out: 0 to 1. Default: 0, as they come best first. */
  readonly minScore?: number;
  /** Asks as this conversation: its earlier turns count, and it is not its own evidence. */
  readonly conversation?: string;
  /** For one call. Default: the client's. */
  readonly timeoutMs?: number;
}

export interface KnowledgeMetadata {
  /** Of the source: what a citation names. */
  readonly source: string;
  readonly kind: Evidence['source']['kind'];
  readonly title?: string;
  readonly url?: string;
  readonly version: string;
  /** UTF-16 code units into the source's text. */
  readonly span: Evidence['span'];
  /** 0 to 1; means the same across sources. */
  readonly score: number;
}

const documentOf = ({ source, version, span, quote, score }: Evidence): Document<KnowledgeMetadata> =>
  new Document({
    id: `${source.id}:${span.start}-${span.end}`,
    pageContent: quote,
    metadata: {
      source: source.id,
      kind: source.kind,
      ...(source.title !== undefined && { title: source.title }),
      ...(source.url !== undefined && { url: source.url }),
      version,
      span,
      score,
    },
  });

class KnowledgeRetriever extends BaseRetriever<KnowledgeMetadata> {
  static override lc_name(): string {
    return 'DeskrailKnowledgeRetriever';
  }

  override lc_namespace = ['deskrail', 'client'];
  readonly #client: Pick<DeskrailClient, 'evidence'>;
  readonly #options: KnowledgeRetrieverOptions;

  constructor(client: Pick<DeskrailClient, 'evidence'>, options: KnowledgeRetrieverOptions) {
    super(options);
    this.#client = client;
    this.#options = options;
  }

  override async _getRelevantDocuments(text: string): Promise<Document<KnowledgeMetadata>[]> {
    const { limit = 4, minScore = 0, conversation, timeoutMs } = this.#options;
    if (text.trim() === '') return [];
    const { evidence } = await this.#client.evidence(
      { text, limit, ...(conversation !== undefined && { conversation }) },
      timeoutMs === undefined ? {} : { timeoutMs },
    );
    return evidence.filter(({ score }) => score >= minScore).map(documentOf);
  }
}

/** All that Deskrail knows and the client's key may read, as a LangChain retriever: passages, best first, with their source. */
export const createKnowledgeRetriever = (
  client: Pick<DeskrailClient, 'evidence'>,
  options: KnowledgeRetrieverOptions = {},
): BaseRetriever<KnowledgeMetadata> => new KnowledgeRetriever(client, options);
