import { expect, test } from 'vitest';
import { countEvents } from '../../test/count-events.js';
import { approvedAction, days, fact, minute, opened, replied, status, suggested } from '../../test/told-events.js';

const casesOf = async (...told: Parameters<typeof countEvents>) => (await countEvents(...told)).total.cases;

test('first response time: 10, 20, 30 and 60 min. Mean 120/4 = 30; nearest rank of 0.5 × 4 is the 2nd, of 0.9 × 4 the 4th', async () => {
  const facts = [10, 20, 30, 60].flatMap((wait, n) => [opened(n, n), replied(n, n + wait), replied(n, n + wait + 5)]);
  const { firstResponseSeconds } = await casesOf({ facts });
  expect(firstResponseSeconds).toEqual({ count: 4, mean: 1800, p50: 1200, p90: 3600, p99: 3600, most: 3600 });
});

test('nobody waits for a first response where staff opened the case, and a private note is none', async () => {
  const byStaff = fact(1, 0, 'case.opened.v1', {
    ...{ status: 'open', requester: { kind: 'customer' }, submitter: { kind: 'agent', id: 'a1' } },
  });
  const note = fact(2, 5, 'message.sent.v1', {
    ...{ messageId: 'note', author: { kind: 'agent' }, visibility: 'private', text: 'Note.' },
  });
  const { opened: count, firstResponseSeconds } = await casesOf({
    facts: [byStaff, replied(1, 3), opened(2, 0), note, opened(3, 0), replied(3, 7)],
  });
  expect(count).toBe(3);
  expect(firstResponseSeconds).toMatchObject({ count: 1, p50: 420 });
});

test('resolution time: of the case solved at 60 min, opened again at 90 and solved at 240, 240 min; the open one has none', async () => {
  const facts = [
    ...[
      opened(1, 0),
      status(1, 60, 'open', 'solved'),
      status(1, 90, 'solved', 'open'),
      status(1, 240, 'open', 'solved'),
    ],
    ...[opened(2, 0), status(2, 120, 'open', 'solved')],
    ...[opened(3, 0), status(3, 30, 'open', 'solved'), status(3, 40, 'solved', 'open')],
  ];
  const { resolved, resolutionSeconds, reopened } = await casesOf({ facts });
  // (240 + 120) / 2 = 180 min.
  expect(resolutionSeconds).toMatchObject({ count: 2, mean: 180 * 60, p50: 120 * 60, most: 240 * 60 });
  expect(resolved).toBe(2);
  // Cases 1 and 3 of the three that were ever solved.
  expect(reopened).toEqual({ count: 2, of: 3, ratio: 0.6667 });
});

test('first-contact resolution: one of four. Two replies, or a reopening, are not the first contact', async () => {
  const facts = [
    ...[opened(1, 0), replied(1, 5), status(1, 10, 'open', 'solved'), replied(1, 20)],
    ...[opened(2, 0), replied(2, 5), replied(2, 6), status(2, 10, 'open', 'solved')],
    ...[
      opened(3, 0),
      status(3, 10, 'open', 'solved'),
      status(3, 20, 'solved', 'open'),
      status(3, 30, 'open', 'solved'),
    ],
    ...[opened(4, 0), replied(4, 5), replied(4, 8), status(4, 10, 'open', 'solved')],
    opened(5, 0),
  ];
  expect((await casesOf({ facts })).firstContactResolution).toEqual({ count: 1, of: 4, ratio: 0.25 });
});

test('SLA of cases: kept by a clearing in time and by a solving in time, missed by a late one and by time itself; two are not known', async () => {
  const target = (n: number, at: number, to: number | null) =>
    fact(n, at, 'sla.changed.v1', { what: 'next-breach', previous: null, current: to === null ? null : minute(to) });
  const facts = [
    ...[opened(1, 0), target(1, 0, 60), target(1, 30, null)],
    ...[opened(2, 0), target(2, 0, 60), status(2, 60, 'open', 'solved')],
    ...[opened(3, 0), target(3, 0, 60), target(3, 61, null), status(3, 70, 'open', 'solved')],
    ...[opened(4, 0), target(4, 0, 60)],
    ...[opened(5, 0), target(5, 0, 120)],
    opened(6, 0),
  ];
  expect((await casesOf({ facts }, { now: 100 })).sla).toEqual({ count: 2, of: 4, ratio: 0.5 });
});

