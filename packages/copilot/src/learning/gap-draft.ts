import type { KnowledgeGap } from './knowledge-gaps.js';

/**
 * The draft of an article, as Markdown: what is asked and what came near. It holds no answer: a person who knows writes
 * it. Marked as a draft, so that nobody takes it for an article.
 */
export function gapDraft(gap: KnowledgeGap): string {
  const { title, asked, customers, questions, near } = gap;
  const times = `${asked} ${asked === 1 ? 'time' : 'times'} by ${customers} ${customers === 1 ? 'customer' : 'customers'}`;
  const reasons = Object.entries(gap.reasons).map(([reason, count]) => `${reason} ${count}`);
  return [
    '---',
    'draft: true',
    '---',
    `# ${oneLine(title)}`,
    '',
    `<!-- Asked ${times}, and not answered (${reasons.join(', ')}). Write the answer, then take out this note and the lists below. -->`,
    '',
    '## Asked',
    '',
    ...questions.map((question) => `- ${oneLine(question)}`),
    '',
    '## Came near',
    '',
    ...(near.length === 0
      ? ['Nothing.']
      : near.map(({ id, title: name, score }) => `- ${oneLine(name ?? id)} (${oneLine(id)}), ${score.toFixed(2)}`)),
    '',
  ].join('\n');
}

/** A customer's words stay words: nothing of them is a heading, a comment's end or HTML. */
const oneLine = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[<>]/g, (bracket) => (bracket === '<' ? '&lt;' : '&gt;'))
    .replace(/^[#\-*+>|`]+ */, '');

/** A name for its file: letters and digits of the title, ASCII where there are any. */
export function gapFileName({ title, tenant }: KnowledgeGap, several: boolean): string {
  const slug = (text: string) =>
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join('-')
      .slice(0, 60) || 'gap';
  return `${several ? `${slug(tenant)}-` : ''}${slug(title)}.md`;
}
