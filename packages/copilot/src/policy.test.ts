import type { PolicyQuestion } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { memoryStore } from '../test/memory-store.js';
import { announcePolicy, askPolicy, definePolicy } from './policy.js';

const question: PolicyQuestion = { tenant: 'acme', kind: 'reply', confidence: 0.9, flags: [], asked: 'desk' };

test('the first rule that matches decides, and a person where none does', async () => {
  const policy = await definePolicy([
    { id: 'not-refunds', when: { intent: 'refund-request' }, outcome: 'block' },
    { id: 'sure', when: { kind: 'reply', minConfidence: 0.8 }, outcome: 'auto' },
  ]);
  expect(policy.decide(question)).toEqual({ outcome: 'auto', rule: 'sure' });
  expect(policy.decide({ ...question, intent: 'refund-request' })).toEqual({ outcome: 'block', rule: 'not-refunds' });
  expect(policy.decide({ ...question, confidence: 0.5 })).toEqual({ outcome: 'review' });
});

test('a flagged draft is neither sent nor shown by a rule', async () => {
  const policy = await definePolicy([{ id: 'all', when: {}, outcome: 'auto' }]);
  expect(askPolicy(policy, question).outcome).toBe('auto');
  expect(askPolicy(policy, { ...question, flags: ['unsupported-sentence'] }).outcome).toBe('review');
});

test('only what a chatbot asked for is shown, and that is never sent by itself', async () => {
  const auto = await definePolicy([{ id: 'all', when: {}, outcome: 'auto' }]);
  const show = await definePolicy([{ id: 'all', when: {}, outcome: 'show' }]);
  expect(askPolicy(auto, { ...question, asked: 'suggest' }).outcome).toBe('review');
  expect(askPolicy(show, question).outcome).toBe('review');
  expect(askPolicy(show, { ...question, asked: 'suggest' }).outcome).toBe('show');
});

test('rules that are none, or doubled, are refused with the place', async () => {
  await expect(definePolicy([{ id: 'a', when: {}, outcome: 'perhaps' as 'auto' }])).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('rules.0.outcome'),
  });
  const rule = { id: 'a', when: {}, outcome: 'auto' as const };
  await expect(definePolicy([rule, rule])).rejects.toMatchObject({ code: 'config-invalid' });
});

test('a policy is announced once, and going back to an earlier one is a change again', async () => {
  const store = memoryStore();
  const first = await definePolicy([]);
  const second = await definePolicy([{ id: 'all', when: {}, outcome: 'auto' }]);
  for (const policy of [first, first, second, first]) {
    store.nowMs += 1000;
    await announcePolicy({ store, policy, tenant: 'acme' });
  }
  expect(store.emitted.map(({ data }) => data)).toEqual([
    { version: first.version, previous: null, rules: 0 },
    { version: second.version, previous: first.version, rules: 1 },
    { version: first.version, previous: second.version, rules: 0 },
  ]);
});
