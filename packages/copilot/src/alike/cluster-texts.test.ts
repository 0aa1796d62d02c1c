import { expect, test, vi } from 'vitest';
import { averageLinkage } from './average-linkage.js';
import { clusterTexts } from './cluster-texts.js';

vi.mock('./average-linkage.js', { spy: true });

const asked = {
  password: [
    'I forgot my password',
    'How can I reset my password?',
    'Password reset does not work',
    'My password is not accepted',
  ],
  parcel: ['Where is my parcel?', 'The parcel has not arrived', 'When will the parcel arrive?', 'My parcel is late'],
  invoice: [
    'I need an invoice',
    'Please send the invoice again',
    'The invoice has a wrong address',
    'Can I get an invoice for March?',
  ],
};
const texts = Object.values(asked).flat();

test('texts that ask alike are in one cluster, numbered by their first text', () => {
  expect(clusterTexts(texts, { clusters: 3 })).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
});

test('finds how many clusters there are by itself, about', () => {
  const found = new Set(clusterTexts(texts));
  expect(found.size).toBeGreaterThanOrEqual(3);
  expect(found.size).toBeLessThanOrEqual(6);
});

test('the same texts and seed give the same clusters', () => {
  expect(clusterTexts(texts, { seed: 7 })).toEqual(clusterTexts(texts, { seed: 7 }));
});

test('takes what there is: nothing, one text, empty ones, fewer than clusters', () => {
  expect(clusterTexts([])).toEqual([]);
  expect(clusterTexts(['Hello'])).toEqual([0]);
  expect(clusterTexts(['', '', ''], { clusters: 2 })).toHaveLength(3);
  expect(new Set(clusterTexts(['one parcel', 'two parcels'], { clusters: 5 })).size).toBeLessThanOrEqual(2);
  expect(() => clusterTexts(texts, { clusters: 0 })).toThrow(RangeError);
});

test('of several thousand texts a sample is compared each with each, and all have their cluster', () => {
  const many = Array.from(
    { length: 3_000 },
    (_, at) => `${texts[at % texts.length]} ${['please', 'soon', 'again'][at % 3]} n${at}`,
  );
  const found = clusterTexts(many, { clusters: 3 });
  const [, compared] = vi.mocked(averageLinkage).mock.lastCall ?? [];
  expect(compared).toBe(2_000);
  expect(found).toHaveLength(many.length);
  expect(found[0]).toBe(found[texts.length]);
});
