import type { PolicyRules, RecommendationView, ReviewDesk, ReviewRole, SubmitVerdict, Tool } from '@deskrail/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { received } from '../../test/facts.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { nobodyKnows } from '../../test/nobody-knows.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewQueue } from './queue/review-queue.js';
import { createReviewDesk } from './review-desk.js';

/** Up to 50 an agent may refund, up to 500 a reviewer; above it takes two seniors. In one day a reviewer refunds 600 to nobody. */
const rules: PolicyRules = {
  rules: [
    {
      id: 'small',
      when: 'draft.tool == "refund" && draft.amount <= 50.0',
      outcome: 'review',
      review: { role: 'agent' },
    },
    { id: 'middle', when: 'draft.tool == "refund" && draft.amount <= 500.0', outcome: 'review' },
    {
      ...{ id: 'large', when: 'draft.tool == "refund"', outcome: 'four-eyes' },
      review: { role: 'senior', queue: 'money' },
    },
  ],
  limits: [{ id: 'a-day', counts: 'spend', per: 'tenant', most: 600, withinMinutes: 1440, beyond: { role: 'senior' } }],
};

const refund: Tool = {
  name: 'refund',
  description: 'Gives money back.',
  arguments: z.object({ order: z.string(), amount: z.number().positive() }),
  amount: (given) => (given as { amount: number }).amount,
};

const roles: Readonly<Record<string, readonly ReviewRole[]>> = {
  agent: ['agent'],
  reviewer: ['agent', 'reviewer'],
  senior: ['agent', 'reviewer', 'senior'],
};

let store: MemoryStore;
let desk: ReviewDesk;
beforeEach(async () => {
  store = memoryStore();
  store.receive(received('1', 'I want my money back.'));
  desk = createReviewDesk({ store, policy: await definePolicy(rules), tools: [refund] });
});

const callOf = (amount: number) => ({ kind: 'tool-call' as const, tool: 'refund', arguments: { order: '7', amount } });

let count = 0;
async function waits(amount: number): Promise<RecommendationView> {
  const queue = createReviewQueue({ store, policy: await definePolicy(rules), tools: [refund] });
  count += 1;
  const { recommendation } = await queue.propose({
    ...{ tenant: 'acme', actor: 'system/bot', id: `p${count}`, proposal: callOf(amount) },
    ...{ conversation: conversationSubject, deliver: 'desk' },
  });
  return recommendation;
}

interface Person {
  readonly name: string;
  readonly role: keyof typeof roles;
  readonly key?: string;
}
const agent: Person = { name: 'amy', role: 'agent' };
const reviewer: Person = { name: 'rob', role: 'reviewer' };
const senior: Person = { name: 'sue', role: 'senior' };
const otherSenior: Person = { name: 'sam', role: 'senior' };

const says = (
  { name, role, key = 'key/one' }: Person,
  view: RecommendationView,
  request: Omit<SubmitVerdict, 'hash'> & { hash?: string },
  idempotencyKey?: string,
) =>
  desk.give({
    ...{ tenant: 'acme', actor: `reviewer/${name}`, rights: { roles: roles[role] ?? [], credential: key } },
    ...{ recommendationId: view.recommendationId, idempotencyKey },
    request: { hash: view.hash ?? '', ...request },
  });
const approves = (who: Person, view: RecommendationView, more: Partial<SubmitVerdict> = {}) =>
  says(who, view, { kind: 'approve', ...more });
const makesIt = (amount: number, who: Person, view: RecommendationView) =>
  says(who, view, { kind: 'edit', proposal: callOf(amount) });
const readAgain = async ({ recommendationId }: RecommendationView) =>
  (await store.recommendation('acme', recommendationId)) as RecommendationView;

/** Approved by two seniors, and nobody knows what became of it. */
async function approvedAndLost(view: RecommendationView): Promise<string> {
  await approves(senior, view);
  const { recommendation } = await approves(otherSenior, view);
  return nobodyKnows(store, recommendation);
}

const refunds = async () => (await store.actions('acme', {})).items.length;
const refused = (code: string, details: object) => ({ code, details: expect.objectContaining(details) });

