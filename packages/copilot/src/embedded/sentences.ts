const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Markdown's marks taken off: what a customer should read. */
const plain = (text: string): string =>
  text
    .replace(/!\[[^\]]*\]\([^)]*\)/gu, '')
    .replace(/\[([^\]]+)\]\(([^)\s]+)[^)]*\)/gu, '$1')
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/gu, '$2')
    .replace(/(?<![\p{L}\p{N}*_])[*_](?=\S)([^*_]+?)(?<=\S)[*_](?![\p{L}\p{N}*_])/gu, '$1')
    .replace(/`([^`]+)`/gu, '$1')
    .replace(/^\s*(#{1,6}|>)\s+/gmu, '')
    .replace(/\s+/gu, ' ')
    .trim();

export interface Sentence {
  readonly text: string;
  /** Begins on a line of its own, as an item of a list or a new paragraph does. */
  readonly ownLine: boolean;
}

/** A passage's sentences without Markdown's marks. An item of a list is at least one; a line break inside a paragraph ends none. */
export function sentencesOf(passage: string): readonly Sentence[] {
  const blocks = passage.split(/\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)/u);
  return blocks.flatMap((block) => {
    const bullet = /^\s*(?:[-*+]|\d+[.)])\s+/u.exec(block)?.[0] ?? '';
    const text = plain(block.slice(bullet.length));
    return [...segmenter.segment(text)]
      .map(({ segment }) => segment.trim())
      .filter((sentence) => sentence !== '')
      .map((sentence, index) => ({
        text: index === 0 && bullet !== '' ? `${bullet.trim()} ${sentence}` : sentence,
        ownLine: index === 0,
      }));
  });
}
