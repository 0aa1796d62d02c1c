import { expect, test } from 'vitest';
import { countEvents } from '../../test/count-events.js';
import {
  approvedAction,
  days,
  decision,
  ledger,
  minute,
  opened,
  status,
  suggested,
  verdict,
} from '../../test/told-events.js';

const edit = (distance: number) => ({ edit: { diff: [], distance } });
const anna = 'reviewer/anna';
const ben = 'reviewer/ben';

test('each of eleven suggestions has one fate, and the distances of what people let through are 0, 0.05, 0.2 and 0.6', async () => {
  const decisions = [
    ...Array.from({ length: 11 }, (_, n) => suggested(n, 0, n === 9 ? { outcome: 'show' } : {})),
    verdict(0, 1, anna, 'approve'),
    ...[
      verdict(1, 1, anna, 'edit', edit(0.05)),
      verdict(2, 1, anna, 'edit', edit(0.2)),
      verdict(3, 1, anna, 'edit', edit(0.6)),
    ],
    verdict(4, 1, anna, 'respond', edit(0.9)),
    verdict(5, 1, anna, 'reject', { reason: { code: 'tone' } }),
    ...[verdict(6, 1, 'rule/greetings', 'approve'), verdict(6, 2, anna, 'comment', { decides: false })],
    decision(7, 1, 'recommendation.expired.v1', { recommendationId: 'rec_7' }),
    decision(8, 1, 'recommendation.superseded.v1', { recommendationId: 'rec_8', reason: 'answered' }),
    verdict(10, 1, anna, 'escalate', { decides: false, escalateTo: 'seniors' }),
  ];
  const { suggestions } = (await countEvents({ decisions })).total;
  expect(suggestions).toMatchObject({
    ...{ suggested: 11, acceptedAsIs: 1, lightlyEdited: 1, heavilyEdited: 2, editedUnmeasured: 0, ownWords: 1 },
    ...{ rejected: 1, rejectReasons: { tone: 1 }, automatic: 1, expired: 1, superseded: 1, shown: 1, open: 1 },
  });
  // (0 + 0.05 + 0.2 + 0.6) / 4 = 0.2125.
  expect(suggestions.editDistance).toMatchObject({ count: 4, mean: 0.2125, p50: 0.05, most: 0.6 });
});

test('what several people agreed to is as far from the suggestion as the greatest edit of it', async () => {
  const decisions = [
    suggested(1, 0),
    verdict(1, 0, 'reviewer/carl', 'edit', { ...edit(0.02), decides: false }),
    verdict(1, 1, anna, 'edit', { ...edit(0.1), decides: false }),
    verdict(1, 2, ben, 'approve', { hash: 'sha256:edited' }),
  ];
  const { suggestions, reviews } = (await countEvents({ decisions })).total;
  expect(suggestions).toMatchObject({ lightlyEdited: 1, editDistance: { p50: 0.1 } });
  expect(reviews.secondsToVerdict).toMatchObject({ count: 1, p50: 120 });
});

test('time to verdict is of people alone: 60 and 180 s, on average 120', async () => {
  const decisions = [
    ...[1, 2, 3].map((n) => suggested(n, 0)),
    ...[verdict(1, 1, anna, 'approve'), verdict(2, 3, ben, 'reject'), verdict(3, 0, 'rule/all', 'approve')],
  ];
  const { secondsToVerdict } = (await countEvents({ decisions })).total.reviews;
  expect(secondsToVerdict).toEqual({ count: 2, mean: 120, p50: 60, p90: 180, p99: 180, most: 180 });
});

test('SLA of reviews: one in time, one late, one expired, one overdue; what is superseded, has time or was moved is told apart', async () => {
  const due = (at: number) => ({
    need: { role: 'reviewer' as const, queue: 'review', reviewers: 1, fourEyes: false, dueAt: minute(at) },
  });
  const decisions = [
    ...[1, 2, 3, 4, 5, 7].map((n) => suggested(n, 0, due(60))),
    ...[suggested(6, 0, due(500)), verdict(6, 5, anna, 'escalate', { decides: false, escalateTo: 'lawyers' })],
    ...[verdict(1, 60, anna, 'approve'), verdict(2, 61, anna, 'approve')],
    decision(3, 90, 'recommendation.expired.v1', { recommendationId: 'rec_3' }),
    decision(5, 30, 'recommendation.superseded.v1', { recommendationId: 'rec_5', reason: 'answered' }),
    decision(7, 30, 'recommendation.routed.v1', {
      recommendationId: 'rec_7',
      queue: 'seniors',
      why: 'aged',
      dueAt: minute(500),
    }),
  ];
  const { reviews } = (await countEvents({ decisions }, { now: 100 })).total;
  expect(reviews.sla).toEqual({ count: 1, of: 4, ratio: 0.25 });
  // 4, 6 and 7 wait, each since noon: 100 min.
  expect(reviews).toMatchObject({ backlog: 3, backlogAgeSeconds: { count: 3, p50: 6000 } });
  const { parts } = await countEvents({ decisions }, { now: 100, by: 'queue' });
  expect(parts?.map(({ part, numbers }) => [part, numbers.reviews.backlog])).toEqual([
    ['review', 1],
    ['lawyers', 1],
    ['seniors', 1],
  ]);
});

