import type { PolicyRules, RecommendationView, ReviewDesk, ReviewRole, Tool } from '@deskrail/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { received } from '../../test/facts.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewQueue } from './queue/review-queue.js';
import { createReviewDesk } from './review-desk.js';

type Limit = NonNullable<PolicyRules['limits']>[number];

/** Pays what it is told to, in euros; of another currency it cannot say how much that is. */
const payout: Tool = {
  name: 'payout',
  description: 'Pays somebody.',
  arguments: z.object({ amount: z.number().positive(), currency: z.string() }),
  amount: (given) => {
    const { amount, currency } = given as { amount: number; currency: string };
    return currency === 'EUR' ? amount : Number.NaN;
  },
};

const people = { rob: ['reviewer'], ruth: ['reviewer'], sue: ['senior'] } as const satisfies Record<
  string,
  ReviewRole[]
>;
type Name = keyof typeof people;
const personOf = (name: Name) => ({
  ...{ tenant: 'acme', actor: `reviewer/${name}` },
  rights: { roles: people[name], credential: `key/${name}` },
});

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
  store.receive(received('1', 'Where is my money?'));
});

/** A desk under these limits, and a payout that waits at it. */
async function waitsUnder(limits: readonly Limit[], currency = 'EUR') {
  const policy = await definePolicy({ rules: [], limits: [...limits] });
  const options = { store, policy, tools: [payout] };
  const queue = createReviewQueue(options);
  const { recommendation } = await queue.propose({
    ...{ tenant: 'acme', actor: 'system/bot', id: 'p1', conversation: conversationSubject, deliver: 'desk' },
    proposal: { kind: 'tool-call', tool: 'payout', arguments: { amount: 100, currency } },
  });
  return { desk: createReviewDesk(options), queue, recommendation };
}

const approves = (desk: ReviewDesk, name: Name, { recommendationId, hash = '' }: RecommendationView, claim?: number) =>
  desk.give({
    ...personOf(name),
    recommendationId,
    request: { kind: 'approve', hash, ...(claim !== undefined && { claim }) },
  });

const spends = (id: string, beyond: Limit['beyond'], most = 50): Limit => ({
  ...{ id, counts: 'spend', per: 'tenant', most, withinMinutes: 60 },
  ...(beyond && { beyond }),
});

describe('beyond a limit', () => {
  test('it takes as many people as the limit says', async () => {
    const { desk, recommendation } = await waitsUnder([spends('many', { role: 'reviewer', reviewers: 2 })]);
    expect((await approves(desk, 'rob', recommendation)).verdict.decides).toBe(false);
    expect((await approves(desk, 'ruth', recommendation)).verdict.decides).toBe(true);
  });

  test.each([
    ['first', [spends('high', { role: 'senior' }), spends('low', { role: 'reviewer' })]],
    ['last', [spends('low', { role: 'reviewer' }), spends('high', { role: 'senior' })]],
  ])('of several it takes the highest role, which is told %s', async (_, limits) => {
    const { desk, recommendation } = await waitsUnder(limits);
    await expect(approves(desk, 'rob', recommendation)).rejects.toMatchObject({
      details: expect.objectContaining({ role: 'senior' }),
    });
    expect((await approves(desk, 'sue', recommendation)).verdict.decides).toBe(true);
  });

  test('is what nobody can put a number to, however much would fit', async () => {
    const { desk, recommendation } = await waitsUnder([spends('much', { role: 'senior' }, 1_000_000)], 'USD');
    await expect(approves(desk, 'rob', recommendation)).rejects.toMatchObject({
      details: expect.objectContaining({ role: 'senior' }),
    });
    expect((await approves(desk, 'sue', recommendation)).verdict.decides).toBe(true);
  });
});

test('who has agreed holds nobody up: the claim ends with the verdict, whether it decides or not', async () => {
  const { desk, queue, recommendation } = await waitsUnder([spends('many', { role: 'reviewer', reviewers: 2 })]);
  const { recommendationId } = recommendation;
  const { claim } = await queue.claim({ ...personOf('rob'), recommendationId });
  expect((await approves(desk, 'rob', recommendation, claim.token)).verdict.decides).toBe(false);
  expect(await store.recommendation('acme', recommendationId)).not.toHaveProperty('claim');
  expect((await approves(desk, 'ruth', recommendation)).verdict.decides).toBe(true);
});
