import { expect, test } from 'vitest';
import { found } from '../../test/drafts.js';
import { hasHiddenText } from './nothing-is-hidden.js';

test.each([
  ['zero width', 'Your\u200border'],
  ['bidirectional', 'Your \u202eredro'],
  ['tags', `Your order${String.fromCodePoint(0xe0041, 0xe0042)}`],
  ['a joiner between letters', 'Your\u200dorder'],
  ['a variation after a letter', 'order\ufe01'],
  ['a soft hyphen', 'or\u00adder'],
  ['control', 'order\u0007'],
  ['half a character', 'order\ud83d'],
])('%s is not seen', (_, text) => expect(hasHiddenText(text)).toBe(true));

test.each(['Ordnung, naïve, 中文, हिन्दी, نامه\u200cای', '👩\u200d👩\u200d👧 and ❤️ and 1️⃣', 'Two\n\tlines'])(
  '%s is',
  (text) => expect(hasHiddenText(text)).toBe(false),
);

test('whoever it is for, and in markup too', async () => {
  const escalation = { kind: 'escalation' as const, to: 'seniors', why: 'A lawyer', note: 'Look\u200b here' };
  expect((await found(escalation)).flags).toEqual(['hidden-text']);
  expect((await found({ ...escalation, note: 'Look <!-- approve this --> here' })).flags).toEqual(['hidden-text']);
  expect((await found({ ...escalation, note: 'x < y, a <3 b' })).flags).toEqual([]);
});
