import { expect, test } from 'vitest';
import { segmentsOf } from './segments.js';

test.each([
  ['Where is my order? Please cancel it.', ['Where is my order', 'Please cancel it']],
  ['Please cancel my order and delete my account.', ['Please cancel my order', 'delete my account']],
  ['Wo ist mein Paket und wann kommt mein Geld?', ['Wo ist mein Paket', 'wann kommt mein Geld']],
  ['Salt and pepper mills', []],
  ['I paid 3.50 for it at shop.example.com', []],
  ['Thanks!', []],
  ['', []],
])('%j', (text, segments) => {
  expect(segmentsOf(text)).toEqual(segments);
});

test('are at most 16', () => {
  expect(segmentsOf('this is a sentence. '.repeat(100))).toHaveLength(16);
});
