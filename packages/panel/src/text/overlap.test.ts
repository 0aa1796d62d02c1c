import { expect, it } from 'vitest';
import { overlap } from './overlap.js';

const shared = (quote: string, sentence: string) => {
  const range = overlap(quote, sentence);
  return range && quote.slice(range.start, range.end);
};

it('finds the longest run of words that a quote shares with a sentence, and the signs after it', () => {
  const quote = 'As a rule, goods worth less than 40 € need not be sent back. We refund the price.';
  expect(shared(quote, 'You may keep goods worth less than 40 €.')).toBe('goods worth less than 40 €');
  expect(shared(quote, 'WE REFUND   the price.')).toBe('We refund the price.');
});

it('finds nothing in a word or two', () => {
  expect(overlap('The price is fair.', 'A price is a number.')).toBeUndefined();
  expect(overlap('', 'x')).toBeUndefined();
});
