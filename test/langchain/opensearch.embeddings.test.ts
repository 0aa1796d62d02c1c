import { langchainRetriever, langchainVectorStore } from '@deskrail/copilot/langchain';
import { OpenSearchVectorStore } from '@langchain/community/vectorstores/opensearch';
import { Client } from '@opensearch-project/opensearch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { embeddingsForStores, knowledge, paraphrases, unanswered } from './knowledge.ts';
import { type OpenSearch, startOpenSearch } from './start-opensearch.ts';

const signal = AbortSignal.timeout(120_000);
const query = { tenant: 'acme', earlier: [], scopes: ['tenant:acme'], limit: 3 };
const options = { tenant: 'acme', scopes: ['tenant:acme'], signal };

let server: OpenSearch;
let client: Client;
let store: OpenSearchVectorStore;

// The first start fetches OpenSearch.
beforeAll(async () => {
  server = await startOpenSearch();
  client = new Client({ nodes: [server.url] });
  store = new OpenSearchVectorStore(embeddingsForStores(), {
    client,
    indexName: 'knowledge',
    // The class's types know two older engines; the server has this one too.
    vectorSearchOptions: {
      engine: 'lucene' as never,
      spaceType: 'cosinesimil',
      numberOfShards: 1,
      numberOfReplicas: 0,
    },
  });
  await store.addDocuments(knowledge);
}, 400_000);

afterAll(async () => {
  await client?.close();
  await server?.[Symbol.asyncDispose]();
});

test.each(paraphrases)('%j is answered by %s', async (text, source) => {
  const [best] = await langchainVectorStore({ store, name: 'kb' }).retrieve({ ...query, text }, { signal });
  expect(best?.source.id).toBe(`kb/${source}`);
});

test.each(unanswered)('%j is answered by nothing', async (text) => {
  const found = await langchainVectorStore({ store, name: 'kb' }).retrieve({ ...query, text }, { signal });
  expect(Math.max(0, ...found.map(({ score }) => score))).toBeLessThan(0.1);
});

test('what the store says of the score gives the same as embedding again', async () => {
  const text = 'Do your vouchers expire?';
  const again = await langchainVectorStore({ store, name: 'kb' }).retrieve({ ...query, text }, { signal });
  // Lucene's score of a cosine c is (1 + c) / 2.
  const similarity = (score: number) => 2 * score - 1;
  const told = await langchainVectorStore({ store, name: 'kb', similarity }).retrieve({ ...query, text }, { signal });
  expect(told.map((one) => one.source.id)).toEqual(again.map((one) => one.source.id));
  for (const [at, { score }] of told.entries()) expect(score).toBeCloseTo(again[at]?.score ?? 0, 2);
});

test('its own filter keeps what the asker may not read from being ranked', async () => {
  const text = 'Do I have to pay the postage when I complain?';
  const filter = ({ scopes }: { scopes: readonly string[] }) =>
    scopes.includes('role:staff') ? {} : { scope: { exists: false }, tenant: { exists: false } };
  const source = langchainVectorStore({ store, name: 'kb', filter });
  const found = await source.retrieve({ ...query, limit: 10, text }, { signal });
  expect(found.map(({ quote }) => quote).join()).not.toMatch(/waive|Globex/);
  const staff = await source.retrieve({ ...query, scopes: ['role:staff'], text }, { signal });
  expect(staff.map((one) => one.source.id)).toContain('kb/staff.md');
});

test('as a retriever, made for each asker with the filter of the store', async () => {
  const source = langchainRetriever({
    name: 'kb',
    retriever: ({ scopes, limit }) =>
      store.asRetriever({ k: 4 * limit, filter: scopes.includes('role:staff') ? {} : { scope: { exists: false } } }),
  });
  const [best] = await source.retrieve({ ...query, text: 'How many days do parcels take?' }, { signal });
  expect(best?.source.id).toBe('kb/delivery.md');
  expect(await source.check({ id: 'e1', ...(best ?? expect.fail()) }, options)).toBe('unchanged');
});

test('a quote is found again, changed, closed and gone', async () => {
  const source = langchainVectorStore({ store, name: 'kb' });
  const [best] = await source.retrieve({ ...query, text: 'How heavy is the Alder tent?' }, { signal });
  const evidence = { id: 'e1', ...(best ?? expect.fail()) };
  expect(await source.check(evidence, options)).toBe('unchanged');
  const found = await client.search({ index: 'knowledge', body: { query: { match: { text: 'Alder' } } } });
  const id = found.body.hits.hits[0]?._id ?? expect.fail();
  const change = async (doc: object) => {
    await client.update({ index: 'knowledge', id, refresh: true, body: { doc } });
    return source.check(evidence, options);
  };
  expect(await change({ text: `New this year. ${evidence.quote}` })).toBe('moved');
  expect(await change({ text: 'The Alder tent sleeps two and weighs 1.9 kg.' })).toBe('changed');
  expect(await change({ metadata: { source: 'tents.md', scope: ['role:staff'] } })).toBe('no-longer-permitted');
  await client.delete({ index: 'knowledge', id, refresh: true });
  expect(await source.check(evidence, options)).toBe('gone');
});

test('while it is away, that is said', async () => {
  const away = new OpenSearchVectorStore(embeddingsForStores(), {
    client: new Client({ nodes: ['http://127.0.0.1:9'], maxRetries: 0 }),
  });
  const asked = langchainVectorStore({ store: away, name: 'kb' }).retrieve({ ...query, text: 'Anything?' }, { signal });
  await expect(asked).rejects.toMatchObject({ code: 'dependency-unavailable' });
});