test('as it should go: small by an agent, middle by a reviewer, large by two seniors', async () => {
  expect((await approves(agent, await waits(50))).verdict).toMatchObject({ decides: true, rule: 'small' });
  expect((await approves(reviewer, await waits(60))).verdict).toMatchObject({ decides: true, rule: 'middle' });
  const large = await waits(800);
  expect(large).toMatchObject({ queue: 'money', need: { role: 'senior', reviewers: 2, fourEyes: true } });
  expect((await approves(senior, large)).verdict.decides).toBe(false);
  expect((await approves(otherSenior, large)).verdict).toMatchObject({ decides: true, rule: 'large' });
  expect(await refunds()).toBe(3);
});

describe('a refund above the limit cannot be approved', () => {
  test('by the wrong role', async () => {
    const large = await waits(800);
    for (const who of [agent, reviewer]) {
      await expect(approves(who, large)).rejects.toMatchObject(
        refused('forbidden', { role: 'senior', queue: 'money' }),
      );
    }
  });

  test('by editing a small one up', async () => {
    const small = await waits(20);
    await expect(makesIt(800, agent, small)).rejects.toMatchObject(refused('forbidden', { role: 'senior' }));
    await expect(makesIt(400, agent, small)).rejects.toMatchObject(refused('forbidden', { role: 'reviewer' }));
    expect(await readAgain(small)).toMatchObject({ hash: small.hash, proposal: callOf(20) });
    expect((await makesIt(800, senior, small)).verdict.decides).toBe(false);
    await expect(approves(agent, await readAgain(small))).rejects.toMatchObject(
      refused('forbidden', { role: 'senior' }),
    );
  });

  test('by editing a large one down, nor down and up again', async () => {
    const large = await waits(800);
    await expect(makesIt(20, agent, large)).rejects.toMatchObject(refused('forbidden', { role: 'senior' }));
    await makesIt(20, senior, large);
    const smaller = await readAgain(large);
    await expect(approves(reviewer, smaller)).rejects.toMatchObject(refused('forbidden', { role: 'senior' }));
    await makesIt(900, otherSenior, smaller);
    await expect(approves(reviewer, await readAgain(large))).rejects.toMatchObject(refused('forbidden', {}));
    await expect(approves(agent, await readAgain(large))).rejects.toMatchObject(refused('forbidden', {}));
  });

  test('by retrying, with or without a key', async () => {
    const large = await waits(800);
    for (const key of [undefined, 'k', 'k', 'other']) {
      await expect(says(reviewer, large, { kind: 'approve' }, key)).rejects.toMatchObject({ code: 'forbidden' });
    }
    await says(reviewer, large, { kind: 'comment', comment: 'Please.' }, 'k');
    await expect(says(reviewer, large, { kind: 'approve' }, 'k')).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
  });

  test('by having one tried again of which nobody knows whether it was paid', async () => {
    const actionId = await approvedAndLost(await waits(800));
    const again = ({ name, role }: Person, given: ReviewDesk = desk, key = 'retry' as 'retry' | 'cancel') =>
      given.resolve({
        ...{ tenant: 'acme', actor: `reviewer/${name}`, rights: { roles: roles[role] ?? [] } },
        ...{ actionId, request: { outcome: key } },
      });
    for (const who of [agent, reviewer]) {
      await expect(again(who)).rejects.toMatchObject({ code: 'forbidden' });
    }
    const blocks: PolicyRules = { rules: [{ id: 'none', when: 'draft.tool == "refund"', outcome: 'block' }] };
    const stopped = createReviewDesk({ store, policy: await definePolicy(blocks), tools: [refund] });
    await expect(again(senior, stopped)).rejects.toMatchObject(refused('conflict', { reason: 'policy' }));
    expect(await refunds()).toBe(1);
    expect(await again(senior)).toMatchObject({ status: 'approved', automatic: false });
    expect(await refunds()).toBe(2);
  });

  test('by an old hash', async () => {
    const large = await waits(800);
    expect((await approves(senior, large)).verdict.decides).toBe(false);
    await makesIt(900, otherSenior, large);
    await expect(approves({ name: 'sid', role: 'senior' }, large)).rejects.toMatchObject({ code: 'stale-hash' });
    // Who agreed to 800 has not agreed to 900: said again it is the answer of then.
    expect(await approves(senior, large)).toMatchObject({ repeated: true, verdict: { decides: false } });
    expect(await readAgain(large)).toMatchObject({ status: 'open', agreements: [{ reviewer: 'reviewer/sam' }] });
  });

  test('by two keys of one person', async () => {
    const large = await waits(800);
    await approves({ ...senior, key: 'key/phone' }, large);
    for (const key of ['key/laptop', 'jwt/issuer']) {
      await approves({ ...senior, key }, large, { comment: `By ${key}.` });
      await approves({ ...senior, name: 'SUE', key }, large, { comment: `By SUE’s ${key}.` });
    }
    expect(await readAgain(large)).toMatchObject({ status: 'open' });
  });

  test('by who asked for it', async () => {
    const queue = createReviewQueue({ store, policy: await definePolicy(rules), tools: [refund] });
    const asked = { tenant: 'acme', actor: 'reviewer/sue', id: 'own', proposal: callOf(800), question: 'Money?' };
    const { recommendation } = await queue.propose(asked);
    await expect(approves(senior, recommendation)).rejects.toMatchObject(refused('forbidden', { fourEyes: true }));
  });

  test('by many small ones: what was approved counts, and beyond it takes a senior', async () => {
    await approves(reviewer, await waits(500));
    await approves(reviewer, await waits(90));
    const more = await waits(40);
    await expect(approves(agent, more)).rejects.toMatchObject(
      refused('limit-reached', { limit: 'a-day', role: 'senior', most: 600, used: 590, asked: 40 }),
    );
    await expect(makesIt(20, reviewer, more)).rejects.toMatchObject({ code: 'limit-reached' });
    expect((await makesIt(10, reviewer, more)).verdict).toMatchObject({ decides: true, counts: expect.any(Array) });
    expect((await approves(senior, await waits(40))).verdict.decides).toBe(true);
  });

  test('by an argument that its schema does not know, or a sum below nothing', async () => {
    const small = await waits(20);
    const proposal = { ...callOf(20), arguments: { order: '7', amount: -5 } };
    await expect(says(agent, small, { kind: 'edit', proposal })).rejects.toMatchObject({ code: 'request-invalid' });
    const { verdict } = await says(agent, small, {
      ...{ kind: 'edit', proposal: { ...callOf(21), arguments: { order: '7', amount: 21, extra: 9_000 } } },
    });
    expect(verdict.final).toEqual(callOf(21));
  });

  test('by a policy that was made laxer since: the item takes what it took', async () => {
    const large = await waits(800);
    const lax = await definePolicy([{ id: 'anything', when: { kind: 'tool-call' }, outcome: 'auto' }]);
    desk = createReviewDesk({ store, policy: lax, tools: [refund] });
    await expect(approves(reviewer, large)).rejects.toMatchObject(refused('forbidden', { role: 'senior' }));
  });

  test('where the policy was made stricter since', async () => {
    const small = await waits(20);
    const strict = await definePolicy([{ id: 'none', when: { kind: 'tool-call' }, outcome: 'block' }]);
    desk = createReviewDesk({ store, policy: strict, tools: [refund] });
    await expect(approves(senior, small)).rejects.toMatchObject(refused('forbidden', { rule: 'none' }));
  });
});

test('an edit that the tool does not take is told by field, with what it must be, and changes nothing', async () => {
  const small = await waits(20);
  const error = await makesIt(-5, reviewer, small).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'request-invalid',
    message: 'The tool call cannot be taken as it is: amount must be more than 0.',
    details: {
      fields: [{ path: 'proposal.arguments.amount', message: 'must be more than 0', minimum: 0, exclusive: true }],
    },
  });
  expect(await readAgain(small)).toMatchObject({ hash: small.hash, status: 'open' });
  await expect(waits(-5)).rejects.toMatchObject({
    message: 'The tool call cannot be taken as it is: amount must be more than 0.',
  });
});
