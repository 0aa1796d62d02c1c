import { type Article, type Block, languageOf, passagesOf } from './article.js';

interface FrontMatter {
  readonly fields: Readonly<Record<string, string>>;
  /** Where the article proper begins. */
  readonly end: number;
}

const unquoted = (value: string): string => /^(['"])(.*)\1$/.exec(value)?.[2] ?? value;

/** `key: value` lines between two lines of three dashes, and lists below a key; anything else there is passed over. */
function frontMatterOf(text: string): FrontMatter {
  const found = /^\uFEFF?---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n|$)/.exec(text);
  if (found === null) {
    // It would be public otherwise, with its scope to be read in it.
    const told = /^\uFEFF?---[ \t]*\r?\n(?:[^\n]*\n){0,50}?(scope|draft)[ \t]*:/i.exec(text.slice(0, 8_192))?.[1];
    if (told !== undefined) {
      throw new Error(
        `Its front matter names a ${told.toLowerCase()} and has no end: a line of three dashes is missing.`,
      );
    }
    return { fields: {}, end: 0 };
  }
  const fields: Record<string, string> = Object.create(null);
  let key: string | undefined;
  for (const line of (found[1] ?? '').split(/\r?\n/)) {
    const pair = /^([A-Za-z_-]+):(.*)$/.exec(line);
    const item = /^[ \t]*-[ \t]+(.*)$/.exec(line)?.[1];
    if (pair?.[1] !== undefined) {
      key = pair[1].toLowerCase();
      fields[key] = unquoted((pair[2] ?? '').trim());
    } else if (key !== undefined && item !== undefined) {
      fields[key] = `${fields[key]}${fields[key] === '' ? '' : ','}${unquoted(item.trim())}`;
    }
  }
  return { fields, end: found[0].length };
}

const listOf = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((item) => unquoted(item.trim()))
    .filter((item) => item !== '');

/** Paragraphs, lists and code blocks between blank lines, each under its nearest heading; the first top heading apart. */
function blocksOf(
  text: string,
  from: number,
): { readonly title: string | undefined; readonly blocks: readonly Block[] } {
  const blocks: Block[] = [];
  let title: string | undefined;
  let heading = '';
  let open: { start: number; end: number } | undefined;
  let fenced = false;
  const close = () => {
    if (open !== undefined) blocks.push({ heading, ...open });
    open = undefined;
  };
  for (let start = from; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline === -1 ? text.length : newline + 1;
    const line = text.slice(start, next);
    const end = start + line.trimEnd().length;
    const marked = fenced ? null : /^(#{1,6})\s+(\S.*)$/.exec(line.trimEnd());
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    if (marked !== null) {
      close();
      const found = (marked[2] ?? '').replace(/\s#+$/, '').trimEnd();
      if (marked[1] === '#' && title === undefined && blocks.length === 0) title = found;
      else heading = found;
    } else if (line.trim() === '' && !fenced) close();
    else open = { start: open?.start ?? start + (line.length - line.trimStart().length), end: Math.max(end, start) };
    start = next;
  }
  close();
  return { title, blocks };
}

/** Whether its front matter says that it is not to be answered from yet. */
export const isDraft = (text: string): boolean =>
  /^(?:true|yes)(?:\s+#.*)?$/i.test(frontMatterOf(text).fields.draft ?? '');

/**
 * Cut a Markdown text into passages with exact positions. Front matter may give `title`, `url`, `scope`, `language` and
 * `labels`. `name` is its title where it gives none. Throws where front matter with a scope, or of a draft, has no end.
 */
export function markdownArticle(text: string, name: string): Article {
  const { fields, end } = frontMatterOf(text);
  const { title, blocks } = blocksOf(text, end);
  const language = languageOf(fields.language ?? fields.lang);
  return {
    title: fields.title || title || name,
    text,
    ...(fields.url && { url: fields.url }),
    scope: listOf(fields.scope),
    ...(language !== undefined && { language }),
    labels: listOf(fields.labels ?? fields.tags),
    passages: passagesOf(text, blocks),
  };
}
