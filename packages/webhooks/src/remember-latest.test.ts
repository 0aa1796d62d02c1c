import { expect, it, vi } from 'vitest';
import { rememberLatest } from './remember-latest.js';

it('makes once for the same thing in a row, and anew after another or a failure', () => {
  const make = vi.fn(({ of }: { of: string }) => {
    if (of === 'bad') throw new TypeError('bad');
    return of;
  });
  const remembered = rememberLatest(make);
  const [a, b, bad] = [{ of: 'a' }, { of: 'b' }, { of: 'bad' }];
  expect([a, a, b, b, a, { ...a }].map(remembered)).toEqual(['a', 'a', 'b', 'b', 'a', 'a']);
  expect(make).toHaveBeenCalledTimes(4);
  for (const _ of [1, 2]) expect(() => remembered(bad)).toThrow('bad');
  expect(remembered(a)).toBe('a');
});
