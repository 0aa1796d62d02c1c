import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Clock, DeskrailError, type Logger, silentLogger, systemClock } from '@deskrail/contracts';
import { createLibrary } from '../library.js';
import { librarySource } from '../library-source.js';
import type { PassageSource } from '../passage-source.js';
import { type CachedFile, readCache, writeCache } from './folder-cache.js';
import { formatOf, readArticles, UnreadableArticle } from './read-file.js';

export interface ArticleFolderOptions {
  readonly folder: string;
  /** Of the source: ids of its evidence begin with it. Default: `articles`. */
  readonly name?: string;
  /**
   * A file to keep articles and index in, so that the next start reads and indexes only what changed by size or time. It is
   * this source's alone, its folder is made. What leaves the articles leaves it as they are next read. Default: none.
   */
  readonly cache?: string;
  /** Files beyond it are left out, with a warning. Default: 20 000. */
  readonly maxFiles?: number;
  /** Larger files are left out, with a warning. Default: 1 MiB. */
  readonly maxBytes?: number;
  /** As `maxBytes`, for JSON exports, which hold many articles. Default: 64 MiB. */
  readonly maxExportBytes?: number;
  /** Of all files together; what does not fit is left out, with a warning. Default: 200 000. */
  readonly maxArticles?: number;
  /** How long what was read counts as fresh. Default: 5 000. */
  readonly recheckMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

export interface ArticleFolder extends PassageSource {
  /** Read what changed since now, rather than within `recheckMs` of the next question. */
  refresh(): Promise<void>;
  /** How many there are. */
  readonly articles: number;
  /** Waits for a reading under way. */
  close(): Promise<void>;
}

const codeOf = (error: unknown) => (error as { code?: unknown }).code;

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && formatOf(entry.name) !== undefined)
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .sort();
  } catch (cause) {
    throw new DeskrailError('config-invalid', `The folder of articles cannot be read: ${folder}. Does it exist?`, {
      cause,
    });
  }
}

/**
 * A folder of articles with its subfolders as evidence: Markdown, HTML and JSON exports. Each may say its title, address,
 * access scopes and language; without scopes it is public. Read when first asked, and again where a file changed; nothing
 * is held open. A file that cannot be read is named in a warning and left out. `refresh` and the first retrieval throw
 * `config-invalid` where the folder itself cannot be read.
 */
