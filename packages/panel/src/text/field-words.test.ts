import { expect, test } from 'vitest';
import { fieldText, placedText, problemsAt } from './field-words.js';

const tooMuch = { path: 'proposal.arguments.amount', message: 'must be at most 500', code: 'too_big', maximum: 500 };

test('a field is told by its label, and a schema’s own words stand apart', () => {
  expect(fieldText('Amount', tooMuch)).toBe('Amount must be at most 500.');
  const own = { path: 'proposal.arguments.order', message: 'No order of ours!', code: 'custom' };
  expect(fieldText('Order', own)).toBe('Order: No order of ours!');
});

test('one without a label is told by the last name in its path', () => {
  expect(placedText({ ...tooMuch, path: 'proposal.arguments.unit_price.0' })).toBe('Unit price must be at most 500.');
  expect(placedText({ ...tooMuch, path: '' })).toBe('It must be at most 500.');
});

test('a field bears what is wrong within it, and nothing of one whose name begins alike', () => {
  const within = { ...tooMuch, path: 'proposal.arguments.items.2.price' };
  const alike = { ...tooMuch, path: 'proposal.arguments.itemsTotal' };
  expect(problemsAt('proposal.arguments.items', [tooMuch, within, alike])).toEqual([within]);
});
