import type { PolicyRules, RecommendationView } from '@deskrail/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { shopFolder } from '../../test/articles.js';
import { received, sent } from '../../test/facts.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { openRecommender } from '../../test/recommender.js';
import { articleFolder } from '../sources/articles/article-folder.js';
import { definePolicy } from './define-policy.js';

let articles: Awaited<ReturnType<typeof shopFolder>>;
beforeAll(async () => {
  articles = await shopFolder();
});
afterAll(() => articles.remove());

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
});

const sendAll: PolicyRules['rules'] = [{ id: 'send-all', when: 'draft.kind == "reply"', outcome: 'auto' }];
const question = 'How long does delivery to another country take?';

async function bot(policy: PolicyRules | PolicyRules['rules'] = sendAll) {
  const sources = [articleFolder({ folder: articles.folder })];
  return openRecommender({ store, sources, policy: await definePolicy(policy) });
}

const replies = async (): Promise<readonly RecommendationView[]> =>
  (await store.recommendations('acme', {})).items.filter(({ kind }) => kind === 'reply');
const emitted = (type: string) => store.emitted.filter((event) => event.type === type);

/** The customer’s bot answers whatever ours sends, at once and for ever. */
async function exchange(
  { learn }: Awaited<ReturnType<typeof bot>>,
  { rounds, from = 0, subject = conversationSubject }: { rounds: number; from?: number; subject?: string },
) {
  for (let round = from; round < from + rounds; round += 1) {
    store.nowMs += 60_000;
    const minutes = (store.nowMs - Date.parse('2026-01-31T10:00:00Z')) / 60_000;
    await learn(received(`${subject}-their-${round}`, question, { minutes, subject }));
    const approved = emitted('action.approved.v1').at(-1)?.data as { actionId: string } | undefined;
    const answered = store.emitted.filter(({ type }) => type === 'action.approved.v1').length > round - from;
    if (!answered || approved === undefined) continue;
    await learn(
      sent(`${subject}-our-${round}`, 'It takes up to 10 working days.', {
        minutes,
        actionId: approved.actionId,
        subject,
      }),
    );
  }
}

test('two bots that answer each other stop after five replies, and a person is called', async () => {
  await exchange(await bot(), { rounds: 20 });
  expect(emitted('action.approved.v1')).toHaveLength(5);
  const open = (await replies()).filter(({ status }) => status === 'open');
  expect(open).toHaveLength(1);
  const held = (await replies()).filter(({ outcome }) => outcome === 'review');
  expect(held).toHaveLength(15);
  for (const one of held) {
    expect(one).toMatchObject({ rule: 'send-all', heldBy: 'bot-loop', need: { role: 'senior', queue: 'review' } });
  }
  expect(emitted('automation.held.v1').map(({ data }) => data)).toEqual([
    { conversation: conversationSubject, why: 'limit' },
  ]);
  expect(emitted('limit.reached.v1').map(({ data }) => data)).toMatchObject([{ limit: 'bot-loop', used: 5, most: 5 }]);
});

test('what waits takes the role of beyond as long as the limit is exceeded, and no longer', async () => {
  const ours = await bot();
  await exchange(ours, { rounds: 8 });
  store.nowMs += 2 * 3_600_000;
  await exchange(ours, { rounds: 1, from: 8 });
  const [open] = (await replies()).filter(({ status }) => status === 'open');
  expect(open).toMatchObject({ outcome: 'review', heldBy: 'handed-over', need: { role: 'reviewer' } });
  // The first alone crossed it.
  expect([emitted('limit.reached.v1'), emitted('automation.held.v1')].map(({ length }) => length)).toEqual([1, 1]);
});

test('handed back, the conversation counts anew', async () => {
  const ours = await bot();
  await exchange(ours, { rounds: 8 });
  store.nowMs += 60_000;
  await store.transact({ tenant: 'acme', conversation: conversationSubject }, (unit) =>
    unit.emit({
      ...{ specversion: '1.0', id: 'released/1', source: '/copilot/review', subject: conversationSubject },
      ...{ time: unit.now, datacontenttype: 'application/json', tenant: 'acme', actor: 'reviewer/anna' },
      ...{ type: 'automation.released.v1', data: { conversation: conversationSubject } },
    } as Parameters<typeof unit.emit>[0]),
  );
  await exchange(ours, { rounds: 8, from: 8 });
  expect(emitted('action.approved.v1')).toHaveLength(10);
  expect(emitted('automation.held.v1')).toHaveLength(2);
});

