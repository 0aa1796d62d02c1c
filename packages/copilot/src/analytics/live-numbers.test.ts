import type { Action, Decision, Fact, LiveValue, StoredEvent } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import {
  approvedAction,
  days,
  decision,
  fact,
  ledger,
  minute,
  noon,
  opened,
  replied,
  status,
  suggested,
  verdict,
} from '../../test/told-events.js';
import { metricDefinitions } from './definitions.js';
import { liveMetrics } from './live-metrics.js';
import { createLiveNumbers } from './live-numbers.js';

type Stream = 'facts' | 'decisions' | 'actions';

/** Numbers that began at noon, their clock at the time of whatever was told last; what they say, summed by name and labels. */
function live() {
  const time = { now: noon };
  const numbers = createLiveNumbers({ clock: { now: () => time.now }, queues: new Set(['review', 'refunds']) });
  const said = new Map<string, number[]>();
  const key = ({ name, labels }: LiveValue) => [name, ...Object.values(labels)].join(' ');
  const tell = (stream: Stream, ...events: readonly (Fact | Decision | Action)[]) => {
    for (const event of events) {
      time.now = Math.max(time.now, Date.parse(event.time));
      const at = { position: '0', cursor: '0', appendedAt: event.time };
      for (const value of numbers.take({ stream, event, ...at } as StoredEvent<'facts'>)) {
        said.set(key(value), [...(said.get(key(value)) ?? []), value.value]);
      }
    }
  };
  const gauges = () => Object.fromEntries(numbers.gauges().map((value) => [key(value), value.value]));
  return { tell, said: (name: string) => said.get(name) ?? [], gauges, numbers, time };
}

test('a case: opened, answered after 4 min, solved after 9, opened again and solved after 55, rated', () => {
  const { tell, said } = live();
  const rated = fact(1, 60, 'csat.received.v1', { rating: 'good' });
  const due = fact(1, 1, 'sla.changed.v1', { what: 'next-breach', previous: null, current: minute(20) });
  const told = [opened(1, 0), due, replied(1, 4), replied(1, 6), status(1, 9, 'open', 'solved')];
  tell('facts', ...told, status(1, 40, 'solved', 'open'), status(1, 55, 'open', 'solved'), rated, ...told);
  expect(said('deskrail_cases_opened_total')).toEqual([1]);
  expect(said('deskrail_case_first_response_seconds')).toEqual([240]);
  expect(said('deskrail_case_resolution_seconds')).toEqual([540, 3300]);
  expect(said('deskrail_cases_resolved_total no no')).toEqual([1, 1]);
  expect(said('deskrail_cases_reopened_total')).toEqual([1]);
  // First in time; the second solving is after the time that was never moved.
  expect([said('deskrail_case_sla_total yes'), said('deskrail_case_sla_total no')]).toEqual([[1], [1]]);
  expect(said('deskrail_csat_ratings_total good')).toEqual([1]);
});

test('a case that a rule answered at the first contact', () => {
  const { tell, said } = live();
  tell('actions', approvedAction(1, 1, 'post-reply', true));
  tell('facts', opened(1, 0), replied(1, 2, 'act_1'), status(1, 3, 'open', 'solved'));
  expect(said('deskrail_cases_resolved_total yes yes')).toEqual([1]);
});

