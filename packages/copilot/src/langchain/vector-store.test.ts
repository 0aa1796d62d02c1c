import type { Evidence } from '@deskrail/contracts';
import { MemoryVectorStore } from '@langchain/classic/vectorstores/memory';
import { Document } from '@langchain/core/documents';
import { SyntheticEmbeddings } from '@langchain/core/utils/testing';
import { describe, expect, test, vi } from 'vitest';
import { ConceptEmbeddings } from '../../test/concept-embeddings.js';
import { langchainVectorStore } from './vector-store.js';

const signal = AbortSignal.timeout(10_000);
const query = { tenant: 'acme', earlier: [], scopes: ['tenant:acme'], limit: 4 };
const clock = { now: () => Date.parse('2026-02-01T10:00:00Z') };

const articles: { pageContent: string; metadata: Record<string, unknown> }[] = [
  {
    pageContent: 'You can return unused items within 30 days. We send your money back within 5 working days.',
    metadata: { source: 'https://acme.example/returns', title: 'Returns' },
  },
  {
    pageContent: 'Track your parcel with the number in the dispatch e-mail.',
    metadata: { source: '/srv/kb/tracking.md' },
  },
  {
    pageContent: 'Tents are sold with poles and pegs; the canvas is made of cotton.',
    metadata: { source: '/srv/kb/tents.md' },
  },
];

async function storeOf(documents: readonly { pageContent: string; metadata: Record<string, unknown> }[] = articles) {
  const store = new MemoryVectorStore(new ConceptEmbeddings());
  await store.addDocuments(documents.map((document) => new Document(document)));
  return store;
}

const cited = (found: Omit<Evidence, 'id'>): Evidence => ({ id: 'e1', ...found });
const sourceIds = (found: readonly Omit<Evidence, 'id'>[]) => found.map(({ source }) => source.id);

describe('retrieving', () => {
  test('a document becomes evidence that can be cited', async () => {
    const source = langchainVectorStore({ store: await storeOf(), name: 'kb', clock });
    const [best] = await source.retrieve({ ...query, text: 'How do I get my money returned?' }, { signal });
    expect(best).toEqual({
      source: {
        id: 'kb/https://acme.example/returns',
        kind: 'document',
        title: 'Returns',
        url: 'https://acme.example/returns',
      },
      version: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      span: { start: 0, end: articles[0]?.pageContent.length },
      quote: articles[0]?.pageContent,
      score: expect.any(Number),
      retrievedAt: '2026-02-01T10:00:00.000Z',
      scope: [],
    });
  });

  test('what answers in other words comes first by far, and what answers nothing scores little', async () => {
    const source = langchainVectorStore({ store: await storeOf(), name: 'kb' });
    const [best, second] = await source.retrieve(
      { ...query, text: 'I am locked out of my package, courier?' },
      { signal },
    );
    expect(best?.source).toEqual({ id: 'kb/tracking.md', kind: 'document', title: 'tracking.md' });
    expect(best?.score).toBeGreaterThan(2 * (second?.score ?? 0));
    const nothing = await source.retrieve({ ...query, text: 'Do you have boots with red laces?' }, { signal });
    expect(Math.max(0, ...nothing.map(({ score }) => score))).toBeLessThan((best?.score ?? 0) / 2);
  });

  test('where vectors are not to count, words alone rate what was found', async () => {
    const store = new MemoryVectorStore(new SyntheticEmbeddings());
    await store.addDocuments(articles.map((document) => new Document(document)));
    const source = langchainVectorStore({ store, name: 'kb', similarity: false });
    const [best, ...others] = await source.retrieve({ ...query, text: 'Which poles come with tents?' }, { signal });
    expect(best?.source.id).toBe('kb/tents.md');
    expect(Math.max(0, ...others.map(({ score }) => score))).toBeLessThan(0.2);
  });

  test('a score that means nothing to us is passed over: texts are embedded again', async () => {
    const store = await storeOf();
    vi.spyOn(store, '_vectorstoreType').mockReturnValue('of-somebody');
    const text = 'How do I get my money returned?';
    const again = await langchainVectorStore({ store, name: 'kb' }).retrieve({ ...query, text }, { signal });
    const told = await langchainVectorStore({ store, name: 'kb', similarity: (score) => score }).retrieve(
      { ...query, text },
      { signal },
    );
    expect(again.map(({ score }) => score.toFixed(6))).toEqual(told.map(({ score }) => score.toFixed(6)));
  });

  test('earlier words of the customer count beside the question', async () => {
    const source = langchainVectorStore({ store: await storeOf(), name: 'kb' });
    const follow = await source.retrieve(
      { ...query, text: 'And the poles?', earlier: ['I want to send my tent back for a refund.'] },
      { signal },
    );
    expect(sourceIds(follow).slice(0, 2).sort()).toEqual(['kb/https://acme.example/returns', 'kb/tents.md']);
  });
});

test('the customer’s personal data is hidden before it is embedded, unless told otherwise', async () => {
  const store = await storeOf();
  const embedded = vi.spyOn(store.embeddings, 'embedQuery');
  const asked = { ...query, text: 'Where is my parcel? I am ada@example.org', earlier: ['Call +49 30 901820.'] };
  await langchainVectorStore({ store, name: 'kb' }).retrieve(asked, { signal });
  expect(embedded.mock.calls.flat().join()).not.toMatch(/ada@|901820/);
  await langchainVectorStore({ store, name: 'kb', masking: false }).retrieve(asked, { signal });
  expect(embedded.mock.calls.flat().join()).toMatch(/ada@example\.org/);
});

