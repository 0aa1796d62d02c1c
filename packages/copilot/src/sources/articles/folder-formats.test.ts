import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence, Logger } from '@deskrail/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shopFolder } from '../../../test/articles.js';
import { articleFolder } from './article-folder.js';

const { signal } = new AbortController();
let shop: Awaited<ReturnType<typeof shopFolder>>;
let warnings: Record<string, unknown>[];
const logger: Logger = {
  debug() {},
  info() {},
  warn: (fields) => void warnings.push(fields as Record<string, unknown>),
  error() {},
};

beforeEach(async () => {
  warnings = [];
  shop = await shopFolder({
    'tents.md': '# Care of a tent\n\nDry the tent before you pack it.\n',
    'pages/stove.html':
      '<html lang="en"><main><h1>Lighting the stove</h1><p>Open the <b>valve</b> by half a turn.</p></main>',
    'export.json': JSON.stringify({
      articles: [
        { id: 7, title: 'Membership', body: '<p>Members get 10 % off every sleeping bag.</p>', scope: ['members'] },
        { id: 8, title: 'Waterproofing', body: 'Spray the boots once a month.' },
      ],
    }),
  });
});
afterEach(() => shop.remove());

const ask = (text: string, scopes: readonly string[] = []) => ({ tenant: 'acme', text, earlier: [], scopes, limit: 5 });
const open = (options = {}) => articleFolder({ folder: shop.folder, logger, ...options });

test.each([
  ['How do I pack my tent?', 'articles/tents.md', 'Dry the tent before you pack it.'],
  ['How do I light the stove?', 'articles/pages/stove.html', 'Open the valve by half a turn.'],
  ['How do I make boots waterproof?', 'articles/export.json#8', 'Spray the boots once a month.'],
])('%s', async (question, id, quote) => {
  const [best] = await open().retrieve(ask(question), { signal });
  expect(best).toMatchObject({ source: { id, kind: 'article' }, quote });
});

test('scopes of an export hold before anything is ranked', async () => {
  const source = open();
  const found = async (scopes: string[]) =>
    (await source.retrieve(ask('Do members get sleeping bags cheaper?', scopes), { signal })).map(({ quote }) => quote);
  expect(await found([])).not.toContain('Members get 10 % off every sleeping bag.');
  expect(await found(['members'])).toContain('Members get 10 % off every sleeping bag.');
});

test('bad files are named once each, quote nothing, and cost nobody else', async () => {
  await shop.write('broken.json', '{"secret": ');
  await shop.write('deep.html', '<i>'.repeat(1000));
  await shop.write('open.md', '---\nscope: staff\nThe rest of the article, which is for staff alone.\n');
  await writeFile(join(shop.folder, 'latin.md'), Buffer.from([0x23, 0x20, 0xe9, 0xff]));
  await shop.write('huge.md', 'x'.repeat(2_000_000));
  await shop.write('half.json', '[{"id": "a", "body": "Boil the water."}, {}]');
  const source = open();
  await source.refresh();
  await source.refresh();
  expect(source.articles).toBe(5);
  expect(warnings.map(({ article }) => article).sort()).toEqual(
    ['broken.json', 'deep.html', 'half.json', 'huge.md', 'latin.md', 'open.md'].sort(),
  );
  expect(JSON.stringify(warnings)).not.toMatch(/secret|staff alone/);
});

test('knowledge has the same version for the same articles, and another for others', async () => {
  const version = () => open().knowledgeVersion?.('acme');
  const before = await version();
  expect(await version()).toBe(before);
  await shop.write('tents.md', '---\nscope: staff\n---\n# Care of a tent\n\nDry the tent before you pack it.\n');
  const scoped = await version();
  expect(scoped).not.toBe(before);
  await shop.write('tents.md', '# Care of a tent\n\nDry the tent before you pack it.\n');
  expect(await version()).toBe(before);
});

test('an article that changed says what stands there now', async () => {
  const source = open();
  const [best] = await source.retrieve(ask('How do I light the stove?'), { signal });
  const evidence = { id: 'e1', ...best } as Evidence;
  const options = { tenant: 'acme', scopes: [], signal };
  await shop.write('pages/stove.html', '<p>Read this first.</p><p>Open the valve by half a turn.</p>');
  const moved = await source.inspect?.(evidence, options);
  expect(moved).toEqual({ state: 'moved', span: { start: 18, end: 48 }, quote: evidence.quote });
  await shop.write('pages/stove.html', '<p>Read this first.</p><p>Open the valve by a full turn.</p>');
  expect(await source.inspect?.(evidence, options)).toMatchObject({
    state: 'changed',
    quote: expect.stringContaining('Open the valve by a full turn.'),
  });
  await shop.write('export.json', '[]');
  await rm(join(shop.folder, 'pages'), { recursive: true });
  expect(await source.inspect?.(evidence, options)).toEqual({ state: 'gone' });
});
