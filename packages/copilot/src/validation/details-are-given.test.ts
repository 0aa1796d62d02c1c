import { expect, test } from 'vitest';
import { contextOf, found, message, passage, replyOf } from '../../test/drafts.js';
import { expectLinear } from '../../test/expect-linear.js';
import { detailsIn } from './details.js';

const evidence = [
  passage('e1', 'Refunds take 2 to 4 working days and cost €1,200.50 at most. You cannot return gift cards.'),
  passage('e2', 'Parcels leave our warehouse in Leeds every Monday.'),
];
const flagsOf = async (text: string, cites = ['e1'], said = 'Where is my order 1042?') =>
  (await found(replyOf([[text, ...cites]]), { evidence, context: contextOf([message('1', said)]) })).findings;

test.each([
  ['Refunds take 2 to 4 working days.', ['e1']],
  ['Refunds take four working days.', ['e1']],
  ['Refunds cost 1200,50 € at most.', ['e1']],
  ['You cannot return gift cards.', ['e1']],
  ['Parcels leave our warehouse in Leeds every Monday.', ['e2']],
])('%j is what its evidence says', async (text, cites) => expect(await flagsOf(text, cites)).toEqual([]));

test.each([
  ['Refunds take 2 to 5 working days.', 'number'],
  ['Refunds take 4 weeks.', 'number'],
  ['Refunds take twelve working days.', 'number'],
  ['Refunds cost $1,200.50 at most.', 'amount'],
  ['Refunds take 2 to 4 working days from Friday.', 'date'],
])('%j differs in a %s', async (text, detail) =>
  expect(await flagsOf(text)).toEqual([{ flag: 'unsupported-detail', sentence: 0, detail }]),
);

test('a name that stands nowhere is found, one of the customer’s is not', async () => {
  expect(await flagsOf('Parcels leave our warehouse in Paris.', ['e2'])).toMatchObject([{ detail: 'name' }]);
  expect(await flagsOf('Parcels for Kim leave our warehouse every Monday.', ['e2'])).toEqual([]);
});

test('a number that the customer gave is theirs to be told again', async () => {
  expect(await flagsOf('Parcels of order 1042 leave our warehouse every Monday.', ['e2'])).toEqual([]);
});

test('what says the opposite of its evidence is not supported by it', async () => {
  const opposite = [{ flag: 'unsupported-sentence', sentence: 0, detail: 'its evidence says the opposite' }];
  expect(await flagsOf('You can return gift cards.')).toEqual(opposite);
  expect(await flagsOf('Parcels never leave our warehouse in Leeds.', ['e2'])).toEqual(opposite);
});

test.each(['1.', '1,000'])('a long run of digits takes no more than its length: %j', (piece) =>
  expectLinear(100_000, (size) => detailsIn(piece.repeat(Math.ceil(size / piece.length)))),
);
