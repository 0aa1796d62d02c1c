import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shopArticles, shopFolder } from '../../../test/articles.js';
import { articleFolder } from './article-folder.js';

const { signal } = new AbortController();
let articles: Awaited<ReturnType<typeof shopFolder>>;

beforeEach(async () => {
  articles = await shopFolder();
});
afterEach(() => articles.remove());

const ask = (text: string, scopes: readonly string[] = []) => ({ tenant: 'acme', text, earlier: [], scopes, limit: 5 });

test('quotes are the file’s own text at the span, with title, address and version', async () => {
  const source = articleFolder({ folder: articles.folder });
  const [best] = await source.retrieve(ask('How long does delivery to another country take?'), { signal });
  const text = shopArticles['delivery.md'] ?? '';
  expect(best).toMatchObject({
    source: {
      id: 'articles/delivery.md',
      kind: 'article',
      title: 'Delivery times',
      url: 'https://shop.example/help/delivery',
    },
    version: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    scope: [],
  });
  expect(best?.quote).toContain('up to 10 working days');
  expect(text.slice(best?.span.start, best?.span.end)).toBe(best?.quote);
});

test.each([
  ['When do I get my refund?', 'articles/returns/returning.md'],
  ['can i send back an item and get a return label', 'articles/returns/returning.md'],
  ['Hi there, I ordered last week. Where can I find the tracking link? Thanks, Kim', 'articles/delivery.md'],
  ['I would like a refnd for my item please', 'articles/returns/returning.md'],
])('finds the article for: %s', async (question, id) => {
  const source = articleFolder({ folder: articles.folder });
  const [best] = await source.retrieve(ask(question), { signal });
  expect(best?.source.id).toBe(id);
  expect(best?.score).toBeGreaterThan(0.42);
});

test.each([
  'Do you sell gift wrapping for pianos?',
  'What is the capital of Mongolia?',
  'My neighbour plays the drums at night, can you make him stop?',
])('is weak for what no article answers: %s', async (question) => {
  const source = articleFolder({ folder: articles.folder });
  const [best] = await source.retrieve(ask(question), { signal });
  expect(best?.score ?? 0).toBeLessThan(0.42);
});

test('what the asker may not read is not found', async () => {
  const source = articleFolder({ folder: articles.folder });
  const question = 'Do I get a voucher for a complaint about late delivery?';
  const found = async (scopes: string[]) =>
    (await source.retrieve(ask(question, scopes), { signal })).map((piece) => piece.source.id);
  expect(await found(['tenant:other'])).not.toContain('articles/internal/discounts.md');
  expect(await found(['tenant:acme'])).toContain('articles/internal/discounts.md');
});

describe('evidence that was quoted', () => {
  const options = { tenant: 'acme', scopes: [], signal };
  async function quoted() {
    const source = articleFolder({ folder: articles.folder });
    const [best] = await source.retrieve(ask('How long does delivery to another country take?'), { signal });
    return { source, evidence: { id: 'e1', ...best } as Evidence };
  }

  test('is unchanged, moved, changed or gone', async () => {
    const { source, evidence } = await quoted();
    const text = shopArticles['delivery.md'] ?? '';
    expect(await source.check(evidence, options)).toBe('unchanged');
    await articles.write('delivery.md', text.replace('# Delivery', '# Delivery of your order'));
    expect(await source.check(evidence, options)).toBe('moved');
    await articles.write('delivery.md', text.replace('10 working days', '12 working days'));
    expect(await source.check(evidence, options)).toBe('changed');
    await rm(join(articles.folder, 'delivery.md'));
    expect(await source.check(evidence, options)).toBe('gone');
  });

  test('is no longer permitted once its article is scoped', async () => {
    const { source, evidence } = await quoted();
    await articles.write('delivery.md', `---\nscope: staff\n---\n${shopArticles['delivery.md']}`);
    expect(await source.check(evidence, options)).toBe('no-longer-permitted');
  });
});

test('a refresh reads what was added and forgets what was removed', async () => {
  const source = articleFolder({ folder: articles.folder });
  await source.refresh();
  expect(source.articles).toBe(3);
  await articles.write('wrapping.md', '# Gift wrapping\n\nWe wrap pianos and other gifts for 5 euros.\n');
  await rm(join(articles.folder, 'delivery.md'));
  await source.refresh();
  const [best] = await source.retrieve(ask('Do you sell gift wrapping for pianos?'), { signal });
  expect(best).toMatchObject({ source: { title: 'Gift wrapping' } });
  expect(source.articles).toBe(3);
});

test('a draft is no article until somebody has taken the mark out', async () => {
  const text = (draft: boolean) => `---\ndraft: ${draft}\n---\n# Gift wrapping\n\nWe wrap pianos for 5 euros.\n`;
  await articles.write('wrapping.md', text(true));
  const source = articleFolder({ folder: articles.folder });
  await source.refresh();
  expect(source.articles).toBe(3);
  await articles.write('wrapping.md', text(false));
  await source.refresh();
  const [best] = await source.retrieve(ask('Do you wrap a piano?'), { signal });
  expect(best).toMatchObject({ source: { title: 'Gift wrapping' } });
  await articles.write('wrapping.md', text(true));
  await source.refresh();
  expect(source.articles).toBe(3);
});

test('a folder that is not there is a mistake in the configuration', async () => {
  const source = articleFolder({ folder: join(articles.folder, 'nowhere') });
  await expect(source.refresh()).rejects.toMatchObject({ code: 'config-invalid' });
});
