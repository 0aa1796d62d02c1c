import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countEvents } from '../../test/count-events.js';
import {
  approvedAction,
  days,
  decision,
  fact,
  ledger,
  minute,
  opened,
  replied,
  status,
  suggested,
  verdict,
} from '../../test/told-events.js';
import { createRecords } from './records.js';

const target = (n: number, at: number, to: number) =>
  fact(n, at, 'sla.changed.v1', { what: 'due', previous: null, current: minute(to) });

const facts = [
  ...[opened(1, 0), replied(1, 4), replied(1, 6, 'act_1'), status(1, 9, 'open', 'solved'), target(1, 1, 20)],
  ...[status(1, 40, 'solved', 'open'), status(1, 55, 'open', 'solved'), target(1, 5, 8)],
  ...[opened(2, 1), replied(2, 2, 'act_2'), status(2, 30, 'open', 'solved'), target(2, 1, 90)],
  ...[fact(2, 31, 'csat.received.v1', { rating: 'bad' }), fact(2, 35, 'csat.received.v1', { rating: 'good' })],
];
const decisions = [
  ...[
    suggested(1, 1),
    verdict(1, 2, 'reviewer/anna', 'approve', { decides: false }),
    verdict(1, 3, 'reviewer/ben', 'reject'),
  ],
  ...[suggested(2, 1), verdict(2, 2, 'rule/all', 'approve'), suggested(3, 5)],
  decision(3, 9, 'recommendation.routed.v1', { recommendationId: 'rec_3', queue: 'seniors', why: 'aged' }),
  decision(3, 12, 'recommendation.routed.v1', { recommendationId: 'rec_3', queue: 'refunds', why: 'queue' }),
];
const actions = [
  ...[approvedAction(1, 2, 'post-reply', false), approvedAction(2, 2, 'post-reply', true)],
  ...[approvedAction(3, 6, 'call-tool', false), ledger(3, 7, 'action.executed.v1', { found: 'answer' })],
  ledger(3, 8, 'action.failed.v1', { code: 'refused', permanent: true }),
];

test('whatever order events come in, and however often, the numbers are the same', async () => {
  const expected = await countEvents({ facts, decisions, actions }, { by: 'queue', now: days(1) });
  expect(expected.total).toMatchObject({ cases: { opened: 2, resolved: 2 }, reviews: { backlog: 1 } });
  const again = <Event>(events: readonly Event[]) =>
    fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length });
  await fc.assert(
    fc.asyncProperty(again(facts), again(decisions), again(actions), async (someFacts, someDecisions, someActions) => {
      const told = { facts: someFacts, decisions: someDecisions, actions: someActions };
      expect(await countEvents(told, { by: 'queue', now: days(1) })).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('what is beyond the bound is said to be left out, and what is known goes on', () => {
  const records = createRecords(2);
  for (const n of [1, 2, 3]) records.addFact(opened(n, 0));
  records.addFact(replied(1, 3));
  expect(records.leftOut).toEqual({ cases: 1, recommendations: 0, actions: 0 });
  expect(records.cases.get('conversation:zendesk:1')?.replies).toHaveLength(1);
});

test('what carrying out proposes by itself is no suggestion of the copilot’s', async () => {
  const decided = [verdict(1, 2, 'reviewer/anna', 'approve'), verdict(2, 2, 'reviewer/anna', 'approve')];
  const told = (pipeline: string) => ({
    facts: [],
    decisions: [suggested(1, 1), suggested(2, 1, { pipeline }), ...decided],
    actions: [],
  });
  const [ours, undone, notice] = await Promise.all(
    ['embedded/1', 'undo/1', 'act/1'].map((pipeline) => countEvents(told(pipeline), { now: days(1) })),
  );
  expect([ours, undone, notice].map((one) => one?.total.suggestions.suggested)).toEqual([2, 1, 1]);
});
