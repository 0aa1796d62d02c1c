import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import { expect, test } from 'vitest';
import type { DeskrailClient } from '../client.js';
import { createKnowledgeRetriever } from './knowledge-retriever.js';

const passage = (id: string, quote: string, score: number) => ({
  id: 'e1',
  source: { id, kind: 'article' as const, title: 'Returns' },
  version: 'sha256:1',
  span: { start: 10, end: 10 + quote.length },
  quote,
  score,
  retrievedAt: '2026-02-01T10:00:00Z',
  scope: ['role:staff'],
});

function clientOf() {
  const asked: unknown[] = [];
  const client: Pick<DeskrailClient, 'evidence'> = {
    async evidence(input) {
      asked.push(input);
      return {
        evidence: [passage('articles/returns.md', 'Within 30 days.', 0.8), passage('articles/other.md', 'Else.', 0.2)],
      };
    },
  };
  return { client, asked };
}

test('passages become documents with what a citation needs', async () => {
  const { client, asked } = clientOf();
  const documents = await createKnowledgeRetriever(client, {
    limit: 2,
    minScore: 0.4,
    conversation: 'conversation:web:1',
  }).invoke('How long?');
  expect(asked).toEqual([{ text: 'How long?', limit: 2, conversation: 'conversation:web:1' }]);
  expect(documents).toEqual([
    expect.objectContaining({
      id: 'articles/returns.md:10-25',
      pageContent: 'Within 30 days.',
      metadata: {
        source: 'articles/returns.md',
        kind: 'article',
        title: 'Returns',
        version: 'sha256:1',
        span: { start: 10, end: 25 },
        score: 0.8,
      },
    }),
  ]);
});

test('it goes into a chain, and tells its callbacks', async () => {
  const told: string[] = [];
  const { client } = clientOf();
  const chain = RunnableSequence.from([
    createKnowledgeRetriever(client),
    new RunnableLambda({
      func: (documents: { pageContent: string }[]) => documents.map(({ pageContent }) => pageContent).join('|'),
    }),
  ]);
  const callbacks = [{ handleRetrieverEnd: (documents: unknown[]) => void told.push(`${documents.length} documents`) }];
  expect(await chain.invoke('How long?', { callbacks })).toBe('Within 30 days.|Else.');
  expect(told).toEqual(['2 documents']);
});
