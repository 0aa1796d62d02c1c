import type { DeskrailEvent } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { createSpending } from './spending.js';

const limits = [
  { id: 'a-day', counts: 'spend', per: 'tenant', most: 500, withinSeconds: 86_400, beyond: { role: 'senior' } },
] as unknown as ReturnType<Parameters<typeof createSpending>[0]>;

let at = 0;
/** One a minute. */
const event = (type: string, actor: string, data: Record<string, unknown>): DeskrailEvent => {
  at += 1;
  const time = new Date(Date.parse('2026-03-02T08:00:00Z') + at * 60_000).toISOString();
  return { ...{ tenant: 'acme', time, type, actor, id: `${type}/${at}` }, data } as unknown as DeskrailEvent;
};
const counts = (amount: number) => [{ counts: 'spend', per: 'tenant', of: 'acme', amount }];
const approval = (verdictId: string, amount: number) =>
  event('verdict.given.v1', 'reviewer/rob', {
    ...{ verdictId, reviewer: 'reviewer/rob', role: 'reviewer', counts: counts(amount) },
  });
const action = (verdictId: string, actionId: string, more: Record<string, unknown> = {}, actor = 'reviewer/rob') =>
  event('action.approved.v1', actor, { verdictId, actionId, ...more });
const then = (type: string, actionId: string) => event(`action.${type}.v1`, 'system/executor', { actionId });

test('what was tried again is told as it was spent, each time, until it ended without a start', () => {
  const spending = createSpending(() => limits);
  const again = (actionId: string, retryOf: string, actor?: string) =>
    action('ver_1', actionId, { retryOf, counts: counts(200) }, actor);
  const course = [
    ...[approval('ver_1', 200), action('ver_1', 'act_1'), then('started', 'act_1'), then('cancelled', 'act_1')],
    ...[again('act_2', 'act_1'), then('started', 'act_2'), then('cancelled', 'act_2')],
    ...[again('act_3', 'act_2', 'reviewer/sue'), then('cancelled', 'act_3')],
    ...[approval('ver_2', 100), action('ver_2', 'act_4')],
  ];
  for (const one of course) spending.take(one, true);
  const spent = (sum: number) => `with this, ${sum} of 500 spent per tenant in 24 h`;
  expect([...spending.lines]).toEqual([
    ['ver_1', [`Limit a-day: ${spent(200)}`]],
    ['act_2', [`Limit a-day: ${spent(400)}`]],
    ['act_3', [`BEYOND THE LIMIT a-day: ${spent(600)}. reviewer/sue had it tried again; it takes senior`]],
    ['ver_2', [`Limit a-day: ${spent(500)}`]],
  ]);
});
