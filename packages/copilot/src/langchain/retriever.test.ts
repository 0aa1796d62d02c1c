import { BM25Retriever } from '@langchain/community/retrievers/bm25';
import { Document } from '@langchain/core/documents';
import { BaseRetriever } from '@langchain/core/retrievers';
import { FakeRetriever, FakeTracer } from '@langchain/core/utils/testing';
import { expect, test, vi } from 'vitest';
import { langchainRetriever } from './retriever.js';

const signal = AbortSignal.timeout(10_000);
const query = { tenant: 'acme', earlier: [], scopes: ['tenant:acme'], limit: 3 };

const docs = [
  new Document({ pageContent: 'You can return unused items within 30 days.', metadata: { source: 'returns.md' } }),
  new Document({ pageContent: 'Parcels take two to four days.', metadata: { source: 'delivery.md' } }),
  new Document({
    pageContent: 'Staff return items within 90 days.',
    metadata: { source: 'staff.md', scope: 'role:staff' },
  }),
];

test('what a retriever finds is rated by our own index, not in its order', async () => {
  const source = langchainRetriever({ retriever: BM25Retriever.fromDocuments(docs, { k: 10 }), name: 'bm25' });
  const found = await source.retrieve({ ...query, text: 'Within how many days can I return items?' }, { signal });
  expect(found[0]?.source.id).toBe('bm25/returns.md');
  // BM25 gives everything it has, most of it with a score of nothing.
  expect(found.every(({ score }) => score > 0 && score <= 1)).toBe(true);
  expect(found.map((each) => each.source.id)).not.toContain('bm25/staff.md');
});

test('the metadata may call things otherwise', async () => {
  const retriever = new FakeRetriever({
    output: [new Document({ pageContent: 'Unused items within 30 days.', metadata: { ref: 'R-7', audience: 'shop' } })],
  });
  const source = langchainRetriever({
    retriever,
    name: 'wiki',
    toEvidence: ({ metadata }) => ({ id: metadata.ref, kind: 'article', title: 'Returns', scope: [metadata.audience] }),
  });
  const text = 'Unused items?';
  expect(await source.retrieve({ ...query, text }, { signal })).toEqual([]);
  const [best] = await source.retrieve({ ...query, text, scopes: ['shop'] }, { signal });
  expect(best).toMatchObject({ source: { id: 'wiki/R-7', kind: 'article', title: 'Returns' }, scope: ['shop'] });
});

test('a relevance that the retriever knows counts where it is higher', async () => {
  const reranked = [
    new Document({ pageContent: 'Thirty days.', metadata: { source: 'a.md', relevance: 0.9 } }),
    ...docs,
  ];
  const source = langchainRetriever({
    retriever: new FakeRetriever({ output: reranked }),
    name: 'reranked',
    scoresFrom: ({ metadata }) => metadata.relevance,
  });
  const [best] = await source.retrieve({ ...query, text: 'How long may I keep it?' }, { signal });
  expect(best).toMatchObject({ source: { id: 'reranked/a.md' }, score: 0.9 });
});

test('a retriever is made for each asker, and what it lets through is looked at again', async () => {
  const asked: unknown[] = [];
  const info = vi.fn();
  const logger = { debug: vi.fn(), info, warn: vi.fn(), error: vi.fn() };
  const source = langchainRetriever({
    retriever: (asker) => {
      asked.push(asker);
      return new FakeRetriever({ output: docs });
    },
    name: 'kb',
    logger,
  });
  const found = await source.retrieve({ ...query, text: 'Return items' }, { signal });
  expect(asked).toEqual([{ tenant: 'acme', scopes: ['tenant:acme'], limit: 3 }]);
  expect(found.map((each) => each.source.id)).not.toContain('kb/staff.md');
  expect(info).toHaveBeenCalledWith({ source: 'kb', hidden: 1, left: 2 }, expect.stringContaining('may not read'));
});

test('a question that says little by itself is asked with what came before', async () => {
  const heard: string[] = [];
  class Hearing extends BaseRetriever {
    lc_namespace = ['test'];
    override async _getRelevantDocuments(text: string) {
      heard.push(text);
      return docs;
    }
  }
  const source = langchainRetriever({ retriever: new Hearing(), name: 'kb' });
  await source.retrieve({ ...query, text: 'And for how long?', earlier: ['Can I return unused boots?'] }, { signal });
  await source.retrieve({ ...query, text: 'Do parcels take longer to islands?', earlier: ['Hi.'] }, { signal });
  await source.retrieve({ ...query, text: 'Do parcels for ada@example.org take longer?' }, { signal });
  expect(heard).toEqual([
    'Can I return unused boots?\nAnd for how long?',
    'Do parcels take longer to islands?',
    'Do parcels for [EMAIL-1] take longer?',
  ]);
});

test('a run is traced', async () => {
  const tracer = new FakeTracer();
  const source = langchainRetriever({
    retriever: BM25Retriever.fromDocuments(docs, { k: 3 }),
    name: 'kb',
    callbacks: [tracer],
    tags: ['support'],
  });
  await source.retrieve({ ...query, text: 'Return items?' }, { signal });
  expect(tracer.runs[0]).toMatchObject({ name: 'kb', run_type: 'retriever', tags: ['support'] });
});

test('one that fails is away; the question is not in the message', async () => {
  class Failing extends BaseRetriever {
    lc_namespace = ['test'];
    override async _getRelevantDocuments(text: string): Promise<never> {
      throw new Error(`no index for ${text}`);
    }
  }
  const asked = langchainRetriever({ retriever: new Failing(), name: 'kb' }).retrieve(
    { ...query, text: 'secret words' },
    { signal },
  );
  await expect(asked).rejects.toMatchObject({
    code: 'dependency-unavailable',
    message: expect.not.stringContaining('secret'),
  });
});
