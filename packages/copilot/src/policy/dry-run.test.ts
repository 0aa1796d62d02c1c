import type { Decision, PolicyRules, ReviewNeed, Suggestion } from '@deskrail/contracts';
import { replySuggested } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { definePolicy } from './define-policy.js';
import { createDryRun, type DryRunOptions } from './dry-run.js';

const [example] = replySuggested.examples;
const from = Date.parse('2026-01-31T10:00:00Z');

const envelope = (id: string, minutes: number, tenant = 'acme') => ({
  ...{ specversion: '1.0', id, source: '/copilot/recommend', subject: 'conversation:zendesk:1', tenant },
  ...{ time: new Date(from + minutes * 60_000).toISOString(), datacontenttype: 'application/json', actor: 'model/x' },
});

interface Made {
  readonly minutes?: number;
  readonly confidence?: number;
  readonly outcome?: 'review' | 'auto' | 'show';
  readonly flags?: readonly string[];
  readonly conversation?: string;
  readonly tenant?: string;
  readonly need?: ReviewNeed;
}

const suggested = (
  id: string,
  { minutes = 0, tenant, conversation = `conversation:zendesk:${id}`, ...data }: Made = {},
) =>
  ({
    ...envelope(id, minutes, tenant),
    type: 'reply.suggested.v1',
    data: {
      ...{ ...example, risk: 'low', recommendationId: id, about: { conversation, fact: `f/${id}` }, confidence: 0.95 },
      policyFacts: { asked: 'desk', at: new Date(from + minutes * 60_000).toISOString() },
      ...data,
    },
  }) as unknown as Suggestion;

const verdict = (id: string, data: object, minutes = 5) =>
  ({
    ...envelope(`ver_${id}`, minutes),
    type: 'verdict.given.v1',
    data: {
      verdictId: `ver_${id}`,
      recommendationId: id,
      hash: 'x',
      kind: 'approve',
      reviewer: 'reviewer/anna',
      decides: true,
      ...data,
    },
  }) as unknown as Decision;

const expired = (id: string) =>
  ({
    ...envelope(`${id}/expired`, 60),
    type: 'recommendation.expired.v1',
    data: { recommendationId: id },
  }) as unknown as Decision;

const sure: PolicyRules['rules'] = [
  { id: 'sure', when: 'draft.kind == "reply" && draft.confidence >= 0.9 && draft.risk == "low"', outcome: 'auto' },
];

async function dryRun(
  policy: PolicyRules | PolicyRules['rules'],
  events: readonly Decision[],
  options: Partial<DryRunOptions> = {},
) {
  const run = createDryRun({ policy: await definePolicy(policy), ...options });
  for (const event of events) run.add(event);
  return run.report();
}

test('what would have gone by itself, and how people had judged it, the worst first', async () => {
  const report = await dryRun(sure, [
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => suggested(id)),
    suggested('unsure', { confidence: 0.5 }),
    suggested('flagged', { flags: ['unsupported-sentence'] }),
    verdict('a', {}),
    verdict('b', { kind: 'edit', edit: { diff: [], distance: 0.1 } }),
    verdict('c', { kind: 'reject', reason: { code: 'wrong' } }),
    verdict('d', { kind: 'respond' }),
    verdict('f', { kind: 'edit', edit: { diff: [], distance: 0.6 } }),
    expired('e'),
  ]);
  expect(report.byKind).toEqual([
    {
      kind: 'reply',
      was: { auto: 0, show: 0, review: 8, block: 0 },
      would: { auto: 6, show: 0, review: 2, block: 0 },
    },
  ]);
  const [change] = report.changes;
  expect(change).toMatchObject({ from: 'review', to: 'auto', count: 6, rules: { sure: 6 } });
  expect(change?.judged).toEqual({
    ...{ asIs: 1, lightlyEdited: 1, heavilyEdited: 1, editedUnmeasured: 0, meanDistance: 0.35, ownWords: 1 },
    ...{ rejected: 1, rejectedCodes: { wrong: 1 }, expired: 1, superseded: 0, waiting: 0, nobody: 0 },
  });
  expect(change?.examples.map(({ recommendationId }) => recommendationId)).toEqual(['c', 'd', 'f']);
  expect(JSON.stringify(report)).not.toContain(example?.proposal.text);
});

