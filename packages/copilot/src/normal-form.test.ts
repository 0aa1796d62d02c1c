import { expect, test } from 'vitest';
import { expectLinear } from '../test/expect-linear.js';
import { normalForm } from './normal-form.js';
import { suspicionsOf } from './prompts/suspicious.js';
import { spokenWords } from './search/words.js';

test('brings a text into a normal form', () => {
  expect(normalForm('Cafe\u0301 ﬁn', 'NFC')).toBe('Café ﬁn');
  expect(normalForm('Café ﬁn', 'NFKD')).toBe('Cafe\u0301 fin');
});

// Of two classes in turn, which is what the engine sorts slowest.
test.each(['\u0316\u0301', '\u0301\uff9e', '\u{1d165}\u0316\u0301'])(
  'is not held up by marks without end: %#',
  async (marks) => {
    await expectLinear(30_000, (size) => {
      const text = `a${marks.repeat(size)} b`;
      for (const form of ['NFC', 'NFKC', 'NFKD'] as const) expect(normalForm(text, form).length).toBeLessThan(100);
      expect(spokenWords(text)).toHaveLength(2);
      suspicionsOf(text);
    });
  },
);
