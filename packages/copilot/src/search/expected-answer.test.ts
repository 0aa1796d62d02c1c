import { expect, test } from 'vitest';
import { answerAsked, answerFit, answerGiven } from './expected-answer.js';
import { createSearchIndex } from './search-index.js';

test.each([
  ['How long do I have to return a tent?', ['duration']],
  ['What does the return cost?', ['amount']],
  ['When will it arrive and how much is delivery?', ['duration', 'amount']],
  ['Wie lange dauert die Lieferung?', ['duration']],
  ['Does the tent have two doors?', []],
])('%j asks for %j', (question, kinds) => expect(answerAsked(question)).toEqual(kinds));

test.each([
  ['You can return it within 30 days.', ['duration']],
  ['It takes two to three working days.', ['duration']],
  ['Delivery costs £3.95 and is free for larger orders.', ['amount']],
  ['The tent has two doors.', []],
])('%j gives %j', (text, kinds) => expect(answerGiven(text)).toEqual(kinds));

test('a question that asks for nothing in particular is fitted by anything', () => {
  expect(answerFit([], [])).toBe(1);
  expect(answerFit(['duration', 'amount'], ['amount'])).toBe(0.5);
});

test('the section with the time that was asked for comes before one that only shares a word', () => {
  const index = createSearchIndex<string>();
  const title = 'Returning an item';
  index.put('returns', [
    {
      title,
      heading: 'What unused means',
      body: 'You are welcome to pitch a tent indoors before you return it.',
      meta: 'unused',
    },
    { title, heading: 'How long you have', body: 'You can return any unused item within 30 days.', meta: 'how-long' },
  ]);
  const [best] = index.search('How long do I have to return a tent?', { limit: 2 });
  expect(best?.meta).toBe('how-long');
});
