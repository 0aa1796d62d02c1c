import { expect, test } from 'vitest';
import { headOf, tailOf } from './cut-whole.js';
import { createMasking } from './masking.js';

const filler = 'We wait for it. '.repeat(100);

test.each(['4111 1111 1111 1111', 'kim.lee@customer.example', 'DE89 3704 0044 0532 0130 00'])(
  'no half of %j is left by a cut, wherever it falls',
  (value) => {
    const before = `${filler}mine is `;
    const text = `${before}${value} as you know. ${filler}`;
    for (let at = 1; at < value.length; at += 1) {
      const head = headOf(text, before.length + at);
      expect(head).toBe(before);
      const tail = tailOf(text, text.length - before.length - at);
      expect(tail).toBe(text.slice(before.length + value.length));
      expect(createMasking().mask(head)).toBe(head);
    }
  },
);

test('elsewhere a text is cut where it is said, and a short one is not', () => {
  expect(headOf(filler, 100)).toBe(filler.slice(0, 100));
  expect(tailOf(filler, 100)).toBe(filler.slice(-100));
  expect(headOf('short', 100) + tailOf('short', 100)).toBe('shortshort');
});
