import { expect, test } from 'vitest';
import { readExport } from './json-export.js';

const read = (value: unknown) => readExport(JSON.stringify(value));

test('an array or an object with articles, in HTML, Markdown or plain text', () => {
  const list = [
    { id: 1, title: 'Returns', html: '<p>Within <b>30</b> days.</p>', url: 'https://x/1', labels: ['refund'] },
    { id: 'b', title: 'Delivery', markdown: '## When\n\nIn 4 days.', scope: 'staff', language: 'en' },
    { id: 'c', title: 'Opening', body: 'From 9 to 5. 3 < 4.' },
    { id: 'd', title: 'Tents', body: '<h2>Care</h2><p>Dry it.</p>', locale: 'de-AT', html_url: 'https://x/d' },
  ];
  expect(read({ articles: list })).toEqual(read(list));
  expect(read(list).articles.map(({ id, article }) => ({ id, ...article, passages: undefined }))).toMatchObject([
    { id: '1', title: 'Returns', text: 'Within 30 days.', url: 'https://x/1', labels: ['refund'], scope: [] },
    { id: 'b', title: 'Delivery', text: '## When\n\nIn 4 days.', scope: ['staff'], language: 'en' },
    { id: 'c', title: 'Opening', text: 'From 9 to 5. 3 < 4.' },
    { id: 'd', title: 'Tents', text: 'Care\n\nDry it.', language: 'de', url: 'https://x/d' },
  ]);
});

test('what cannot be read is told by its place, and the rest is read', () => {
  const { articles, wrong } = read([
    { id: 'a', body: 'One.' },
    { title: 'No id' },
    { id: 'b', body: 'Two.', scope: 7 },
    { id: 'a', body: 'Three.' },
    { id: 'c', body: 'Four.', draft: true },
    null,
    { id: 'd', html: '<i>'.repeat(1000) },
  ]);
  expect(articles.map(({ id, article }) => [id, article.text])).toEqual([['a', 'One.']]);
  expect(wrong.map(({ at, why }) => [at, why])).toEqual([
    [1, 'id is not as expected'],
    [2, 'scope is not as expected'],
    [3, 'its id stands before'],
    [5, 'entry is not as expected'],
    [6, 'its HTML cannot be read'],
  ]);
});

test.each(['{', '{}', '7', 'null', '{"articles":{}}'])('%s is no export', (text) => {
  expect(() => readExport(text)).toThrow();
});