test('texts are told where they are asked for alone', async () => {
  const report = await dryRun(sure, [suggested('a')], { texts: true });
  expect(report.changes[0]?.examples[0]?.text).toBe(example?.proposal.text);
});

test('limits are counted in the order of time, whatever that of the stream', async () => {
  const conversation = 'conversation:zendesk:loop';
  const minutes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 200];
  const events = minutes.map((at, index) => suggested(`r${index}`, { minutes: at, conversation }));
  const report = await dryRun(sure, events.toReversed());
  const [change] = report.changes;
  expect(change).toMatchObject({ to: 'auto', count: 5 });
  expect(change?.examples.map(({ recommendationId }) => recommendationId)).toEqual(['r0', 'r1', 'r2']);
  expect(report.limits).toEqual([{ id: 'bot-loop', crossed: 1, held: 4, unknown: 0 }]);
  const waits = { queue: 'review', reviewers: 1, fourEyes: false };
  // The last comes when nothing is exceeded any more, and the conversation is people's still.
  expect(report.waits).toEqual([
    { ...waits, role: 'senior', count: 4 },
    { ...waits, role: 'reviewer', count: 1 },
  ]);
});

test('a limit of the tenant opens again as time goes on', async () => {
  const limits = [{ id: 'two', counts: 'replies' as const, per: 'tenant' as const, most: 2, withinMinutes: 60 }];
  const minutes = [0, 1, 2, 3, 61, 62, 63, 130];
  const report = await dryRun(
    { rules: sure, limits },
    minutes.map((at) => suggested(`r${at}`, { minutes: at })),
  );
  expect(report.byKind[0]?.would).toMatchObject({ auto: 5, review: 3 });
  expect(report.limits).toMatchObject([{ crossed: 2, held: 3 }]);
});

test('what was blocked is asked about again, and what no policy was asked about is counted apart', async () => {
  const withheld = (id: string, reason: string, blocked?: object) =>
    ({
      ...envelope(id, 0),
      type: 'recommendation.withheld.v1',
      data: {
        recommendationId: id,
        about: {},
        kind: 'reply',
        reason,
        seen: [],
        pipeline: 'x',
        ...(blocked && { blocked }),
      },
    }) as unknown as Decision;
  const policyFacts = { asked: 'desk', at: '2026-01-31T10:00:00Z' };
  const told = { rule: 'none', confidence: 0.95, flags: [], risk: 'low', policyFacts };
  const report = await dryRun(sure, [withheld('a', 'policy', told), withheld('b', 'no-evidence')]);
  expect(report).toMatchObject({ recommendations: 1, unasked: 1, changes: [{ from: 'block', to: 'auto', count: 1 }] });
});

test('conditions that could not be told are counted by what was wrong', async () => {
  const report = await dryRun([{ id: 'gold', when: 'customer.tier == "gold"', outcome: 'auto' }], [suggested('a')]);
  expect(report.errors).toEqual({ 'gold: customer.tier is not known': 1 });
  expect(report.rules).toEqual([{ id: 'gold', outcome: 'auto', matched: 0, errors: 1, kept: {} }]);
  expect(report.changes).toEqual([]);
});

test('one tenant alone, each recommendation once, and the brake as it was', async () => {
  const paused = { ...envelope('p', 1), type: 'policy.paused.v1', data: {} } as unknown as Decision;
  const events = [
    suggested('a'),
    suggested('a'),
    suggested('b', { tenant: 'other' }),
    paused,
    suggested('c', { minutes: 2 }),
  ];
  const report = await dryRun(sure, events, { tenant: 'acme' });
  expect(report.recommendations).toBe(2);
  expect(report.byKind[0]?.would).toMatchObject({ auto: 1, review: 1 });
});

