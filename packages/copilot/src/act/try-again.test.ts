import type { Person, PolicyRules, Proposal, ReviewRole, Tool } from '@deskrail/contracts';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { received } from '../../test/facts.js';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { nobodyKnows, nobodyKnowsOf } from '../../test/nobody-knows.js';
import { recommended } from '../../test/recommended.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewDesk } from '../review/review-desk.js';

const refund: Tool = {
  name: 'refund',
  description: 'Gives money back.',
  arguments: z.object({ amount: z.number() }),
  amount: (given) => (given as { amount: number }).amount,
  handle: async () => undefined,
};
const callOf = (amount: number): Proposal => ({ kind: 'tool-call', tool: 'refund', arguments: { amount } });
const byOne: PolicyRules = {
  rules: [{ id: 'refunds', when: { kind: 'tool-call' }, outcome: 'review' }],
  limits: [{ id: 'a-day', counts: 'spend', per: 'tenant', most: 600, withinMinutes: 1440, beyond: { role: 'senior' } }],
};
const person = (name: string, ...roles: ReviewRole[]): Person => ({
  ...{ tenant: 'acme', actor: `reviewer/${name}`, rights: { roles } },
});
const rob = person('rob', 'agent', 'reviewer');
const ann = person('ann', 'agent', 'reviewer');
const sue = person('sue', 'agent', 'reviewer', 'senior');

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
  store.receive(received('1', 'I want my money back.'));
});

const deskOf = async (rules: PolicyRules) =>
  createReviewDesk({ store, policy: await definePolicy(rules), tools: [refund] });

interface Approved {
  readonly by?: Person;
  readonly requestedBy?: string;
}

/** Approved by Rob, who made it this amount, and started; nobody knows what became of it. */
async function uncertain(amount: number, suggested = amount, { by = rob, ...data }: Approved = {}): Promise<string> {
  const { recommendationId, hash } = await recommended(store, { proposal: callOf(suggested), data });
  const edit = { kind: 'edit', hash, proposal: callOf(amount) } as const;
  const request = amount === suggested ? ({ kind: 'approve', hash } as const) : edit;
  const { recommendation } = await (await deskOf(byOne)).give({ ...by, recommendationId, request });
  return nobodyKnows(store, recommendation);
}

const again = async (who: Person, actionId: string, rules = byOne) =>
  (await deskOf(rules)).resolve({ ...who, actionId, request: { outcome: 'retry' } });

test('what may have been spent once and would be spent again goes beyond a limit by the role for that', async () => {
  const actionId = await uncertain(400);
  await expect(again(rob, actionId)).rejects.toMatchObject({
    code: 'limit-reached',
    details: { limit: 'a-day', role: 'senior' },
  });
  expect(await again(sue, actionId)).toMatchObject({ status: 'approved', automatic: false });
});

test('within its limits it is tried again by whoever may approve it', async () => {
  expect(await again(rob, await uncertain(100))).toMatchObject({ status: 'approved' });
});

/** Tried again, started, and again nobody knows. */
async function onceMore(who: Person, actionId: string): Promise<string> {
  return nobodyKnowsOf(store, (await again(who, actionId)).id);
}

/** Whether Rob may approve as much besides. */
async function besides(amount: number): Promise<boolean> {
  const id = `besides-${amount}`;
  const { recommendationId, hash } = await recommended(store, { id, proposal: callOf(amount) });
  const given = { ...rob, recommendationId, request: { kind: 'approve', hash } as const };
  return (await deskOf(byOne)).give(given).then(
    () => true,
    () => false,
  );
}

test('each time that it is tried again counts: beyond the limit it takes the role for that, for anything else as well', async () => {
  const twice = await onceMore(rob, await uncertain(200));
  const thrice = await onceMore(rob, twice);
  await expect(again(rob, thrice)).rejects.toMatchObject({
    code: 'limit-reached',
    details: { limit: 'a-day', role: 'senior', used: 600, asked: 200 },
  });
  expect(await besides(1)).toBe(false);
  const fourth = await onceMore(sue, thrice);
  await expect(again(rob, fourth)).rejects.toMatchObject({ details: { used: 800 } });
});

