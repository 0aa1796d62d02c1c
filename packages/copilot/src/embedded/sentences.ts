const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Markdown's marks taken off: what a customer should read. */
const plain = (text: string): string =>
  text
    .replace(/!\[[^\]]*\]\([^)]*\)/gu, '')
    .replace(/\[([^\]]+)\]\(([^)\s]+)[^)]*\)/gu, '$1')
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/gu, '$2')
    .replace(/(?<![\p{L}\p{N}*_])[*_](?=\S)([^*_]+?)(?<=\S)[*_](?![\p{L}\p{N}*_])/gu, '$1')
    .replace(/`([^`]+)`/gu, '$1')
    .replace(/^\s*>\s+/gmu, '')
    .replace(/\s+/gu, ' ')
    .trim();

export interface Sentence {
  readonly text: string;
  /** Begins on a line of its own, as an item of a list or a new paragraph does. */
  readonly ownLine: boolean;
  /** The mark it had as an item of a list, such as `-` or `2.`; its text begins with it. */
  readonly mark?: string;
  /** It announces a list that follows. */
  readonly leads: boolean;
}

/** Headings, rules, rows of tables and fences are for the eye: nobody would say them. */
const isShape = (line: string): boolean => /^\s*(?:#{1,6}\s|\||(?:[-*_]\s*){3,}$|```|~~~)/u.test(line);
const item = /^\s*([-*+•]|\d{1,3}[.)])\s+/u;
const abbreviation = /(?:^|[\s(])(?:e\.g|i\.e|z\.B|bzw|ca|approx|No|Nr|Mr|Mrs|Ms|Dr|St|vs|etc)\.$/u;

/** Segments, where one that ends with an abbreviation goes on in the next. */
function segmentsOf(text: string): readonly string[] {
  const whole: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    const last = whole.at(-1);
    if (last !== undefined && abbreviation.test(last.trim())) whole[whole.length - 1] = last + segment;
    else whole.push(segment);
  }
  return whole.map((segment) => segment.trim()).filter((segment) => segment !== '');
}

/** A passage's sentences without Markdown's marks. An item of a list is at least one; a line break inside a paragraph ends none. */
export function sentencesOf(passage: string): readonly Sentence[] {
  const lines = passage.split('\n').filter((line) => !isShape(line));
  const blocks = lines.join('\n').split(/\n\s*\n|\n(?=\s*(?:[-*+•]|\d{1,3}[.)])\s)/u);
  return blocks.flatMap((block) => {
    const marked = item.exec(block);
    const mark = marked?.[1];
    return segmentsOf(plain(block.slice(marked?.[0].length ?? 0))).map((sentence, index) => ({
      text: index === 0 && mark !== undefined ? `${mark} ${sentence}` : sentence,
      ownLine: index === 0,
      ...(mark !== undefined && { mark }),
      leads: /[:：]$/u.test(sentence),
    }));
  });
}
