import { z } from 'zod';
import { type Article, languageOf } from './article.js';
import { htmlArticle } from './html.js';
import { markdownArticle } from './markdown.js';

const words = z.union([z.string().transform((one) => (one === '' ? [] : [one])), z.array(z.string())]).nullish();

/** What an export says of one article; the second names are those of help centres' own exports. */
const exported = z.looseObject({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  title: z.string().nullish(),
  body: z.string().nullish(),
  html: z.string().nullish(),
  markdown: z.string().nullish(),
  url: z.string().nullish(),
  html_url: z.string().nullish(),
  scope: words,
  language: z.string().nullish(),
  locale: z.string().nullish(),
  labels: words,
  label_names: words,
  draft: z.boolean().nullish(),
});

/** An article of an export, under its own id there. */
export interface ExportedArticle {
  readonly id: string;
  readonly article: Article;
}

/** What could be read of an export, and which entries could not. */
export interface Export {
  readonly articles: readonly ExportedArticle[];
  /** Places in the list, and what is wrong with them. */
  readonly wrong: readonly { readonly at: number; readonly why: string }[];
}

const tag =
  /<\/?(?:p|div|br|h[1-6]|ul|ol|li|table|span|strong|em|b|i|a|pre|blockquote|figure|img)(?:\s[^<>]{0,500})?\/?>/i;

function articleOf(entry: z.output<typeof exported>): Article {
  const { html, markdown, body } = entry;
  const name = entry.title || entry.id;
  const marked = html ?? (body != null && tag.test(body.slice(0, 20_000)) ? body : undefined);
  const read = marked != null ? htmlArticle(marked, name) : markdownArticle(markdown ?? body ?? '', name);
  const url = entry.url || entry.html_url || read.url;
  const language = languageOf(entry.language ?? entry.locale ?? undefined) ?? read.language;
  return {
    ...read,
    title: entry.title || read.title,
    ...(url && { url }),
    scope: entry.scope?.length ? entry.scope : read.scope,
    ...(language !== undefined && { language }),
    labels: entry.labels ?? entry.label_names ?? read.labels,
  };
}

/**
 * A JSON export: an array, or an object with `articles`, of `{ id, title, body | html | markdown, url, scope, language,
 * labels }`. A `body` that holds tags is HTML, else Markdown. Drafts are left out. Throws where it is not such a list.
 */
export function readExport(text: string): Export {
  const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  const list = Array.isArray(parsed) ? parsed : (parsed as { articles?: unknown } | null)?.articles;
  if (!Array.isArray(list)) throw new Error('It is neither an array of articles nor an object with such an array.');
  const articles = new Map<string, ExportedArticle>();
  const wrong: { at: number; why: string }[] = [];
  for (const [at, entry] of list.entries()) {
    const { data, error } = exported.safeParse(entry);
    if (data === undefined) wrong.push({ at, why: `${error.issues[0]?.path.join('.') || 'entry'} is not as expected` });
    else if (data.draft === true) continue;
    else if (articles.has(data.id)) wrong.push({ at, why: 'its id stands before' });
    else {
      try {
        articles.set(data.id, { id: data.id, article: articleOf(data) });
      } catch {
        wrong.push({ at, why: 'its HTML cannot be read' });
      }
    }
  }
  return { articles: [...articles.values()], wrong };
}