test('a limit of the tenant is over all conversations, and is told of once until something fits again', async () => {
  const limits = [{ id: 'hourly', counts: 'replies' as const, per: 'tenant' as const, most: 2, withinMinutes: 60 }];
  const ours = await bot({ rules: sendAll, limits });
  for (const id of ['1', '2', '3', '4']) {
    await exchange(ours, { rounds: 1, subject: `conversation:zendesk:${id}` });
  }
  expect(emitted('action.approved.v1')).toHaveLength(2);
  expect(emitted('limit.reached.v1')).toHaveLength(1);
  expect(emitted('automation.held.v1')).toHaveLength(0);
  store.nowMs += 2 * 3_600_000;
  for (const id of ['5', '6', '7']) await exchange(ours, { rounds: 1, subject: `conversation:zendesk:${id}` });
  expect(emitted('action.approved.v1')).toHaveLength(4);
  expect(emitted('limit.reached.v1')).toHaveLength(2);
});

test('no limits, where the policy says that there are none', async () => {
  await exchange(await bot({ rules: sendAll, limits: [] }), { rounds: 8 });
  expect(emitted('action.approved.v1')).toHaveLength(8);
});

test('what a chatbot is shown counts as a reply of its conversation', async () => {
  const { suggest, learn } = await bot([{ id: 'show', when: { asked: 'suggest' }, outcome: 'show' }]);
  await learn(received('1', question));
  const input = { tenant: 'acme', actor: 'system/shop', conversation: conversationSubject, text: question };
  const outcomes: string[] = [];
  for (let times = 0; times < 7; times += 1) {
    outcomes.push((await suggest(input, { signal: new AbortController().signal })).outcome);
  }
  expect(outcomes).toEqual([...Array(5).fill('show'), 'review', 'review']);
  expect((await replies()).filter(({ status }) => status === 'shown')[0]).toMatchObject({
    ...{ requestedBy: 'system/shop', rule: 'show' },
    counts: expect.arrayContaining([{ counts: 'replies', per: 'conversation', of: conversationSubject, amount: 1 }]),
  });
});

test('while the tenant is paused nothing goes by itself, and says why', async () => {
  await store.transact({ tenant: 'acme', conversation: 'policy:deskrail:acme' }, (unit) =>
    unit.emit({
      ...{ specversion: '1.0', id: 'paused/1', source: '/copilot/review', subject: 'policy:deskrail:acme' },
      ...{ time: unit.now, datacontenttype: 'application/json', tenant: 'acme', actor: 'reviewer/anna' },
      ...{ type: 'policy.paused.v1', data: {} },
    } as Parameters<typeof unit.emit>[0]),
  );
  await exchange(await bot(), { rounds: 1 });
  expect(await replies()).toMatchObject([{ status: 'open', outcome: 'review', heldBy: 'paused', rule: 'send-all' }]);
  const limits = [{ id: 'none', counts: 'replies' as const, per: 'tenant' as const, most: 0, withinMinutes: 60 }];
  await exchange(await bot({ rules: sendAll, limits }), { rounds: 1, from: 1 });
  const [open] = (await replies()).filter(({ status }) => status === 'open');
  expect(open).toMatchObject({ outcome: 'review', heldBy: 'none', need: { role: 'senior' } });
  expect(emitted('limit.reached.v1')).toHaveLength(0);
});

test('what a rule lets go carries its rule, what it counts toward, and what policy was told', async () => {
  const ours = await bot();
  await exchange(ours, { rounds: 1 });
  const [suggested] = emitted('reply.suggested.v1');
  expect(suggested?.data).toMatchObject({
    ...{ outcome: 'auto', rule: 'send-all', salt: expect.stringMatching(/^[0-9a-f]{32}$/u) },
    need: { role: 'reviewer', queue: 'review', reviewers: 1, fourEyes: false },
    policyFacts: { asked: 'desk', at: '2026-01-31T10:01:00.000Z', status: expect.any(String) },
  });
  expect(emitted('verdict.given.v1')[0]?.data).toMatchObject({
    ...{ rule: 'send-all', reviewer: 'rule/send-all', salt: expect.stringMatching(/^[0-9a-f]{32}$/u) },
    counts: expect.arrayContaining([{ counts: 'replies', per: 'conversation', of: conversationSubject, amount: 1 }]),
  });
  expect(emitted('action.approved.v1')[0]?.data).toMatchObject({ rule: 'send-all', automatic: true });
});

test('what is blocked says what policy was told, and a condition that errs is told of too', async () => {
  await exchange(await bot([{ id: 'none', when: { kind: 'reply' }, outcome: 'block' }]), { rounds: 1 });
  expect(emitted('recommendation.withheld.v1')[0]?.data).toMatchObject({
    ...{ reason: 'policy', detail: 'none' },
    blocked: { rule: 'none', confidence: expect.any(Number), flags: [], policyFacts: { asked: 'desk' } },
  });
  store = memoryStore();
  await exchange(await bot([{ id: 'gold', when: 'customer.tier == "gold"', outcome: 'auto' }]), { rounds: 1 });
  expect((await replies())[0]).toMatchObject({ outcome: 'review', policyError: 'gold: customer.tier is not known' });
});
