import { describe, expect, it } from 'vitest';
import { expectLinear } from '../../test/expect-linear.js';
import { editDistance } from './edit-distance.js';

describe('editDistance', () => {
  it.each([
    ['the same', 'Orders arrive in 2 days.', 'Orders  arrive\nin 2 days.', 0],
    ['one word of five and a full stop exchanged', 'Orders arrive in 2 days.', 'Orders arrive in 3 days.', 1 / 6],
    ['a word put in', 'It is here', 'It is not here', 1 / 4],
    ['nothing kept', 'alpha beta', 'gamma delta', 1],
    ['all taken out', 'alpha', '', 1],
    ['nothing at all', '', ' ', 0],
    ['Chinese, by character', '三天送到', '五天送到', 1 / 4],
  ])('%s', (_, suggested, final, distance) => {
    expect(editDistance(suggested, final)).toBeCloseTo(distance, 10);
  });

  it('stays within bounds for texts of any length', () =>
    expectLinear(20_000, (size) => expect(editDistance('a b '.repeat(size), 'c d '.repeat(size))).toBe(1)));
});
