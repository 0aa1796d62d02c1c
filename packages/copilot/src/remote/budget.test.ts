import { expect, test } from 'vitest';
import { type Budgets, costOf, createBudget } from './budget.js';

const usage = (inputTokens: number, cost?: number) => ({
  inputTokens,
  outputTokens: 0,
  ...(cost !== undefined && { cost }),
});

function given(budgets: Budgets) {
  let now = Date.parse('2026-01-31T23:00:00Z');
  const budget = createBudget({ clock: { now: () => now }, budgets });
  return {
    budget,
    passes: (ms: number) => {
      now += ms;
    },
  };
}

const spent = /is spent/u;

test('given 100 tokens a day, when 60 are reserved, 60 more are refused before they are sent', () => {
  const { budget } = given({ perDay: { tokens: 100 } });
  budget.request('acme').reserve(usage(60));
  expect(() => budget.request('other').reserve(usage(60))).toThrow(spent);
});

test('what was not used comes back, and what was used beyond the estimate is counted', () => {
  const { budget } = given({ perDay: { tokens: 100 } });
  budget.request('acme').reserve(usage(60)).settle(usage(10));
  expect(budget.today().tokens).toBe(10);
  budget.request('acme').reserve(usage(60)).settle(usage(95));
  expect(budget.today().tokens).toBe(105);
  expect(() => budget.request('acme').reserve(usage(1))).toThrow(spent);
});

test('a refused call costs nothing, and nothing is corrected twice', () => {
  const { budget } = given({});
  const reservation = budget.request('acme').reserve(usage(60));
  reservation.release();
  reservation.settle(usage(50));
  expect(budget.today().tokens).toBe(0);
});

test('a tenant spends its own and not another’s', () => {
  const { budget } = given({ perTenantAndDay: { cost: 1 } });
  budget.request('acme').reserve(usage(5, 0.9)).settle(usage(5, 0.9));
  expect(() => budget.request('acme').reserve(usage(5, 0.2))).toThrow(spent);
  expect(() => budget.request('other').reserve(usage(5, 0.2))).not.toThrow();
  expect(budget.today('acme').cost).toBeCloseTo(0.9);
});

test('the next day in UTC begins anew, and a call from before midnight is counted to its own day', () => {
  const { budget, passes } = given({ perDay: { tokens: 100 } });
  const late = budget.request('acme').reserve(usage(90));
  passes(2 * 3_600_000);
  late.settle(usage(99));
  expect(budget.today().tokens).toBe(0);
  expect(() => budget.request('acme').reserve(usage(100))).not.toThrow();
});

test('the limit of one request holds over all its calls', () => {
  const { budget } = given({ perRequest: { tokens: 100 } });
  const request = budget.request('acme');
  request.reserve(usage(60)).settle();
  expect(() => request.reserve(usage(60))).toThrow(spent);
  expect(() => budget.request('acme').reserve(usage(60))).not.toThrow();
});

test('prices are for a million tokens', () => {
  expect(costOf({ inputTokens: 1_000_000, outputTokens: 500_000 }, { input: 2, output: 8 })).toBe(6);
  expect(costOf({ inputTokens: 1, outputTokens: 1 }, undefined)).toBeUndefined();
});
