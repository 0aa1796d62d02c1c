import { expect, test } from 'vitest';
import { replySuggested } from './decisions/recommendation.js';
import { verdictGiven } from './decisions/verdict.js';
import { withoutContent } from './erase.js';

test('takes out what people wrote and leaves the rest', () => {
  const data = replySuggested.examples[0] as never as Record<string, never>;
  const erased = withoutContent(replySuggested.data, data) as Record<string, unknown>;
  expect(JSON.stringify(erased)).not.toMatch(/Orders within|Delivery times/);
  expect(erased).toMatchObject({
    recommendationId: data.recommendationId,
    evidence: [{ id: 'e1', quote: '', score: 0.8, source: { id: 'articles/delivery.md', kind: 'article' } }],
    proposal: { kind: 'reply', text: '', visibility: 'public', sentences: [{ text: '', evidence: ['e1'] }] },
  });
});

test('goes into unions, and drops what the schema does not know', () => {
  const final = { kind: 'tool-call', tool: 'refund', arguments: { order: '1042' } };
  const data = { ...verdictGiven.examples[0], comment: 'for Anna', final, later: 'who knows' };
  const erased = withoutContent(verdictGiven.data, data) as Record<string, unknown>;
  expect(erased).not.toHaveProperty('comment');
  expect(erased).not.toHaveProperty('later');
  expect(erased.final).toEqual({ kind: 'tool-call', tool: 'refund', arguments: {} });
});
