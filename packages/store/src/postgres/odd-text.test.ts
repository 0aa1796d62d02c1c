import { expect, test } from 'vitest';
import { fromText, toText } from './odd-text.js';

const texts = [
  'plain',
  'a\0b',
  '\0',
  '0\ufdd0e',
  '\ufdd0\ufdd0',
  '\ufdd0d800',
  '\ufdd0\0e0',
  '\ud800',
  'x\udfffy\ud83d',
  '😀\ud83d',
  '',
];

test.each(texts)('%j comes back, and in between is what PostgreSQL takes', (text) => {
  const written = toText(text);
  expect(written).not.toContain('\0');
  expect(Buffer.from(written).toString()).toBe(written);
  expect(fromText(written)).toBe(text);
});

test('different texts stay different', () => {
  expect(new Set(texts.map(toText)).size).toBe(texts.length);
});
