export interface ArticlePassage {
  readonly heading: string;
  /** UTF-16 code units into the file's text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface Article {
  readonly title: string;
  readonly url?: string;
  /** Access scopes; empty: public. */
  readonly scope: readonly string[];
  readonly passages: readonly ArticlePassage[];
}

/** A section no longer than this is one passage; a longer one is cut at its paragraphs. */
const sectionAtMost = 700;
const passageAtMost = 3_000;

interface FrontMatter {
  readonly fields: Readonly<Record<string, string>>;
  /** Where the article proper begins. */
  readonly end: number;
}

const unquoted = (value: string): string => /^(['"])(.*)\1$/.exec(value)?.[2] ?? value;

/** `key: value` lines between two lines of three dashes; anything else there is passed over. */
function frontMatterOf(text: string): FrontMatter {
  const found = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text);
  if (found === null) return { fields: {}, end: 0 };
  const fields: Record<string, string> = Object.create(null);
  for (const line of (found[1] ?? '').split(/\r?\n/)) {
    const pair = /^([A-Za-z_-]+):[ \t]*(.*?)[ \t]*$/.exec(line);
    if (pair?.[1] !== undefined) fields[pair[1].toLowerCase()] = unquoted(pair[2] ?? '');
  }
  return { fields, end: found[0].length };
}

const listOf = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((item) => unquoted(item.trim()))
    .filter((item) => item !== '');

interface Block {
  readonly heading: string;
  readonly start: number;
  readonly end: number;
}

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
    const marked = fenced ? null : /^(#{1,6})\s+(.+?)\s*#*\s*$/.exec(line);
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    if (marked !== null) {
      close();
      const found = marked[2] ?? '';
      if (marked[1] === '#' && title === undefined && blocks.length === 0) title = found;
      else heading = found;
    } else if (line.trim() === '' && !fenced) close();
    else open = { start: open?.start ?? start + (line.length - line.trimStart().length), end: Math.max(end, start) };
    start = next;
  }
  close();
  return { title, blocks };
}

/** Cut an article's text into passages with exact positions. `name` is its title where it gives none. */
export function articleOf(text: string, name: string): Article {
  const { fields, end } = frontMatterOf(text);
  const { title, blocks } = blocksOf(text, end);
  const passages: ArticlePassage[] = [];
  for (const block of blocks) {
    const last = passages.at(-1);
    if (last !== undefined && last.heading === block.heading && block.end - last.start <= sectionAtMost) {
      passages[passages.length - 1] = { ...last, end: block.end };
    } else passages.push({ ...block, end: Math.min(block.end, block.start + passageAtMost) });
  }
  return {
    title: fields.title || title || name,
    ...(fields.url && { url: fields.url }),
    scope: listOf(fields.scope),
    passages,
  };
}