test('what stopped all that is automatic before the time that is asked about stops it still', async () => {
  const dryRun = createDryRun({ policy: await definePolicy(sure) });
  const before = (id: string, type: string, data: object) =>
    dryRun.addBefore({ ...envelope(id, -600), type, data } as unknown as Decision);
  before('held', 'automation.held.v1', { conversation: 'conversation:zendesk:a', why: 'person' });
  before('limit', 'automation.held.v1', { conversation: 'conversation:zendesk:b', why: 'limit' });
  dryRun.addBefore(suggested('old', { minutes: -600 }));
  dryRun.add(suggested('a'));
  dryRun.add(suggested('b'));
  expect(dryRun.size).toBe(2);
  expect(dryRun.report().byKind).toMatchObject([{ would: { auto: 1, review: 1 } }]);
  before('paused', 'policy.paused.v1', {});
  expect(dryRun.report().byKind).toMatchObject([{ would: { auto: 0, review: 2 } }]);
});

test('what a rule lets go and people would have got all the same is told, with why', async () => {
  const dryRun = createDryRun({ policy: await definePolicy([{ id: 'all', when: 'true', outcome: 'auto' }]) });
  dryRun.add(suggested('1'));
  dryRun.add(suggested('2', { flags: ['unsupported-sentence'] }));
  expect(dryRun.report().rules).toEqual([
    { id: 'all', outcome: 'auto', matched: 2, errors: 0, kept: { 'unsupported-sentence': 1 } },
  ]);
});

test('of what people decide either way it says where others must, with limits on top', async () => {
  const senior = { role: 'senior', queue: 'money' } as const;
  const need = { role: 'senior', queue: 'money', reviewers: 2, fourEyes: true, dueAt: '2026-01-31T11:00:00Z' } as const;
  const policy: PolicyRules = {
    rules: [
      { id: 'two', when: 'draft.confidence < 0.2', outcome: 'four-eyes', review: senior },
      { id: 'unsure', when: 'draft.confidence < 0.5', outcome: 'review', review: senior },
      { id: 'sure', when: 'draft.confidence > 0.9', outcome: 'auto' },
    ],
    limits: [{ id: 'none', counts: 'replies', per: 'tenant', most: 0, withinMinutes: 60, beyond: { queue: 'over' } }],
  };
  const report = await dryRun(policy, [
    suggested('a', { confidence: 0.4 }),
    suggested('b', { confidence: 0.3 }),
    suggested('c', { confidence: 0.1 }),
    suggested('as-before', { confidence: 0.7 }),
    suggested('two-before', { confidence: 0.1, need }),
    suggested('sent-before', { confidence: 0.1, outcome: 'auto' }),
    suggested('over', { confidence: 0.95 }),
    verdict('b', { kind: 'reject', reason: { code: 'wrong' } }),
  ]);
  const from = { role: 'reviewer', queue: 'review', reviewers: 1, fourEyes: false };
  expect(report.deciders).toMatchObject([
    { kind: 'reply', from, to: { ...senior, reviewers: 1, fourEyes: false }, count: 2, rules: { unsure: 2 } },
    { kind: 'reply', from, to: { ...senior, reviewers: 2, fourEyes: true }, count: 1, rules: { two: 1 } },
    { from, to: { role: 'senior', queue: 'over', reviewers: 1 }, count: 1, examples: [{ heldBy: 'none' }] },
  ]);
  expect(report.deciders[0]?.examples.map(({ recommendationId }) => recommendationId)).toEqual(['b', 'a']);
  expect(report.waits).toContainEqual({ role: 'senior', queue: 'over', reviewers: 1, fourEyes: false, count: 1 });
  expect(report.changes).toMatchObject([{ from: 'auto', to: 'review', count: 1 }]);
});
