import {
  type Clock,
  type Evidence,
  type EvidenceNow,
  type EvidenceSource,
  isDeskrailError,
  type Logger,
  sha256Hex,
  silentLogger,
  systemClock,
} from '@deskrail/contracts';
import type { DocumentInterface } from '@langchain/core/documents';
import { createSearchIndex } from '../search/search-index.js';
import { withTimeLimit } from '../time-limit.js';
import { whileAsked } from './away.js';
import { nowIn } from './check-documents.js';
import { passagesOf, type Span } from './passages.js';
import { mayRead, type ReadDocument, readDocument, type ToEvidence } from './read-document.js';

/** Any LangChain document loader. */
export interface DocumentLoader {
  load(): Promise<readonly DocumentInterface[]>;
}

export interface LangchainDocumentsOptions {
  readonly loaders: readonly DocumentLoader[];
  /** Default: `documents`. */
  readonly name?: string;
  /** What the metadata calls otherwise than `source`, `title`, `url`, `scope` and `tenant`. */
  readonly toEvidence?: ToEvidence;
  /** Loaded again when this old, in the background of a question. Default: 10 minutes; `Infinity`: only on `refresh`. */
  readonly reloadMs?: number;
  /** For each loader. Default: 60 000. */
  readonly loadTimeoutMs?: number;
  /** Beyond it documents are left out, with a warning. Default: 50 000. */
  readonly maxDocuments?: number;
  /** Longer documents are left out, with a warning. Default: 2 000 000. */
  readonly maxCharacters?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

export interface LangchainDocuments extends EvidenceSource {
  /** Load everything again. Resolves when it is searched; rejects with `aborted` where the signal ends first. */
  refresh(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** How many documents are searched now. */
  readonly documents: number;
}

interface Cited {
  readonly document: ReadDocument;
  readonly span: Span;
}

/**
 * Whatever LangChain's loaders read (PDF, Word, CSV, a wiki, …) as evidence: loaded when first asked, cut into passages
 * whose places in the document are known, and searched by our own index. A loader that fails costs its own documents until
 * it is loaded again. A page of a PDF, or a line of a table, is a document of its own, as the loader gives it.
 */
export function langchainDocuments({
  loaders,
  name = 'documents',
  toEvidence,
  reloadMs = 600_000,
  loadTimeoutMs = 60_000,
  maxDocuments = 50_000,
  maxCharacters = 2_000_000,
  clock = systemClock,
  logger = silentLogger,
}: LangchainDocumentsOptions): LangchainDocuments {
  const index = createSearchIndex<Cited>();
  /** By place: the loader's number and the document's among those it gave. */
  let loaded: readonly ReadDocument[] = [];
  let version = '';
  let loadedAtMs: number | undefined;
  let running: Promise<void> | undefined;
  const closed = new AbortController();

  async function readAll(loader: DocumentLoader, at: number): Promise<readonly ReadDocument[]> {
    try {
      const documents = await withTimeLimit(
        `Loader ${at + 1} of ${name}`,
        { timeoutMs: loadTimeoutMs, signal: closed.signal },
        () => loader.load(),
      );
      const fitting = documents.filter(({ pageContent }) => pageContent.length <= maxCharacters);
      const read = await Promise.all(fitting.map((document) => readDocument(document, name, toEvidence)));
      const usable = read.filter((document) => document !== undefined);
      const left = documents.length - usable.length;
      if (left > 0)
        logger.warn(
          { source: name, loader: at + 1, documents: left },
          'documents that are empty, too long or of unreadable scope left out',
        );
      return usable;
    } catch (error) {
      closed.signal.throwIfAborted();
      const code = isDeskrailError(error) ? error.code : (error as { code?: unknown } | null)?.code;
      logger.warn(
        { source: name, loader: at + 1, code: typeof code === 'string' ? code : 'internal' },
        'loader failed',
      );
      return [];
    }
  }

  async function load(): Promise<void> {
    const found = (await Promise.all(loaders.map(readAll))).flat();
    if (found.length > maxDocuments)
      logger.warn({ source: name, found: found.length, maxDocuments }, 'documents beyond the limit left out');
    const documents = withOwnIds(found.slice(0, maxDocuments));
    const before = new Map(loaded.map((document) => [document.source.id, document]));
    for (const document of documents) {
      const known = before.get(document.source.id);
      before.delete(document.source.id);
      if (known !== undefined && isSame(known, document)) continue;
      const { source, text } = document;
      const passages = passagesOf(text).map((span) => ({
        title: source.title ?? '',
        heading: '',
        body: text.slice(span.start, span.end),
        meta: { document, span },
      }));
      index.put(source.id, passages);
    }
    for (const id of before.keys()) index.remove(id);
    loaded = documents;
    version = await sha256Hex(JSON.stringify(documents.map(({ text: _, ...rest }) => rest)));
    loadedAtMs = clock.now();
  }

  function refresh(): Promise<void> {
    running ??= load().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function fresh(): Promise<void> {
    if (loadedAtMs === undefined) return refresh();
    if (clock.now() - loadedAtMs < reloadMs) return;
    // An answer need not wait for the loaders: a later one has what changed.
    refresh().catch(() => {});
  }

  async function inspect(
    evidence: Evidence,
    { tenant, scopes, signal }: Parameters<EvidenceSource['check']>[1],
  ): Promise<EvidenceNow> {
    await whileAsked(signal, fresh);
    const asker = { tenant, scopes };
    const same = loaded.filter(({ source }) => source.id === evidence.source.id);
    const now = nowIn(same, evidence, asker);
    // A page further on, where another was put in before it.
    return now.state === 'changed' || now.state === 'gone' ? (movedTo(evidence, asker) ?? now) : now;
  }

  function movedTo(evidence: Evidence, asker: Parameters<typeof mayRead>[1]): EvidenceNow | undefined {
    const file = fileOf(evidence.source.id);
    const now = nowIn(
      loaded.filter(({ source }) => fileOf(source.id) === file),
      evidence,
      asker,
    );
    return now.state === 'moved' ? now : undefined;
  }

  return {
    name,
    get documents() {
      return loaded.length;
    },
    refresh: ({ signal } = {}) => (signal === undefined ? refresh() : whileAsked(signal, refresh)),
    async retrieve({ text, earlier, language, tenant, scopes, limit }, { signal }) {
      await whileAsked(signal, fresh);
      const retrievedAt = new Date(clock.now()).toISOString();
      const allow = ({ document }: Cited) => mayRead(document, { tenant, scopes });
      const asked = { limit, earlier, allow, ...(language !== undefined && { language }) };
      return index.search(text, asked).map(({ meta: { document, span }, score }) => ({
        source: document.source,
        version: document.version,
        span,
        quote: document.text.slice(span.start, span.end),
        score,
        retrievedAt,
        scope: [...document.scope],
      }));
    },
    async check(evidence, options) {
      return (await inspect(evidence, options)).state;
    },
    inspect,
    async knowledgeVersion() {
      await fresh();
      return version;
    },
    async close() {
      closed.abort();
    },
  };
}

const fileOf = (id: string): string => id.replace(/#[^#]*$/u, '');

const isSame = (one: ReadDocument, other: ReadDocument): boolean =>
  one.version === other.version &&
  one.tenant === other.tenant &&
  one.source.title === other.source.title &&
  one.source.url === other.source.url &&
  one.scope.join('\n') === other.scope.join('\n');

/** Two files of one name, or a table of one source without lines: told apart by their text, so that order says nothing. */
function withOwnIds(documents: readonly ReadDocument[]): readonly ReadDocument[] {
  const times = new Map<string, number>();
  for (const { source } of documents) times.set(source.id, (times.get(source.id) ?? 0) + 1);
  const named = documents.map((document) =>
    times.get(document.source.id) === 1
      ? document
      : {
          ...document,
          source: { ...document.source, id: `${document.source.id.slice(0, 480)}~${document.version.slice(7, 19)}` },
        },
  );
  // The same text twice is one document.
  return [...new Map(named.map((document) => [document.source.id, document])).values()];
}
