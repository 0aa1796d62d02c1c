import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evidence } from '@deskrail/contracts';
import { TextLoader } from '@langchain/classic/document_loaders/fs/text';
import { CSVLoader } from '@langchain/community/document_loaders/fs/csv';
import { PDFLoader } from '@langchain/community/document_loaders/fs/pdf';
import { BaseDocumentLoader } from '@langchain/core/document_loaders/base';
import { Document } from '@langchain/core/documents';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { handMadePdf } from '../../test/hand-made-pdf.js';
import { langchainDocuments } from './documents.js';

const signal = AbortSignal.timeout(60_000);
const query = { tenant: 'acme', earlier: [], scopes: ['tenant:acme'], limit: 4 };
const options = { tenant: 'acme', scopes: ['tenant:acme'], signal };
const cited = (found: Omit<Evidence, 'id'> | undefined): Evidence => ({ id: 'e1', ...(found ?? expect.fail()) });

let folder: string;
const path = (name: string) => join(folder, name);

const handbook = [
  'Caring for your boots\nLeather boots want wax twice a year.\nSuede boots are brushed and never waxed.',
  'Repairs\nWe repair torn tents for 25 pounds within two weeks.\nBroken poles are replaced free of charge.',
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskrail-documents-'));
  await writeFile(path('handbook.pdf'), handMadePdf(handbook, 'Care and repair'));
  await writeFile(path('prices.csv'), 'item,price\nAlder tent,249 pounds\nTrail boots,120 pounds\n');
  await writeFile(path('hours.txt'), 'The shop in Leeds is open from nine to six on weekdays.\n');
});

afterAll(() => rm(folder, { recursive: true }));

describe('real loaders', () => {
  const loaders = () => [
    new PDFLoader(path('handbook.pdf')),
    new CSVLoader(path('prices.csv')),
    new TextLoader(path('hours.txt')),
  ];

  test('a page of a PDF is cited with its number, its title and its place', async () => {
    const source = langchainDocuments({ loaders: loaders(), name: 'files' });
    const [best] = await source.retrieve({ ...query, text: 'What does it cost to repair a torn tent?' }, { signal });
    expect(best).toMatchObject({
      source: { id: 'files/handbook.pdf#page=2', kind: 'document', title: 'Care and repair' },
      quote: expect.stringContaining('We repair torn tents for 25 pounds'),
      scope: [],
    });
    expect(best?.span.end).toBe((best?.span.start ?? 0) + (best?.quote.length ?? 0));
    expect(await source.check(cited(best), options)).toBe('unchanged');
  });

  test.each([
    ['How much are the trail boots?', 'files/prices.csv#line=2', '120 pounds'],
    ['When is the shop in Leeds open?', 'files/hours.txt', 'nine to six'],
  ])('%j: %s', async (text, id, said) => {
    const [best] = await langchainDocuments({ loaders: loaders(), name: 'files' }).retrieve(
      { ...query, text },
      { signal },
    );
    expect(best?.source.id).toBe(id);
    expect(best?.quote).toContain(said);
  });

  test('a file that cannot be read costs its own documents only, and that is said without its text', async () => {
    await writeFile(path('torn.pdf'), 'this is no PDF');
    const warn = vi.fn();
    const logger = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() };
    const broken = [new PDFLoader(path('torn.pdf')), new TextLoader(path('not-there.txt')), ...loaders()];
    const source = langchainDocuments({ loaders: broken, logger });
    await source.refresh();
    expect(source.documents).toBe(5);
    expect(warn.mock.calls.map(([fields]) => fields)).toEqual([
      expect.objectContaining({ loader: expect.any(Number), code: expect.any(String) }),
      expect.objectContaining({ loader: expect.any(Number), code: expect.any(String) }),
    ]);
  });

  test('a page that moves on, and one that goes, are told apart', async () => {
    const file = path('changing.pdf');
    await writeFile(file, handMadePdf(handbook, 'Care'));
    const source = langchainDocuments({ loaders: [new PDFLoader(file)], reloadMs: Number.POSITIVE_INFINITY });
    const [best] = await source.retrieve({ ...query, text: 'Who repairs torn tents?' }, { signal });
    const evidence = cited(best);
    const before = await source.knowledgeVersion?.('acme');
    await writeFile(file, handMadePdf(['A new first page about lamps.', ...handbook], 'Care'));
    expect(await source.check(evidence, options)).toBe('unchanged');
    await source.refresh({ signal });
    expect(await source.check(evidence, options)).toBe('moved');
    expect(await source.knowledgeVersion?.('acme')).not.toBe(before);
    await writeFile(file, handMadePdf(['A new first page about lamps.'], 'Care'));
    await source.refresh();
    expect(await source.check(evidence, options)).toBe('gone');
    const left = await source.retrieve({ ...query, text: 'Who repairs torn tents?' }, { signal });
    expect(left.map(({ quote }) => quote).join()).not.toContain('torn');
  });
});