describe('who may read', () => {
  const secret = {
    pageContent: 'Tents for staff cost half: use the code STAFF.',
    metadata: { source: 'staff.md', scope: ['role:staff'] },
  };
  const theirs = {
    pageContent: 'Tents of the other tenant are made of steel.',
    metadata: { source: 'theirs.md', tenant: 'globex' },
  };
  const odd = {
    pageContent: 'Tents with a scope that nobody can read.',
    metadata: { source: 'odd.md', scope: { role: 'staff' } },
  };
  const text = 'What do tents cost?';

  test('what lies outside the scopes or the tenant is not found, whatever the store gives', async () => {
    const source = langchainVectorStore({ store: await storeOf([...articles, secret, theirs, odd]), name: 'kb' });
    const mine = await source.retrieve({ ...query, text }, { signal });
    expect(sourceIds(mine)).toContain('kb/tents.md');
    expect(sourceIds(mine).filter((id) => /staff|theirs|odd/.test(id))).toEqual([]);
    const staff = await source.retrieve({ ...query, text, scopes: ['role:staff'] }, { signal });
    expect(staff.find((found) => found.source.id === 'kb/staff.md')?.scope).toEqual(['role:staff']);
  });

  test('it takes no place: more is asked for until enough may be read', async () => {
    const many = Array.from({ length: 60 }, (_, at) => ({
      pageContent: `Tents, tents and tents, secret ${at}.`,
      metadata: { source: `${at}.md`, scope: ['role:staff'] },
    }));
    const source = langchainVectorStore({ store: await storeOf([...many, ...articles]), name: 'kb' });
    expect(sourceIds(await source.retrieve({ ...query, text }, { signal }))).toContain('kb/tents.md');
  });

  test('the store’s own filter is given who asks', async () => {
    const store = await storeOf([...articles, secret]);
    const source = langchainVectorStore({
      store,
      name: 'kb',
      filter:
        ({ scopes }) =>
        (document: Document) =>
          document.metadata.scope === undefined || scopes.includes(document.metadata.scope[0]),
    });
    const search = vi.spyOn(store, 'similaritySearchVectorWithScore');
    await source.retrieve({ ...query, text, limit: 1 }, { signal });
    const given = await search.mock.results[0]?.value;
    expect(search.mock.calls[0]?.[2]).toBeTypeOf('function');
    expect(JSON.stringify(given)).not.toContain('STAFF');
  });
});

describe('checking later', () => {
  const text = 'Which poles come with tents?';
  const options = { tenant: 'acme', scopes: [], signal };
  const evidenceOf = async (documents: typeof articles, asker = query) => {
    const source = langchainVectorStore({ store: await storeOf(documents), name: 'kb' });
    const found = await source.retrieve({ ...asker, text }, { signal });
    return cited(found.find(({ quote }) => quote.includes('poles')) as Omit<Evidence, 'id'>);
  };
  const tents = articles[2] as (typeof articles)[number];
  const checkIn = async (evidence: Evidence, documents: Parameters<typeof storeOf>[0]) =>
    langchainVectorStore({ store: await storeOf(documents), name: 'kb' }).check(evidence, options);

  test.each([
    ['unchanged', articles],
    ['moved', [{ ...tents, pageContent: `New: ${tents.pageContent}` }]],
    ['moved', [{ ...tents, metadata: { source: 'renamed.md' } }]],
    ['changed', [{ ...tents, pageContent: 'Tents are sold without poles; pegs and canvas are extra.' }]],
    ['gone', articles.slice(0, 2)],
    ['no-longer-permitted', [{ ...tents, metadata: { ...tents.metadata, scope: ['role:staff'] } }]],
    ['no-longer-permitted', [{ ...tents, metadata: { ...tents.metadata, tenant: 'globex' } }]],
  ])('%s', async (state, documents) => {
    expect(await checkIn(await evidenceOf(articles), documents)).toBe(state);
  });

  test('by id, where the store can be asked for one', async () => {
    const evidence = await evidenceOf(articles);
    const asked: string[] = [];
    const source = langchainVectorStore({
      store: await storeOf([]),
      name: 'kb',
      byId: async (id) => {
        asked.push(id);
        return new Document(tents);
      },
    });
    expect(await source.check(evidence, options)).toBe('unchanged');
    expect(asked).toEqual(['tents.md']);
  });
});

test('a store that is away is an error of a dependency, without the customer’s words', async () => {
  const store = await storeOf();
  vi.spyOn(store, 'similaritySearchVectorWithScore').mockRejectedValue(
    new Error('no route to host: my secret question'),
  );
  const source = langchainVectorStore({ store, name: 'kb' });
  await expect(source.retrieve({ ...query, text: 'my secret question' }, { signal })).rejects.toMatchObject({
    name: 'DeskrailError',
    code: 'dependency-unavailable',
    message: expect.not.stringContaining('secret'),
  });
});

test('a caller who gives up is told at once', async () => {
  const store = await storeOf();
  vi.spyOn(store, 'similaritySearchVectorWithScore').mockReturnValue(new Promise(() => {}));
  const giveUp = new AbortController();
  const waiting = langchainVectorStore({ store, name: 'kb' }).retrieve(
    { ...query, text: 'Tents?' },
    { signal: giveUp.signal },
  );
  giveUp.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
});
