/** What is drafted, of one and of many. */
export const kinds: Readonly<Record<string, readonly [one: string, many: string]>> = {
  reply: ['reply', 'replies'],
  classification: ['classification', 'classifications'],
  escalation: ['escalation', 'escalations'],
  'tool-call': ['tool call', 'tool calls'],
  summary: ['summary', 'summaries'],
};

export const counted = (count: number, [one, many]: readonly [one: string, many: string]): string =>
  `${count} ${count === 1 ? one : many}`;

/** Names with their counts, the most first. */
export const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
