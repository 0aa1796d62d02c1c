import { expect, test } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.js';

function given() {
  let now = 0;
  const breaker = createCircuitBreaker({ clock: { now: () => now }, failures: 3, openMs: 1_000 });
  return {
    breaker,
    passes: (ms: number) => {
      now += ms;
    },
    fails: (times: number) => {
      for (let at = 0; at < times; at += 1) breaker.admit()?.failed();
    },
  };
}

test('given fewer failures in a row than its limit, it stays closed', () => {
  const { breaker, fails } = given();
  fails(2);
  breaker.admit()?.succeeded();
  fails(2);
  expect(breaker.state).toBe('closed');
});

test('given as many, it opens and admits nothing', () => {
  const { breaker, fails } = given();
  fails(3);
  expect(breaker.state).toBe('open');
  expect(breaker.admit()).toBeUndefined();
});

test('when its time is over, one call decides: a success closes it', () => {
  const { breaker, fails, passes } = given();
  fails(3);
  passes(1_000);
  const trial = breaker.admit();
  expect(breaker.admit()).toBeUndefined();
  trial?.succeeded();
  expect(breaker.state).toBe('closed');
});

test('a failure opens it for as long again', () => {
  const { breaker, fails, passes } = given();
  fails(3);
  passes(1_000);
  breaker.admit()?.failed();
  expect(breaker.state).toBe('open');
  passes(999);
  expect(breaker.admit()).toBeUndefined();
});

test('a trial that was given up leaves the next one to decide', () => {
  const { breaker, fails, passes } = given();
  fails(3);
  passes(1_000);
  breaker.admit()?.abandoned();
  expect(breaker.admit()).toBeDefined();
});

test('a call from before it opened neither closes it nor takes the trial’s place', () => {
  const { breaker, fails, passes } = given();
  const [early, late] = [breaker.admit(), breaker.admit()];
  fails(3);
  early?.succeeded();
  expect(breaker.state).toBe('open');
  passes(1_000);
  breaker.admit();
  late?.failed();
  expect(breaker.admit()).toBeUndefined();
});
