import { readFile } from 'node:fs/promises';
import { asLibraryArticle, type LibraryArticle } from '../library.js';
import { htmlArticle } from './html.js';
import { readExport } from './json-export.js';
import { isDraft, markdownArticle } from './markdown.js';

/** By the name's end, in lower case. */
const formats = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.json': 'json',
} as const;

export type ArticleFormat = (typeof formats)[keyof typeof formats];

export const formatOf = (path: string): ArticleFormat | undefined =>
  formats[path.toLowerCase().match(/\.[a-z]+$/)?.[0] as keyof typeof formats];

/** A file that is no article as it stands; the message says why, and quotes nothing of it. */
export class UnreadableArticle extends Error {
  override readonly name = 'UnreadableArticle';
}

/** The articles of one file, none of a draft, and the places in it that hold none. `id` is the file's. Throws where it cannot be read. */
export async function readArticles(
  path: string,
  { id, format, name }: { readonly id: string; readonly format: ArticleFormat; readonly name: string },
): Promise<{
  readonly articles: readonly LibraryArticle[];
  readonly wrong: readonly { readonly at: number; readonly why: string }[];
}> {
  const bytes = await readFile(path);
  try {
    // Quotes are exact: what is no UTF-8 is not guessed at, and a mark at the beginning counts as it does in the file.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (format === 'json') {
      const { articles, wrong } = readExport(text);
      return { articles: articles.map((one) => asLibraryArticle(`${id}#${one.id}`, one.article)), wrong };
    }
    if (format === 'markdown' && isDraft(text)) return { articles: [], wrong: [] };
    const article = format === 'html' ? htmlArticle(text, name) : markdownArticle(text, name);
    return { articles: [asLibraryArticle(id, article)], wrong: [] };
  } catch (cause) {
    const { name: kind, message } = cause as Error;
    // A parser's own words may quote what it could not read.
    const why = kind === 'SyntaxError' ? 'It is not JSON.' : kind === 'TypeError' ? 'It is not UTF-8.' : message;
    throw new UnreadableArticle(why, { cause });
  }
}
