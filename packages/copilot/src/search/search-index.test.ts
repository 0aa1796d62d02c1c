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

test('what is not allowed changes neither order nor scores of the rest', () => {
  const open = (index: ReturnType<typeof createSearchIndex<string>>) => {
    index.put('vouchers', [passage('Vouchers', 'Vouchers are sold in the shop.', 'open')]);
    index.put('shop', [passage('The shop', 'The shop sells tents and vouchers until six.', 'open')]);
  };
  const alone = createSearchIndex<string>();
  open(alone);
  const beside = createSearchIndex<string>();
  for (let at = 0; at < 30; at += 1)
    beside.put(`s${at}`, [
      passage('Vouchers for complaints', `Voucher ${at} of a shop, for compliants only.`, 'secret'),
    ]);
  open(beside);
  for (const question of [
    'Does the shop sell vouchers?',
    'complaint vouchers',
    'compliants about a tent',
    'vuochers',
  ]) {
    const asked = { limit: 5, earlier: ['I have complained before.'] };
    expect(beside.search(question, { ...asked, allow: (meta) => meta === 'open' })).toEqual(
      alone.search(question, asked),
    );
  }
});

test('a word with a slip of the hand is found', () => {
  const index = createSearchIndex<string>();
  index.put('a', [passage('Warranty', 'The warranty lasts for two years.', 'warranty')]);
  index.put('b', [passage('Invoices', 'Invoices are in your account.', 'invoices')]);
  expect(index.search('how long is the waranty', { limit: 1 })[0]?.meta).toBe('warranty');
  expect(index.search('invioces', { limit: 1 })[0]?.meta).toBe('invoices');
});

test('earlier turns say which of two is meant, and are no answer alone', () => {
  const index = createSearchIndex<string>();
  for (const hotel of ['Kestrel', 'Heron'])
    index.put(hotel, [passage('Is breakfast included?', `Breakfast is included at the ${hotel}.`, hotel)]);
  const asked = 'Is breakfast included?';
  expect(index.search(asked, { limit: 1, earlier: ['I have a room at the Heron.'] })[0]?.meta).toBe('Heron');
  expect(index.search(asked, { limit: 1, earlier: ['I have a room at the Kestrel.'] })[0]?.meta).toBe('Kestrel');
  const [other] = index.search('May I bring my dog?', { limit: 1, earlier: ['I have a room at the Kestrel.'] });
  expect(other?.score ?? 0).toBeLessThan(0.42);
});

test('the same said twice leaves room for something else', () => {
  const index = createSearchIndex<string>();
  const said = 'A refund takes five working days from the day on which we receive your parcel.';
  index.put('a', [passage('Refunds', said, 'one')]);
  index.put('b', [passage('Refunds', said, 'copy')]);
  index.put('c', [passage('Refunds to gift cards', 'A refund to a gift card takes one working day.', 'other')]);
  const found = index.search('How long does a refund take?', { limit: 2 }).map(({ meta }) => meta);
  expect(found).toContain('other');
});

test('a version tells of every change', () => {
  const index = createSearchIndex<string>();
  index.put('a', [passage('Parking', 'Behind the house.', 'a')]);
  const before = index.version;
  index.remove('nothing');
  expect(index.version).toBe(before);
  index.remove('a');
  expect(index.version).toBeGreaterThan(before);
});

test.each(['a', '1', ' ', '.', '?\n', 'wörter ', '漢', 'how long 1,1.', '^$'])('100 kB of %j take no time', (piece) => {
  const index = createSearchIndex<string>();
  const long = piece.repeat(100_000 / piece.length);
  index.put('long', [passage(long, long, 'long')]);
  index.put('a', [passage('Parking', 'Behind the house.', 'a')]);
  const before = process.cpuUsage();
  index.search(long, { limit: 3, earlier: [long, long] });
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(500);
});