export function articleFolder(options: ArticleFolderOptions): ArticleFolder {
  const { folder, name = 'articles', cache, clock = systemClock, logger = silentLogger, recheckMs = 5_000 } = options;
  const { maxFiles = 20_000, maxBytes = 1_048_576, maxExportBytes = 67_108_864, maxArticles = 200_000 } = options;
  const library = createLibrary('article');
  const files = new Map<string, CachedFile>();
  const cacheOf = `${name}\n${resolve(folder)}`;
  /** What was kept and is not in the library yet. */
  let kept: ReadonlyMap<string, CachedFile> | undefined;
  let checkedAtMs: number | undefined;
  let running: Promise<void> | undefined;

  function forget(path: string): boolean {
    library.remove(path);
    return files.delete(path);
  }

  function put(path: string, file: CachedFile): void {
    library.remove(path);
    const room = Math.max(0, maxArticles - library.size);
    const fitting = file.articles.slice(0, room);
    const left = file.articles.length - fitting.length;
    if (left > 0) {
      logger.warn({ article: path, found: file.articles.length, maxArticles }, 'articles beyond the limit left out');
    }
    const taken = library.put(path, fitting);
    if (taken.length > 0) logger.warn({ article: path, count: taken.length }, 'articles left out: their ids are taken');
    files.set(path, left + taken.length > 0 ? { ...file, bad: true } : file);
  }

  /** What a file holds now, or held when it was as it is. A file that is no article holds none, and is told once. */
  async function read(path: string, stamp: string, size: number): Promise<CachedFile> {
    const known = kept?.get(path);
    if (known?.stamp === stamp) return known;
    const format = formatOf(path) ?? 'markdown';
    const atMost = format === 'json' ? maxExportBytes : maxBytes;
    if (size > atMost) {
      logger.warn({ article: path, bytes: size, atMost }, 'article left out: too large');
      return { stamp, articles: [], bad: true };
    }
    const id = `${name}/${path.split(sep).join('/')}`;
    try {
      const { articles, wrong } = await readArticles(join(folder, path), { id, format, name: path });
      for (const each of wrong.slice(0, 20)) logger.warn({ article: path, ...each }, 'article of an export left out');
      return { stamp, articles, ...(wrong.length > 0 && { bad: true }) };
    } catch (error) {
      if (!(error instanceof UnreadableArticle)) throw error;
      logger.warn({ article: path, why: error.message }, 'article left out');
      return { stamp, articles: [], bad: true };
    }
  }

  /** Whether it had changed. */
  async function load(path: string): Promise<boolean> {
    const { size, mtimeNs, ctimeNs } = await stat(join(folder, path), { bigint: true });
    const stamp = `${size}/${mtimeNs}/${ctimeNs}`;
    const known = files.get(path);
    if (known?.stamp === stamp) return false;
    const file = await read(path, stamp, Number(size));
    const same = known !== undefined && !known.bad && !file.bad && isDeepStrictEqual(known.articles, file.articles);
    if (same) files.set(path, file);
    else put(path, file);
    return true;
  }

  async function readKept(): Promise<void> {
    if (cache === undefined || kept !== undefined) return;
    kept = new Map();
    try {
      const { files: found, index } = (await readCache(cache, cacheOf)) ?? { files: kept, index: undefined };
      kept = found;
      const count = [...found.values()].reduce((sum, { articles }) => sum + articles.length, 0);
      if (index === undefined || count > maxArticles) return;
      library.restore(
        index,
        [...found].map(([path, { articles }]) => [path, articles] as const),
      );
      for (const [path, file] of found) files.set(path, file);
    } catch (error) {
      logger.warn({ cache, code: codeOf(error) }, 'what was kept of the articles is not used: it is made anew');
    }
  }

  async function keep(path: string): Promise<void> {
    try {
      const index = library.toBytes((one) => files.get(one)?.bad !== true);
      await writeCache(path, cacheOf, { files, index });
    } catch (error) {
      logger.warn({ cache, code: codeOf(error) }, 'what was read of the articles could not be kept');
    }
  }

  async function readChanges(): Promise<void> {
    await readKept();
    const found = (await listFiles(folder)).filter(
      (path) => cache === undefined || resolve(folder, path) !== resolve(cache),
    );
    if (found.length > maxFiles) logger.warn({ found: found.length, maxFiles }, 'files beyond the limit left out');
    const paths = new Set(found.slice(0, maxFiles));
    let changed = 0;
    for (const path of [...files.keys()]) if (!paths.has(path) && forget(path)) changed += 1;
    for (const path of paths) {
      try {
        if (await load(path)) changed += 1;
      } catch (error) {
        // It went away, or is being written, between listing and reading; the next look settles it.
        logger.warn({ article: path, code: codeOf(error) }, 'article could not be read');
        if (forget(path)) changed += 1;
      }
    }
    checkedAtMs = clock.now();
    kept = new Map();
    if (cache !== undefined && changed > 0) await keep(cache);
  }

  /** A look that was under way may have passed what changed meanwhile: whoever asks now gets one that begins now. */
  async function refresh(): Promise<void> {
    await running?.catch(() => {});
    running ??= readChanges().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function fresh(): Promise<void> {
    if (checkedAtMs === undefined) return running ?? refresh();
    if (running !== undefined || clock.now() - checkedAtMs < recheckMs) return;
    // An answer need not wait for the disk: the next one has what changed.
    refresh().catch((error) => logger.warn({ code: codeOf(error) }, 'articles could not be re-read'));
  }

  return {
    ...librarySource({ name, library, fresh, refresh, clock }),
    refresh,
    get articles() {
      return library.size;
    },
    async close() {
      await running?.catch(() => {});
    },
  };
}
