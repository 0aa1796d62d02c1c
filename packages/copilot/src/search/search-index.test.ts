import { expect, test } from 'vitest';
import { createSearchIndex } from './search-index.js';

const passage = (title: string, body: string, meta: string) => ({ title, heading: '', body, meta });

test('a replaced source answers with its new words only', () => {
  const index = createSearchIndex<string>();
  index.put('a', [passage('Parking', 'Cars park behind the house.', 'old')]);
  index.put('a', [passage('Bicycles', 'Bicycles stand in the yard.', 'new')]);
  expect(index.search('Where do I park my car?', { limit: 3 })).toEqual([]);
  expect(index.search('Where can bicycles stand?', { limit: 3 })[0]?.meta).toBe('new');
  index.remove('a');
  expect(index.size).toBe(0);
});

test('removing most of what it holds keeps the rest findable', () => {
  const index = createSearchIndex<string>();
  for (let at = 0; at < 200; at += 1)
    index.put(`s${at}`, [passage(`Topic${at}`, `Words about subject${at}.`, `m${at}`)]);
  for (let at = 0; at < 199; at += 1) index.remove(`s${at}`);
  expect(index.size).toBe(1);
  expect(index.search('subject199 words', { limit: 3 }).map(({ meta }) => meta)).toEqual(['m199']);
});

test('what is not allowed never takes a place', () => {
  const index = createSearchIndex<string>();
  for (let at = 0; at < 60; at += 1) index.put(`s${at}`, [passage('Secret voucher', 'A voucher for all.', 'secret')]);
  index.put('open', [passage('Voucher', 'Vouchers are sold in the shop, beside other things.', 'open')]);
  const found = index.search('Where are vouchers sold?', { limit: 3, allow: (meta) => meta === 'open' });
  expect(found.map(({ meta }) => meta)).toEqual(['open']);
});

test('a thousand articles answer in milliseconds', () => {
  const words = Array.from({ length: 3_000 }, (_, at) => `w${(at * 7919).toString(36)}x`);
  const word = (seed: number) => words[Math.floor(((seed * 48271) % 2147483647) % words.length)] ?? '';
  const index = createSearchIndex<number>();
  for (let article = 0; article < 1_000; article += 1) {
    const passages = Array.from({ length: 6 }, (_, part) => ({
      title: `${word(article)} ${word(article + 1)}`,
      heading: word(article + part),
      body: Array.from({ length: 60 }, (_, at) => word(article * 360 + part * 60 + at)).join(' '),
      meta: article,
    }));
    index.put(String(article), passages);
  }
  const question = Array.from({ length: 20 }, (_, at) => word(at * 31)).join(' ');
  const before = process.cpuUsage();
  for (let times = 0; times < 20; times += 1) index.search(question, { limit: 8 });
  const { user, system } = process.cpuUsage(before);
  // 3 ms of a processor here; the bound leaves room for a slower one.
  expect((user + system) / 20_000).toBeLessThan(25);
});
