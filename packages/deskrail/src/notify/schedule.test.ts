import { expect, test } from 'vitest';
import { nextAttempt, retryWaitsMs } from './schedule.js';

const random = () => 0;

test('waits longer each time, over three days, and then gives up', () => {
  const waits = retryWaitsMs.map((_, index) => nextAttempt(index + 1, { random }));
  expect(waits.map((next) => next.state)).toEqual(retryWaitsMs.map(() => 'again'));
  expect(waits.map((next) => ('afterMs' in next ? next.afterMs : 0))).toEqual(retryWaitsMs);
  expect(retryWaitsMs.reduce((sum, ms) => sum + ms, 0) / 86_400_000).toBeCloseTo(3.15, 1);
  expect(nextAttempt(retryWaitsMs.length + 1, { random })).toEqual({ state: 'given-up' });
});

test('heeds an endpoint that asks for longer, up to a day', () => {
  expect(nextAttempt(1, { random, retryAfterMs: 60_000 })).toEqual({ state: 'again', afterMs: 60_000 });
  expect(nextAttempt(1, { random, retryAfterMs: 1e12 })).toEqual({ state: 'again', afterMs: 86_400_000 });
  expect(nextAttempt(2, { random, retryAfterMs: 1 })).toEqual({ state: 'again', afterMs: 300_000 });
});