/** Documents that are there already, by LangChain's own base class. */
class Ready extends BaseDocumentLoader {
  readonly documents: readonly Document[];
  constructor(...documents: readonly Document[]) {
    super();
    this.documents = documents;
  }
  async load() {
    return [...this.documents];
  }
}

const tents = new Document({
  pageContent: 'Tents for staff cost half.',
  metadata: { source: 'staff.md', scope: ['role:staff'] },
});

test('scopes and tenants are minded before anything is ranked', async () => {
  const theirs = new Document({
    pageContent: 'Tents of Globex are made of steel.',
    metadata: { source: 'globex.md', tenant: 'globex' },
  });
  const source = langchainDocuments({ loaders: [new Ready(tents, theirs)] });
  const ask = async (asker: { tenant: string; scopes: string[] }) =>
    (
      await source.retrieve({ ...query, ...asker, text: 'What do tents cost, and of what are they made?' }, { signal })
    ).map((found) => found.source.id);
  expect(await ask({ tenant: 'acme', scopes: [] })).toEqual([]);
  expect(await ask({ tenant: 'acme', scopes: ['role:staff'] })).toEqual(['documents/staff.md']);
  expect(await ask({ tenant: 'globex', scopes: [] })).toEqual(['documents/globex.md']);
});

test('who may read it no more is told so', async () => {
  let scope: string[] = [];
  const loader = {
    load: async () => [new Document({ pageContent: tents.pageContent, metadata: { source: 'staff.md', scope } })],
  };
  const source = langchainDocuments({ loaders: [loader] });
  const [best] = await source.retrieve({ ...query, text: 'What do tents cost for staff?' }, { signal });
  scope = ['role:staff'];
  await source.refresh();
  expect(await source.check(cited(best), options)).toBe('no-longer-permitted');
});

test('a long document is cut into passages that stand in it as quoted', async () => {
  const paragraph = (at: number) =>
    `Chapter ${at}\nThis one is about subject${at} and goes on for a while. ${'Words follow words. '.repeat(20)}`;
  const text = Array.from({ length: 20 }, (_, at) => paragraph(at)).join('\n\n');
  const source = langchainDocuments({
    loaders: [new Ready(new Document({ pageContent: text, metadata: { source: 'book.txt' } }))],
  });
  const [best] = await source.retrieve({ ...query, text: 'What is subject13?' }, { signal });
  expect(best?.quote).toMatch(/^Chapter 13\n/);
  expect(best?.quote.length).toBeLessThan(1_000);
  expect(text.slice(best?.span.start, best?.span.end)).toBe(best?.quote);
});

test('two files of one name are two sources, whatever their order', async () => {
  const one = new Document({ pageContent: 'Opening hours in Leeds.', metadata: { source: '/a/index.md' } });
  const other = new Document({ pageContent: 'Opening hours in York.', metadata: { source: '/b/index.md' } });
  const ids = async (...documents: Document[]) => {
    const source = langchainDocuments({ loaders: [new Ready(...documents)] });
    const found = await source.retrieve({ ...query, text: 'What are the opening hours?' }, { signal });
    return found.map((each) => each.source.id).sort();
  };
  expect(new Set(await ids(one, other)).size).toBe(2);
  expect(await ids(one, other)).toEqual(await ids(other, one));
});

test('a loader that never ends is given up', async () => {
  const warn = vi.fn();
  const logger = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() };
  const source = langchainDocuments({
    loaders: [{ load: () => new Promise(() => {}) }, new Ready(tents)],
    loadTimeoutMs: 30,
    logger,
  });
  await source.refresh();
  expect(source.documents).toBe(1);
  expect(warn).toHaveBeenCalledWith({ source: 'documents', loader: 1, code: 'timeout' }, 'loader failed');
});
