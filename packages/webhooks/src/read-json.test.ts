import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactly } from './exact-json.js';
import { readJson } from './read-json.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readJson(bytes(text));

describe('readJson', () => {
  it('keeps integers that a number cannot hold, as their digits', () => {
    expect(
      read('{"a":98765432109876543210987654,"b":-9007199254740993,"c":9007199254740991,"d":1.50000000000000001}'),
    ).toEqual({
      readable: true,
      value: { a: '98765432109876543210987654', b: '-9007199254740993', c: 9007199254740991, d: 1.5 },
    });
  });

  it('keeps numbers beyond all numbers as they stand there, and reads ids that look like them', () => {
    const many = `${'9'.repeat(400)}.5`;
    expect(read(`{"a":1e999,"b":[-2.5E+400],"c":${many},"d":1e-400,"e":1e300}`)).toEqual({
      readable: true,
      value: { a: '1e999', b: ['-2.5E+400'], c: many, d: 0, e: 1e300 },
    });
    const ids = { id: '1e999', uuid: 'cbe4028c-7e39-4e123-1e999-f02e348516046', text: 'about: 1e999, or so' };
    expect(read(JSON.stringify(ids))).toEqual({ readable: true, value: ids });
    expect(read('{"a":01e999}')).toMatchObject({ readable: false });
  });

  it('leaves digits inside texts alone', () => {
    const value = {
      text: 'say "12345678901234567890" \\',
      more: '\\"12345678901234567890',
      list: ['12345678901234567890'],
    };
    expect(read(JSON.stringify(value))).toEqual({ readable: true, value });
  });

  it('takes a byte order mark', () => {
    expect(read('\ufeff{"a":1}')).toEqual({ readable: true, value: { a: 1 } });
  });

  it('does not let __proto__ become a prototype', () => {
    const reading = read('{"__proto__":{"admin":true}}');
    expect(reading).toMatchObject({ readable: true });
    expect((reading as { value: { admin?: unknown } }).value.admin).toBeUndefined();
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it.each([
    ['empty', '', 'empty'],
    ['cut short', '{"name":"Ada Lovelace', 'not JSON'],
    ['no JSON', 'name=Ada+Lovelace', 'not JSON'],
    ['10,000 deep', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'nested'],
    ['10,000 deep and unbalanced', '{"a":'.repeat(10_000), 'nested'],
  ])('says why it cannot read what is %s, and quotes none of it', (_, text, cause) => {
    const reading = read(text);
    expect(reading).toMatchObject({ readable: false, cause: expect.stringContaining(cause) });
    expect(JSON.stringify(reading)).not.toContain('Ada');
  });

  it('does not read what is not UTF-8', () => {
    expect(readJson(Uint8Array.of(0x22, 0xc3, 0x28, 0x22))).toEqual({
      readable: false,
      cause: 'The body is not UTF-8.',
    });
  });

  it('takes brackets in a text for no depth', () => {
    expect(read(JSON.stringify('['.repeat(1000)))).toMatchObject({ readable: true });
  });

  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\d{16}/.test(text));
        expect(parseExactly(text, 64)).toEqual({ value: JSON.parse(text) });
        expect(readJson(bytes(text))).toEqual({ readable: true, value: JSON.parse(text) });
      }),
    );
  });

  it('gives any integer back exactly', () => {
    fc.assert(
      fc.property(fc.bigInt(), (integer) => {
        const reading = read(`{"n":[${integer}]}`) as { value: { n: [number | string] } };
        expect(BigInt(reading.value.n[0])).toBe(integer);
      }),
    );
  });
});