test('suggestions: their fates once each, however often they are told, and the backlog of what is left', () => {
  const { tell, said, gauges, time } = live();
  const need = { role: 'reviewer' as const, queue: 'refunds', reviewers: 1, fourEyes: false, dueAt: minute(2) };
  const usage = { inputTokens: 50, outputTokens: 5, cost: 0.5 };
  const told = [
    ...[suggested(1, 0, { usage }), verdict(1, 3, 'reviewer/anna', 'approve')],
    ...[suggested(2, 0, { need }), verdict(2, 3, 'reviewer/anna', 'edit', { edit: { diff: [], distance: 0.5 } })],
    ...[suggested(3, 0), decision(3, 4, 'recommendation.expired.v1', { recommendationId: 'rec_3' })],
    ...[suggested(4, 1), suggested(5, 2, { need }), suggested(6, 2, { need, expiresAt: minute(5) })],
  ];
  tell('decisions', ...told, ...told);
  expect(said('deskrail_suggestion_fates_total reply acceptedAsIs')).toEqual([1]);
  expect(said('deskrail_suggestion_fates_total reply heavilyEdited')).toEqual([1]);
  expect(said('deskrail_suggestion_fates_total reply expired')).toEqual([1]);
  expect(said('deskrail_time_to_verdict_seconds reply')).toEqual([180, 180]);
  expect(said('deskrail_review_sla_total no')).toEqual([1]);
  expect(said('deskrail_draft_characters_total')).toEqual([10, 10, 10, 10, 10, 10]);
  expect(said('deskrail_model_tokens_total input')).toEqual([50]);
  expect(said('deskrail_model_cost_total')).toEqual([0.5]);
  expect(said('deskrail_policy_suggestions_total sha256:one')).toHaveLength(6);
  time.now = noon + 600_000;
  // At 12:10, 4 waits since 12:01 and 5 since 12:02; 6 has expired, and nobody has told yet.
  expect(gauges()).toEqual({
    'deskrail_review_backlog review': 1,
    'deskrail_review_backlog_oldest_seconds review': 540,
    'deskrail_review_backlog refunds': 1,
    'deskrail_review_backlog_oldest_seconds refunds': 480,
  });
});

test('regret: opened again within seven days of the approval; agreement of two; tool calls', () => {
  const { tell, said, gauges } = live();
  tell('decisions', suggested(1, 0), verdict(1, 1, 'reviewer/anna', 'approve', { decides: false }));
  tell(
    'decisions',
    verdict(1, 2, 'reviewer/ben', 'approve'),
    suggested(2, 0),
    verdict(2, 1, 'reviewer/anna', 'reject'),
  );
  tell('decisions', verdict(2, 2, 'reviewer/ben', 'reject', { decides: false }));
  tell(
    'facts',
    status(1, 10, 'open', 'solved'),
    status(1, days(6), 'solved', 'open'),
    status(1, days(6) + 1, 'open', 'solved'),
  );
  tell('facts', status(1, days(6) + 2, 'solved', 'open'));
  expect(said('deskrail_regrets_total')).toEqual([1]);
  expect(gauges()).toMatchObject({ deskrail_reviewer_agreement_alpha: 1, deskrail_reviewer_agreement_kappa: 1 });
  tell('actions', approvedAction(1, 0, 'call-tool', false), ledger(1, 1, 'action.executed.v1', { found: 'answer' }));
  tell('actions', ledger(1, 9, 'action.failed.v1', { code: 'refused', permanent: true }));
  expect(said('deskrail_tool_calls_total failed')).toEqual([1]);
});

test('what was there before it began is followed, and not counted', () => {
  const { tell, said, numbers } = live();
  expect(numbers.since).toBe(minute(-days(1)));
  tell('facts', opened(1, -30), replied(1, 5));
  expect([said('deskrail_cases_opened_total'), said('deskrail_case_first_response_seconds')]).toEqual([[], [2100]]);
});

test('names are Prometheus’, and each tells a number that is defined', () => {
  for (const { name, type, of } of Object.values(liveMetrics)) {
    expect(name).toMatch(/^deskrail_[a-z_]+$/);
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    expect(metricDefinitions[of]).toBeDefined();
  }
});

test('a queue that the policy does not name is none that everybody reads of', () => {
  const { tell, gauges } = live();
  const escalated = (n: number, to: string) =>
    decision(n, 2, 'recommendation.routed.v1', { recommendationId: `rec_${n}`, queue: to, why: 'queue' });
  tell('decisions', suggested(1, 0), suggested(2, 0), escalated(1, 'a secret of Anna’s'), escalated(2, 'another'));
  expect(Object.keys(gauges()).filter((name) => /secret|another/.test(name))).toEqual([]);
  expect(gauges()).toMatchObject({ 'deskrail_review_backlog other': 2 });
});
