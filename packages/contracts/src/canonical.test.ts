import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, digestOf, sha256Hex } from './canonical.js';

test('sorts keys by UTF-16 code units and writes no white space', () => {
  expect(canonicalJson({ b: [1, 'x'], a: { '€': 1, '\r': 2, '1': 3 } })).toBe(
    '{"a":{"\\r":2,"1":3,"€":1},"b":[1,"x"]}',
  );
});

test('leaves out what is undefined, as JSON does', () => {
  expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 1])('refuses %s, which JSON cannot say', (value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
});

test('two objects that differ only in the order of keys have one digest', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(await digestOf(reversed)).toBe(await digestOf(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('SHA-256 of a text is that of its UTF-8 bytes', async () => {
  expect(await sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(await sha256Hex('é')).toBe(await sha256Hex(new Uint8Array([0xc3, 0xa9])));
});
