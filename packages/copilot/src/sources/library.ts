import { DeskrailError, type Evidence, type EvidenceNow, type EvidenceQuery } from '@deskrail/contracts';
import { createSearchIndex } from '../search/search-index.js';
import type { Article } from './articles/article.js';
import { type FoundPassage, passageKey, type RankedPassage, type SourcePassage } from './passage-source.js';
import { permitted } from './permitted.js';
import { quotedNow } from './quoted-now.js';
import { textHash, versionOf } from './text-hash.js';

export interface LibraryArticle extends Article {
  /** The evidence's source id: unlike any other of the library. */
  readonly id: string;
  readonly version: string;
}

interface Cited {
  readonly article: LibraryArticle;
  /** Its place among the article's passages. */
  readonly place: number;
  readonly heading: string;
  readonly start: number;
  readonly end: number;
}

/** Texts that are known as a whole, in memory: an index of their passages, and what evidence needs. */
export interface Library {
  /** Articles in the place of those that the key had before. Returns those passed over: another key has their id. */
  put(key: string, articles: readonly LibraryArticle[]): readonly LibraryArticle[];
  remove(key: string): void;
  readonly size: number;
  find(query: EvidenceQuery): readonly (FoundPassage & { readonly score: number })[];
  rank(query: EvidenceQuery): readonly RankedPassage[];
  inspect(evidence: Evidence, scopes: readonly string[]): EvidenceNow;
  /** The same for the same articles, whatever their order and however they came in. */
  version(): string;
  passages(): readonly SourcePassage[];
  /** The index of the passages, for `restore`; of the articles under those keys for which `only` holds. */
  toBytes(only: (key: string) => boolean): Uint8Array;
  /**
   * For a library that holds nothing: the articles that `bytes` were made with, without indexing them again. Throws where
   * they are of another version, damaged, or of other articles; then it holds nothing still.
   */
  restore(bytes: Uint8Array, articles: Iterable<readonly [key: string, articles: readonly LibraryArticle[]]>): void;
}

export const asLibraryArticle = (id: string, article: Article): LibraryArticle => ({
  ...article,
  id,
  version: versionOf(article.text),
});

function citedIn(articles: ReadonlyMap<string, LibraryArticle>, meta: unknown): Cited {
  const [id, place] = meta as readonly [string, number];
  const article = articles.get(id);
  const passage = article?.passages[place];
  if (article === undefined || passage === undefined) {
    throw new DeskrailError('payload-unreadable', 'The saved search index is of other articles.');
  }
  return { article, place, ...passage };
}

export function createLibrary(kind: Evidence['source']['kind']): Library {
  let index = createSearchIndex<Cited>();
  const articles = new Map<string, LibraryArticle>();
  const byKey = new Map<string, readonly string[]>();
  /** Of all articles, folded into one so that one may come or go at little cost. */
  const digest = Buffer.alloc(32);
  let listed: readonly SourcePassage[] | undefined;

  const fold = ({ id, version, title, url, scope }: LibraryArticle) => {
    const one = Buffer.from(textHash(JSON.stringify([id, version, title, url, scope])), 'hex');
    for (const [at, byte] of one.entries()) digest[at] = (digest[at] ?? 0) ^ byte;
    listed = undefined;
  };

  function hold(key: string, given: readonly LibraryArticle[]): void {
    for (const article of given) {
      articles.set(article.id, article);
      fold(article);
    }
    byKey.set(
      key,
      given.map(({ id }) => id),
    );
  }

  function remove(key: string): void {
    for (const id of byKey.get(key) ?? []) {
      const article = articles.get(id);
      if (article !== undefined) fold(article);
      articles.delete(id);
    }
    byKey.delete(key);
    index.remove(key);
  }

  const found = ({ article, start, end }: Omit<Cited, 'place'>): FoundPassage => ({
    source: {
      id: article.id,
      kind,
      title: article.title.slice(0, 1024),
      ...(article.url !== undefined && { url: article.url }),
    },
    version: article.version,
    span: { start, end },
    quote: article.text.slice(start, end),
    scope: [...article.scope],
  });

  function passage(article: LibraryArticle, { heading, start, end }: Article['passages'][number]): SourcePassage {
    const piece = found({ article, heading, start, end });
    return {
      key: passageKey(piece),
      text: [article.title, heading, piece.quote].filter((part) => part !== '').join('\n'),
      scope: article.scope,
      read: async () => (articles.get(article.id) === article ? piece : undefined),
    };
  }

  /** Made once for each article, so that what is kept beside a passage lasts as long as that does. */
  const made = new WeakMap<LibraryArticle, readonly SourcePassage[]>();
  function passagesIn(article: LibraryArticle): readonly SourcePassage[] {
    const known = made.get(article) ?? article.passages.map((one) => passage(article, one));
    made.set(article, known);
    return known;
  }

  const search = ({ text, earlier, language, scopes, limit }: EvidenceQuery) =>
    index.search(text, {
      ...{ limit, earlier, allow: ({ article }) => permitted(article.scope, scopes) },
      ...(language !== undefined && { language }),
    });

  return {
    put(key, given) {
      remove(key);
      const taken = given.filter(({ id }) => articles.has(id));
      const put = given.filter((article) => !taken.includes(article));
      hold(key, put);
      index.put(
        key,
        put.flatMap((article) =>
          article.passages.map(({ heading, start, end }, place) => ({
            title: article.title,
            heading: [heading, ...article.labels].join(' '),
            body: article.text.slice(start, end),
            ...(article.language !== undefined && { language: article.language }),
            meta: { article, place, heading, start, end },
          })),
        ),
      );
      return taken;
    },
    remove,
    get size() {
      return articles.size;
    },
    find: (query) => search(query).map(({ meta, score }) => ({ ...found(meta), score })),
    rank: (query) => search(query).map(({ meta, score }) => ({ key: passageKey(found(meta)), score })),
    inspect(evidence, scopes) {
      const article = articles.get(evidence.source.id);
      if (article === undefined) return { state: 'gone' };
      if (!permitted(article.scope, scopes)) return { state: 'no-longer-permitted' };
      return quotedNow(evidence, article.text, article.passages);
    },
    version: () => `sha256:${digest.toString('hex')}`,
    passages() {
      listed ??= [...articles.values()].flatMap(passagesIn);
      return listed;
    },
    toBytes: (only) => index.toBytes(({ article, place }) => [article.id, place], only),
    restore(bytes, given) {
      const groups = [...given];
      const byId = new Map(groups.flatMap(([, list]) => list.map((article) => [article.id, article] as const)));
      index = createSearchIndex<Cited>({ bytes, read: (meta) => citedIn(byId, meta) });
      for (const [key, list] of groups) hold(key, list);
    },
  };
}
