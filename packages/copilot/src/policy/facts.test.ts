import type { Conversation, Customer, Proposal, Tool } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { customerTierOf, policyFactsOf, policyQuestion, policyQuestionOf } from './facts.js';
import { spendOf } from './spend.js';

const at = '2026-01-31T10:00:00Z';
const refund: Tool = {
  ...{ name: 'refund', description: 'Give money back.' },
  arguments: z.object({ order: z.string(), amount: z.number() }),
  amount: (given) => (given as { amount: number }).amount,
};
const tools = [refund];
const call = (amount: unknown): Proposal => ({
  ...{ kind: 'tool-call', tool: 'refund' },
  arguments: { order: '1042', amount: amount as number },
});
const conversation = {
  channel: 'email',
  priority: 'high',
  status: 'open',
  tags: ['vip', 'tier:gold'],
} as unknown as Conversation;
const features = {
  language: 'en',
  intents: [
    { name: 'unsure', confidence: 0.3 },
    { name: 'refund-request', confidence: 0.8 },
  ],
};
const draft = { proposal: call(12.5), confidence: 0.9, risk: 'high' as const, flags: [] };

const ask = (more: Partial<Parameters<typeof policyQuestion>[0]> = {}) =>
  policyQuestion({ tenant: 'acme', conversation, features, asked: 'desk', at, tools, ...more }, draft);

test('all that policy is told of a draft is told again from what was recorded', () => {
  const question = ask();
  expect(question).toMatchObject({
    ...{ intent: 'refund-request', language: 'en', channel: 'email', priority: 'high', status: 'open' },
    ...{ tags: ['vip', 'tier:gold'], customerTier: 'gold', tool: 'refund', amount: 12.5 },
    arguments: { order: '1042', amount: 12.5 },
  });
  const policyFacts = policyFactsOf(question, at, 'customer:zendesk:77');
  expect(JSON.stringify(policyFacts)).not.toContain('1042');
  const view = { ...draft, tenant: 'acme', kind: 'tool-call' as const, about: {}, policyFacts };
  // In a rebuilt store, and beside an instance that has no tools.
  expect(policyQuestionOf(view)).toEqual(question);
  expect(policyQuestionOf(view, view.proposal, { tools })).toEqual(question);
  expect(policyQuestionOf(view, view.proposal, { at: '2026-02-01T00:00:00Z' }).at).toBe('2026-02-01T00:00:00Z');
});

test('of an edit the amount is the edit’s, or is not known: never what it was before', () => {
  const view = {
    ...draft,
    tenant: 'acme',
    kind: 'tool-call' as const,
    about: {},
    policyFacts: policyFactsOf(ask(), at),
  };
  expect(policyQuestionOf(view, call(900), { tools })).toMatchObject({ amount: 900, arguments: { amount: 900 } });
  expect(policyQuestionOf(view, call(900)).amount).toBeUndefined();
  expect(policyQuestionOf(view, call('all'), { tools }).amount).toBeUndefined();
  const reply: Proposal = { kind: 'reply', visibility: 'public', text: 'Yes.', sentences: [] };
  expect(policyQuestionOf(view, reply, { tools })).not.toHaveProperty('tool');
});

test('what cannot be recorded is not told to policy either', () => {
  const tags = Array.from({ length: 51 }, (_, index) => `tag-${index}`);
  expect(ask({ conversation: { ...conversation, tags, channel: 'c'.repeat(200), priority: null } })).toMatchObject({
    ...{ tags: undefined, channel: undefined, priority: undefined },
  });
  expect(ask({ features: { language: 'und', intents: [] } })).toMatchObject({ language: undefined, intent: undefined });
});

test('one from before facts were recorded is known by its draft alone', () => {
  const old = { ...draft, tenant: 'acme', kind: 'tool-call' as const, createdAt: at };
  expect(policyQuestionOf({ ...old, about: {} })).toMatchObject({ asked: 'desk', at, confidence: 0.9, tool: 'refund' });
  expect(policyQuestionOf({ ...old, about: { question: 'Why?' } }).asked).toBe('suggest');
});

test('a tier is in the customer’s tags, else in those of the case', () => {
  const customer = (...tags: string[]) => ({ profile: { tags } }) as unknown as Customer;
  expect(customerTierOf(customer('x', 'tier_silver'), conversation)).toBe('silver');
  expect(customerTierOf(customer('x'), conversation)).toBe('gold');
  expect(customerTierOf(customer('frontier:x'), undefined)).toBeUndefined();
});

test('what a call spends is its tool’s word, and no number is none', () => {
  expect(spendOf(call(12.5), tools)).toEqual({ amount: 12.5, untold: false });
  for (const amount of ['12', Number.NaN, -1, undefined]) {
    expect(spendOf(call(amount), tools)).toEqual({ amount: undefined, untold: true });
  }
  const throwing: Tool = {
    ...refund,
    amount: () => {
      throw new Error('no price list');
    },
  };
  expect(spendOf(call(1), [throwing])).toEqual({ amount: undefined, untold: true });
  expect(spendOf(call(1), [])).toEqual({ amount: undefined, untold: false });
});

test('a reply has a length, as it is proposed now; without its text, as was recorded', () => {
  const reply = (text: string): Proposal => ({ kind: 'reply', visibility: 'public', text, sentences: [] });
  const question = policyQuestion({ tenant: 'acme', asked: 'desk', at }, { ...draft, proposal: reply('Yes.') });
  const recorded = {
    ...draft,
    tenant: 'acme',
    kind: 'reply' as const,
    about: {},
    policyFacts: policyFactsOf(question, at),
  };
  expect(question.length).toBe(4);
  expect(policyQuestionOf({ ...recorded, proposal: undefined }).length).toBe(4);
  expect(policyQuestionOf(recorded, reply('Certainly.')).length).toBe(10);
  expect(policyQuestionOf(recorded, call(1))).not.toHaveProperty('length', 4);
});