test('what is tried again and called off before it starts counts no more; what was started before does', async () => {
  const { id } = await again(rob, await uncertain(200));
  expect(await besides(250)).toBe(false);
  await (await deskOf(byOne)).cancel({ ...sue, actionId: id });
  expect(await besides(401)).toBe(false);
  expect(await besides(400)).toBe(true);
});

test('what counts is what it spends as it is tried again', async () => {
  const once = await uncertain(200);
  const desk = createReviewDesk({ store, policy: await definePolicy(byOne), tools: [{ ...refund, amount: () => 50 }] });
  const { id } = await desk.resolve({ ...rob, actionId: once, request: { outcome: 'retry' } });
  expect((await store.action('acme', id))?.event.policyversion).toBe((await definePolicy(byOne)).version);
  expect((await store.action('acme', id))?.event.data.counts).toMatchObject([
    { amount: 50 },
    { amount: 50 },
    { amount: 50 },
  ]);
  const free = createReviewDesk({ store, policy: await definePolicy(byOne), tools: [{ ...refund, amount: () => 0 }] });
  const more = { ...rob, actionId: await nobodyKnowsOf(store, id), request: { outcome: 'retry' } as const };
  expect((await store.action('acme', (await free.resolve(more)).id))?.event.data).not.toHaveProperty('counts');
});

test('where the policy in force wants several, those who approved it count, each once', async () => {
  const actionId = await uncertain(100);
  const two: PolicyRules = {
    rules: [{ id: 'refunds', when: { kind: 'tool-call' }, outcome: 'review', review: { reviewers: 2 } }],
  };
  const refused = { code: 'conflict', details: { reason: 'reviewers', status: 'uncertain' } };
  await expect(again(rob, actionId, two)).rejects.toMatchObject(refused);
  const three = { rules: two.rules.map((rule) => ({ ...rule, review: { reviewers: 3 } })) };
  await expect(again(ann, actionId, three)).rejects.toMatchObject(refused);
  expect(await again(ann, actionId, two)).toMatchObject({ status: 'approved' });
});

test('a rule that let it go is none of the several', async () => {
  const eyes: PolicyRules = { rules: [{ id: 'refunds', when: { kind: 'tool-call' }, outcome: 'four-eyes' }] };
  const refused = { code: 'conflict', details: { reason: 'reviewers' } };
  const byRule = await uncertain(100, 100, { by: { tenant: 'acme', actor: 'rule/refunds', rights: undefined } });
  await expect(again(ann, byRule, eyes)).rejects.toMatchObject(refused);
});

test('who asked for it and approved it is none of the several', async () => {
  const eyes: PolicyRules = { rules: [{ id: 'refunds', when: { kind: 'tool-call' }, outcome: 'four-eyes' }] };
  const refused = { code: 'conflict', details: { reason: 'reviewers' } };
  await expect(again(ann, await uncertain(100, 100, { requestedBy: 'reviewer/rob' }), eyes)).rejects.toMatchObject(
    refused,
  );
});

test.each(['executed', 'retry', 'cancel'] as const)(
  'what became of it (%s) is not for an agent to say',
  async (outcome) => {
    const actionId = await uncertain(1);
    const desk = await deskOf(byOne);
    const refused = { code: 'forbidden', details: { role: 'reviewer' } };
    await expect(desk.resolve({ ...person('amy', 'agent'), actionId, request: { outcome } })).rejects.toMatchObject(
      refused,
    );
  },
);

test('who approved it with a role that is not enough any more does not count', async () => {
  const actionId = await uncertain(100);
  const seniors: PolicyRules = {
    rules: [
      { id: 'refunds', when: { kind: 'tool-call' }, outcome: 'review', review: { reviewers: 2, role: 'senior' } },
    ],
  };
  await expect(again(sue, actionId, seniors)).rejects.toMatchObject({ details: { reason: 'reviewers' } });
});

test('what was edited is asked about as it was approved', async () => {
  const actionId = await uncertain(90, 10);
  const small: PolicyRules = {
    rules: [
      { id: 'small', when: 'draft.amount <= 50.0', outcome: 'review' },
      { id: 'large', when: { kind: 'tool-call' }, outcome: 'review', review: { role: 'senior' } },
    ],
  };
  await expect(again(ann, actionId, small)).rejects.toMatchObject({ code: 'forbidden', details: { role: 'senior' } });
  expect(await again(sue, actionId, small)).toMatchObject({ status: 'approved' });
});