test('CSAT: of each case the latest rating. Good, good and bad are 2 of 3; another one is neither', async () => {
  const rated = (n: number, at: number, rating: 'good' | 'bad' | 'other') =>
    fact(n, at, 'csat.received.v1', { rating });
  const facts = [
    ...[opened(1, 0), rated(1, 10, 'bad'), rated(1, 20, 'good')],
    ...[opened(2, 0), rated(2, 10, 'good'), opened(3, 0), rated(3, 10, 'bad'), opened(4, 0), rated(4, 10, 'other')],
  ];
  expect((await casesOf({ facts })).csat).toEqual({ count: 2, of: 3, ratio: 0.6667 });
});

test('automation: one of three resolved cases was answered by a rule alone', async () => {
  const facts = [
    ...[opened(1, 0), replied(1, 1, 'act_1'), status(1, 5, 'open', 'solved')],
    ...[opened(2, 0), replied(2, 1, 'act_2'), status(2, 5, 'open', 'solved')],
    ...[opened(3, 0), replied(3, 1, 'act_3'), replied(3, 2), status(3, 5, 'open', 'solved')],
    ...[opened(4, 0), replied(4, 1, 'act_4')],
  ];
  // Case 2: a person approved. Case 3: somebody wrote as well. Case 4 is not resolved.
  const actions = [1, 2, 3, 4].map((n) => approvedAction(n, 0, 'post-reply', n !== 2));
  expect((await casesOf({ facts, actions })).automation).toEqual({ count: 1, of: 3, ratio: 0.3333 });
});

test('cost per case: (0.02 + 0.01 + 0.03) / 4 cases = 0.015; what was asked without a case is not among it', async () => {
  const usage = (cost: number) => ({ usage: { inputTokens: 100, outputTokens: 10, cost } });
  const decisions = [
    suggested(1, 1, usage(0.02)),
    suggested(2, 1, { ...usage(0.01), recommendationId: 'rec_a' }),
    suggested(2, 2, { ...usage(0.03), recommendationId: 'rec_b' }),
    suggested(9, 2, { ...usage(5), recommendationId: 'rec_c', about: { question: 'Where?' } }),
  ];
  const { total } = await countEvents({ facts: [1, 2, 3, 4].map((n) => opened(n, 0)), decisions });
  expect(total.cases.modelCost).toBe(0.015);
  expect(total.output).toMatchObject({ drafts: 4, characters: 40, inputTokens: 400, outputTokens: 40, cost: 5.06 });
});

test('cases that were opened before the window, merged or deleted are counted nowhere', async () => {
  const facts = [
    ...[opened(1, -1), status(1, 5, 'open', 'solved'), opened(2, 0), fact(2, 5, 'case.deleted.v1', { mode: 'spam' })],
    ...[opened(3, 0), fact(3, 5, 'case.merged.v1', { side: 'source', other: 'conversation:zendesk:4' })],
    ...[opened(4, 0), fact(4, 5, 'case.merged.v1', { side: 'target', other: 'conversation:zendesk:3' })],
    fact(5, 9, 'case.state-observed.v1', { status: 'solved', openedAt: minute(3) }),
  ];
  // Case 4, and case 5 that only a reading of the desk found: solved at 9, opened at 3.
  expect(await casesOf({ facts })).toMatchObject({ opened: 2, resolved: 1, resolutionSeconds: { most: 360 } });
});

test('by day: of UTC, in order, and each day adds up its own', async () => {
  const facts = [opened(1, days(1)), opened(2, 0), opened(3, 0), replied(1, days(1) + 5)];
  const { parts } = await countEvents({ facts }, { by: 'day' });
  expect(parts?.map(({ part, numbers }) => [part, numbers.cases?.opened])).toEqual([
    ['2026-01-05', 2],
    ['2026-01-06', 1],
  ]);
});
