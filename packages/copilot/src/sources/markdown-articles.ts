import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import {
  type Clock,
  DeskrailError,
  type Evidence,
  type EvidenceSource,
  type EvidenceState,
  type Logger,
  sha256Hex,
  silentLogger,
  systemClock,
} from '@deskrail/contracts';
import { createSearchIndex } from '../search/search-index.js';
import { type Article, articleOf } from './markdown-passages.js';

export interface MarkdownArticles extends EvidenceSource {
  /** Read what changed since now, rather than within `recheckMs` of the next question. */
  refresh(): Promise<void>;
  readonly articles: number;
}

interface LoadedArticle extends Article {
  readonly id: string;
  readonly text: string;
  readonly version: string;
  readonly stamp: string;
}

interface Cited {
  readonly article: LoadedArticle;
  readonly start: number;
  readonly end: number;
}

/** Whether the asker may read it: what is public, or shares a scope with them. */
const permitted = (scope: readonly string[], scopes: readonly string[]): boolean =>
  scope.length === 0 || scope.some((one) => scopes.includes(one));

/**
 * A folder of Markdown files, with its subfolders, as evidence. Front matter may give `title`, `url` and `scope` (a list;
 * without one an article is public). Read when first asked, and again where a file changed; nothing is held open.
 * `refresh` and the first retrieval throw `config-invalid` where the folder cannot be read.
 */
export function markdownArticles({
  folder,
  name = 'articles',
  maxArticles = 20_000,
  maxBytes = 1_048_576,
  recheckMs = 5_000,
  clock = systemClock,
  logger = silentLogger,
}: {
  readonly folder: string;
  readonly name?: string;
  /** Files beyond it are left out, with a warning. */
  readonly maxArticles?: number;
  /** Larger files are left out, with a warning. */
  readonly maxBytes?: number;
  readonly recheckMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}): MarkdownArticles {
  const index = createSearchIndex<Cited>();
  const loaded = new Map<string, LoadedArticle>();
  let checkedAtMs: number | undefined;
  let running: Promise<void> | undefined;

  async function list(): Promise<readonly string[]> {
    let found: string[];
    try {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      found = entries
        .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith('.md'))
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
        .sort();
    } catch (cause) {
      throw new DeskrailError('config-invalid', `The folder of articles cannot be read: ${folder}. Does it exist?`, {
        cause,
      });
    }
    if (found.length > maxArticles)
      logger.warn({ found: found.length, maxArticles }, 'articles beyond the limit left out');
    return found.slice(0, maxArticles);
  }

  async function load(path: string): Promise<void> {
    const { size, mtimeMs } = await stat(join(folder, path));
    const stamp = `${size}/${mtimeMs}`;
    if (loaded.get(path)?.stamp === stamp) return;
    if (size > maxBytes) {
      logger.warn({ article: path, bytes: size, maxBytes }, 'article left out: too large');
      return forget(path);
    }
    const text = await readFile(join(folder, path), 'utf8');
    const id = `${name}/${path.split(sep).join('/')}`;
    const article = { ...articleOf(text, path), id, text, version: `sha256:${await sha256Hex(text)}`, stamp };
    loaded.set(path, article);
    index.put(
      path,
      article.passages.map(({ heading, start, end }) => ({
        title: article.title,
        heading,
        body: text.slice(start, end),
        meta: { article, start, end },
      })),
    );
  }

  function forget(path: string): void {
    loaded.delete(path);
    index.remove(path);
  }

  async function readChanges(): Promise<void> {
    const paths = await list();
    const present = new Set(paths);
    for (const path of [...loaded.keys()]) if (!present.has(path)) forget(path);
    for (const path of paths) {
      try {
        await load(path);
      } catch (error) {
        // It went away, or is being written, between listing and reading; the next look settles it.
        logger.warn({ article: path, code: (error as { code?: unknown }).code }, 'article could not be read');
        forget(path);
      }
    }
    checkedAtMs = clock.now();
  }

  function refresh(): Promise<void> {
    running ??= readChanges().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function fresh(): Promise<void> {
    if (checkedAtMs === undefined) return refresh();
    if (clock.now() - checkedAtMs < recheckMs) return;
    // An answer need not wait for the disk: the next one has what changed.
    refresh().catch((error) =>
      logger.warn({ code: (error as { code?: unknown }).code }, 'articles could not be re-read'),
    );
  }

  return {
    name,
    refresh,
    get articles() {
      return loaded.size;
    },
    async retrieve({ text, earlier, scopes, limit }, { signal }) {
      await fresh();
      signal.throwIfAborted();
      const retrievedAt = new Date(clock.now()).toISOString();
      return index
        .search(text, { limit, earlier, allow: ({ article }) => permitted(article.scope, scopes) })
        .map(({ meta: { article, start, end }, score }) => ({
          source: {
            id: article.id,
            kind: 'article' as const,
            title: article.title,
            ...(article.url !== undefined && { url: article.url }),
          },
          version: article.version,
          span: { start, end },
          quote: article.text.slice(start, end),
          score,
          retrievedAt,
          scope: [...article.scope],
        }));
    },
    async check({ source, version, span, quote }: Evidence, { scopes, signal }): Promise<EvidenceState> {
      await refresh();
      signal.throwIfAborted();
      const article = [...loaded.values()].find(({ id }) => id === source.id);
      if (article === undefined) return 'gone';
      if (!permitted(article.scope, scopes)) return 'no-longer-permitted';
      if (article.version === version || article.text.slice(span.start, span.end) === quote) return 'unchanged';
      return article.text.includes(quote) ? 'moved' : 'changed';
    },
  };
}
