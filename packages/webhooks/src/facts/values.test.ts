import { expect, it } from 'vitest';
import { known, timeOfMs } from './values.js';

it.each([0, 1, 999, 1_000, 1_772_439_127_042, 253_402_300_799_999, -1, 1_772_439_127_042.7])(
  'writes %d ms as the platform does, whatever came before',
  (ms) => {
    for (const each of [ms, ms + 1, ms + 1_000, ms]) {
      expect(timeOfMs(each)).toBe(new Date(Math.floor(each)).toISOString());
    }
  },
);

it('has no time for what is none', () => {
  expect(() => timeOfMs(Number.NaN)).toThrow(RangeError);
});

it('leaves out what is not known, and nothing else', () => {
  expect(Object.keys(known({ a: null, b: undefined, c: '', d: 0 }))).toEqual(['a', 'c', 'd']);
});
