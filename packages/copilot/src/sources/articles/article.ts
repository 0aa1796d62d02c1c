/** One passage: what is found and quoted as a whole. */
export interface ArticlePassage {
  readonly heading: string;
  /** UTF-16 code units into the article's text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** An article as it was read, whatever it was written in. */
export interface Article {
  readonly title: string;
  /** What spans point into and quotes are of: a Markdown file as it is, the readable text of HTML. */
  readonly text: string;
  readonly url?: string;
  /** Access scopes; empty: public. */
  readonly scope: readonly string[];
  /** ISO 639-1. */
  readonly language?: string;
  readonly labels: readonly string[];
  readonly passages: readonly ArticlePassage[];
}

/** A piece of an article between its breaks: a paragraph, a list, a table. */
export interface Block {
  readonly heading: string;
  readonly start: number;
  readonly end: number;
}

/** A section no longer than this is one passage; a longer one is cut at its paragraphs. */
const sectionAtMost = 700;
/** A paragraph longer than this is cut at a line's or a sentence's end. */
const passageAtMost = 2_000;

/** Blocks of one section together where they are short, a long block in pieces. */
export function passagesOf(text: string, blocks: readonly Block[]): readonly ArticlePassage[] {
  const passages: ArticlePassage[] = [];
  for (const block of blocks) {
    const last = passages.at(-1);
    if (last !== undefined && last.heading === block.heading && block.end - last.start <= sectionAtMost) {
      passages[passages.length - 1] = { ...last, end: block.end };
      continue;
    }
    for (const { start, end } of cut(text, block.start, block.end))
      passages.push({ heading: block.heading, start, end });
  }
  return passages;
}

function* cut(text: string, from: number, end: number) {
  let start = from;
  while (end - start > passageAtMost) {
    const window = text.slice(start, start + passageAtMost);
    const at = lastBreak(window);
    const piece = window.slice(0, at).trimEnd();
    if (piece !== '') yield { start, end: start + piece.length };
    start += at;
    while (start < end && /\s/.test(text[start] ?? '')) start += 1;
  }
  if (start < end) yield { start, end };
}

/** After the last line, else sentence, else word of its second half. */
function lastBreak(window: string): number {
  const half = window.length / 2;
  const line = window.lastIndexOf('\n');
  if (line > half) return line + 1;
  const sentence = Math.max(window.lastIndexOf('. '), window.lastIndexOf('! '), window.lastIndexOf('? '));
  if (sentence > half) return sentence + 1;
  const space = window.lastIndexOf(' ');
  if (space > half) return space + 1;
  // Never between the two halves of one character.
  return /[\uD800-\uDBFF]$/.test(window) ? window.length - 1 : window.length;
}

const code = /^([a-z]{2,3})([-_][A-Za-z0-9]{2,8})*$/i;

/** `de` of `de`, `de-AT` or `DE_at`; nothing where it is no language. */
export const languageOf = (value: string | undefined): string | undefined =>
  code.exec(value?.trim() ?? '')?.[1]?.toLowerCase();