test('regret: one of two. Reopened in 7 days, reopened on the 8th, and two of which it is not known yet or that were rejected', async () => {
  const facts = [
    ...[status(1, 10, 'open', 'solved'), status(1, days(6), 'solved', 'open')],
    ...[status(2, 10, 'open', 'solved'), status(2, days(8), 'solved', 'open')],
    status(4, days(1), 'solved', 'open'),
  ];
  const decisions = [
    ...[suggested(1, 0), verdict(1, 5, anna, 'approve'), suggested(2, 0), verdict(2, 5, 'rule/all', 'approve')],
    ...[suggested(3, days(5)), verdict(3, days(5), anna, 'approve'), suggested(4, 0), verdict(4, 5, anna, 'reject')],
  ];
  const { regret } = (await countEvents({ facts, decisions }, { now: days(10) })).total.suggestions;
  expect(regret).toEqual({ count: 1, of: 2, ratio: 0.5 });
});

test('failed tool calls: two of three that ended, one of them late; replies are no tool calls', async () => {
  const executed = { found: 'answer' as const };
  const failed = { code: 'refused', permanent: true };
  const actions = [
    ...[1, 2, 3, 4].map((n) => approvedAction(n, 0, 'call-tool', false)),
    approvedAction(5, 0, 'post-reply', false),
    ...[ledger(1, 1, 'action.executed.v1', executed), ledger(2, 1, 'action.failed.v1', failed)],
    ...[ledger(3, 1, 'action.executed.v1', executed), ledger(3, 60, 'action.failed.v1', failed)],
    ledger(5, 1, 'action.failed.v1', failed),
  ];
  expect((await countEvents({ actions })).total.toolCalls.failed).toEqual({ count: 2, of: 3, ratio: 0.6667 });
});

test('policy versions, and parts by policy and by intent, the most frequent first', async () => {
  const facts = (intent: string) => ({ policyFacts: { asked: 'desk' as const, at: minute(0), intent } });
  const decisions = [
    suggested(1, 0, facts('delivery')),
    ...[suggested(2, 0, facts('refund'), 'sha256:two'), suggested(3, 0, facts('refund'), 'sha256:two')],
    decision(4, 0, 'recommendation.withheld.v1', {
      ...{
        recommendationId: 'rec_4',
        about: {},
        kind: 'reply',
        reason: 'no-evidence',
        seen: [],
        pipeline: 'embedded/1',
      },
    }),
  ];
  const byIntent = await countEvents({ decisions }, { by: 'intent' });
  expect(byIntent.total.suggestions).toMatchObject({
    ...{ suggested: 3, withheld: { 'no-evidence': 1 }, policyVersions: { 'sha256:one': 1, 'sha256:two': 2 } },
  });
  const sizes = (counted: typeof byIntent) =>
    counted.parts?.map(({ part, numbers }) => [part, numbers.suggestions.suggested]);
  expect(sizes(byIntent)).toEqual([
    ['refund', 2],
    ['delivery', 1],
    ['unknown', 0],
  ]);
  expect(sizes(await countEvents({ decisions }, { by: 'policy' }))).toEqual([
    ['sha256:two', 2],
    ['sha256:one', 1],
    ['unknown', 0],
  ]);
  expect(sizes(await countEvents({ decisions }, { by: 'kind' }))).toEqual([['reply', 3]]);
});

test.each(['queue', 'kind', 'policy'] as const)(
  'by %s there are parts of that alone, and none of intents',
  async (by) => {
    const facts = [opened(1, 0), opened(2, 0), opened(3, 0)];
    const policyFacts = { asked: 'desk', at: minute(0), intent: 'refund-request' } as const;
    const { total, parts } = await countEvents({ facts, decisions: [suggested(1, 0, { policyFacts })] }, { by });
    expect(total.cases.opened).toBe(3);
    expect(parts?.map(({ part }) => part)).toEqual([{ queue: 'review', kind: 'reply', policy: 'sha256:one' }[by]]);
  },
);

test('drafts are what a model wrote: not what somebody proposed, nor what takes an action back', async () => {
  const decisions = [
    suggested(1, 0),
    suggested(2, 0, { pipeline: 'proposed/1' }),
    suggested(3, 0, { pipeline: 'undo/1' }),
  ];
  const { suggestions, output } = (await countEvents({ decisions })).total;
  expect([suggestions.suggested, output.drafts, output.characters]).toEqual([2, 1, 'Tomorrow. '.length]);
});
