import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@deskrail/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shopFolder } from '../../../test/articles.js';
import { articleFolder } from './article-folder.js';
import { format, readCache, writeCache } from './folder-cache.js';

const { signal } = new AbortController();
let shop: Awaited<ReturnType<typeof shopFolder>>;
let cache: string;
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
    'mirabelle.md': '# Mirabelle\n\nThe mirabelle stove burns spirit.\n',
    'export.json': '[{"id": 8, "title": "Waterproofing", "body": "Spray the boots once a month."}]',
  });
  cache = join(shop.folder, 'kept', 'articles.kept');
});
afterEach(() => shop.remove());

const open = (options = {}) => articleFolder({ folder: shop.folder, cache, logger, ...options });
const ask = (text: string) => ({ tenant: 'acme', text, earlier: [], scopes: [], limit: 5 });
const quotesOf = async (source: ReturnType<typeof open>, text: string) =>
  (await source.retrieve(ask(text), { signal })).map(({ quote }) => quote);
const kept = async () => {
  const found = await readCache(cache, `articles\n${shop.folder}`);
  if (found === undefined) throw new Error('Nothing was kept.');
  return found;
};

test('articles and index are kept for the next start, for this user alone', async () => {
  const first = open();
  await first.refresh();
  expect([(await stat(cache)).mode & 0o777, (await stat(join(shop.folder, 'kept'))).mode & 0o777]).toEqual([
    0o600, 0o700,
  ]);
  // Only what was kept can say so: no file does.
  const { files, index } = await kept();
  const told = JSON.stringify([...files]).replace('Dry the tent', 'Air the tent');
  await writeCache(cache, `articles\n${shop.folder}`, { files: new Map(JSON.parse(told)), index });
  const again = open();
  // Found by a word that is in the index alone.
  expect(await quotesOf(again, 'How do I dry my tent?')).toContain('Air the tent before you pack it.');
  expect(await again.knowledgeVersion?.('acme')).toBe(await first.knowledgeVersion?.('acme'));
  expect(again.articles).toBe(3);
  expect(warnings).toEqual([]);
});

test('answers are those of an index made anew, also after changes', async () => {
  await open().refresh();
  await shop.write('export.json', '[{"id": 9, "title": "Waterproofing", "body": "Wax the boots."}]');
  await shop.write('gloves.md', '# Gloves\n\nGloves are washed by hand.\n');
  await rm(join(shop.folder, 'mirabelle.md'));
  const again = open();
  const fresh = articleFolder({ folder: shop.folder });
  for (const question of ['How do I pack my tent?', 'How do I make boots waterproof?', 'How are gloves washed?']) {
    const [found, expected] = await Promise.all([
      again.retrieve(ask(question), { signal }),
      fresh.retrieve(ask(question), { signal }),
    ]);
    expect(found.map(({ quote, score, span }) => ({ quote, score, span }))).toEqual(
      expected.map(({ quote, score, span }) => ({ quote, score, span })),
    );
  }
  expect(again.articles).toBe(3);
  await again.refresh();
  expect([...(await kept()).files.keys()]).toEqual(expect.arrayContaining(['gloves.md', 'tents.md', 'export.json']));
});

test('a file changed within its size and time is seen by its change time', async () => {
  const tents = join(shop.folder, 'tents.md');
  const then = new Date('2026-01-31T10:00:00Z');
  await utimes(tents, then, then);
  await open().refresh();
  await writeFile(tents, (await readFile(tents, 'utf8')).replace('Dry', 'Wet'));
  await utimes(tents, then, then);
  expect(await quotesOf(open(), 'How do I pack my tent?')).toContain('Wet the tent before you pack it.');
});

test('what is removed leaves it word by word', async () => {
  const source = open();
  await source.refresh();
  expect(await readFile(cache, 'latin1')).toMatch(/mirabelle/i);
  await rm(join(shop.folder, 'mirabelle.md'));
  await source.refresh();
  expect(await readFile(cache, 'latin1')).not.toMatch(/mirabelle|mirabel/i);
  // Of an earlier start too.
  await rm(join(shop.folder, 'tents.md'));
  await open().refresh();
  expect(await readFile(cache, 'latin1')).not.toMatch(/tent/i);
});

test('what was not used as a whole is told at each start', async () => {
  await shop.write('half.json', '[{"id": "a", "body": "Boil the water."}, {}]');
  await shop.write('late.md', '# Late\n\nIt did not fit.\n');
  for (let start = 1; start <= 2; start += 1) {
    const source = open({ maxArticles: 4 });
    await source.refresh();
    expect(source.articles).toBe(4);
    expect(warnings.map(({ article }) => article).sort()).toEqual(
      Array.from({ length: start }, () => ['half.json', 'tents.md'])
        .flat()
        .sort(),
    );
  }
  expect(await quotesOf(open({ maxArticles: 10 }), 'How do I pack my tent?')).toContain(
    'Dry the tent before you pack it.',
  );
});

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['cut off', (bytes) => bytes.subarray(0, -20)],
  ['changed', (bytes) => Buffer.from(bytes.toString('latin1').replace('Dry the tent', 'Burn the tent'), 'latin1')],
  ['changed in its index', (bytes) => bytes.fill((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1)],
  [
    'of an older version',
    (bytes) => Buffer.from(bytes.toString('latin1').replace('articles/2+', 'articles/2+0.'), 'latin1'),
  ],
  ['empty', () => Buffer.alloc(0)],
  ['without a line', () => Buffer.alloc(5_000, 'x')],
])('a kept file that is %s is not believed, and made anew', async (_, harm) => {
  await open().refresh();
  const whole = await readFile(cache);
  await writeFile(cache, harm(Buffer.from(whole)));
  expect(await quotesOf(open(), 'How do I pack my tent?')).toEqual(['Dry the tent before you pack it.']);
  expect(warnings).toMatchObject([{ cache, code: 'payload-unreadable' }]);
  expect((await readFile(cache)).equals(whole)).toBe(true);
});

test('an index of another version is made anew of the articles that were kept', async () => {
  await open().refresh();
  const { files, index } = await kept();
  await writeCache(cache, `articles\n${shop.folder}`, { files, index: Buffer.from(index).fill(9, 4, 8) });
  expect(await quotesOf(open(), 'How do I pack my tent?')).toEqual(['Dry the tent before you pack it.']);
  expect(warnings).toMatchObject([{ cache, code: 'config-invalid' }]);
});

test('the format names the package’s version, so that another version makes it anew', async () => {
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8'));
  expect(format).toBe(`deskrail-articles/2+${version}`);
});

test('what was kept under another name is not used', async () => {
  await open().refresh();
  const [best] = await open({ name: 'handbook' }).retrieve(ask('How do I pack my tent?'), { signal });
  expect(best?.source.id).toBe('handbook/tents.md');
});

test('where nothing can be kept the articles answer all the same', async () => {
  const file = join(shop.folder, 'tents.md', 'no-folder', 'kept');
  const source = open({ cache: file });
  expect(await quotesOf(source, 'How do I pack my tent?')).toEqual(['Dry the tent before you pack it.']);
  await source.close();
  expect(warnings.length).toBeGreaterThan(0);
});
