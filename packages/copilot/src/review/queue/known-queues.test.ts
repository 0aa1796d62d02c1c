import type { ApiKeyView, DeskrailError, PolicyRules, ReviewRights, Store } from '@deskrail/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { received } from '../../../test/facts.js';
import { type MemoryStore, memoryStore } from '../../../test/memory-store.js';
import { recommended } from '../../../test/recommended.js';
import { definePolicy } from '../../policy/define-policy.js';
import { createReviewDesk } from '../review-desk.js';
import { createKnownQueues, type QueuesOfEntry } from './known-queues.js';
import { createReviewQueue } from './review-queue.js';

const tenant = 'acme';
const question = received('1', 'How long does delivery take?');

interface Naming {
  readonly policy?: PolicyRules;
  readonly people?: readonly QueuesOfEntry[];
  readonly keys?: readonly QueuesOfEntry[];
  readonly kept?: readonly Partial<ApiKeyView>[];
}

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
  store.receive(question);
});

const money: PolicyRules = {
  rules: [{ id: 'calls', when: { kind: 'tool-call' }, review: { queue: 'money' }, outcome: 'review' }],
};

/** Both ways to move an item, over one place that knows the queues. */
async function movers({ policy: rules = { rules: [] }, people, keys, kept = [] }: Naming) {
  const policy = await definePolicy(rules);
  const apiKeys = { list: async () => kept } as unknown as Store['apiKeys'];
  const knownQueues = createKnownQueues({ store: { queues: store.queues, apiKeys }, policy, people, keys });
  const desk = createReviewDesk({ store, policy, knownQueues });
  const queue = createReviewQueue({ store, policy, knownQueues });
  const as = (rights?: Partial<ReviewRights>) => ({
    ...{ tenant, actor: 'reviewer/anna', rights: { roles: ['agent', 'reviewer'] as const, ...rights } },
  });
  return {
    escalate: (id: string, hash: string, to: string, rights?: Partial<ReviewRights>) =>
      desk.give({ ...as(rights), recommendationId: id, request: { kind: 'escalate', hash, escalateTo: to } }),
    route: (id: string, _hash: string, to: string, rights?: Partial<ReviewRights>) =>
      queue.route({ ...as(rights), recommendationId: id, request: { queue: to } }),
    approve: (id: string, hash: string) =>
      desk.give({ ...as(), recommendationId: id, request: { kind: 'approve', hash } }),
  };
}

describe.each(['escalate', 'route'] as const)('to %s', (how) => {
  async function move(naming: Naming, to: string, rights?: Partial<ReviewRights>): Promise<string | undefined> {
    const { recommendationId, hash } = await recommended(store, { seen: [question.id], id: 'one' });
    await (await movers(naming))[how](recommendationId, hash, to, rights);
    return (await store.recommendation(tenant, recommendationId))?.queue;
  }
  const refused = (naming: Naming, to: string) =>
    move(naming, to).then(
      () => {
        throw new Error('It was not refused.');
      },
      (error: DeskrailError) => ({ code: error.code, queues: error.details.queues }),
    );

  test('somewhere that nobody knows is refused, with the queues that there are; the item stays', async () => {
    const naming: Naming = {
      policy: { ...money, queues: { seniors: { remindAfterMinutes: 5 } } },
      people: [
        { tenant, queues: ['legal'] },
        { tenant: 'other', queues: ['theirs'] },
      ],
      keys: [{ tenant, queues: ['returns'] }],
      kept: [{ queues: ['night'] }, { queues: ['gone'], revokedAt: '2026-01-01T00:00:00Z' }],
    };
    const queues = ['legal', 'money', 'night', 'returns', 'review', 'seniors'];
    expect(await refused(naming, 'siniors')).toEqual({ code: 'request-invalid', queues });
    expect(await refused(naming, 'theirs')).toMatchObject({ code: 'request-invalid' });
    expect(await refused(naming, 'gone')).toMatchObject({ code: 'request-invalid' });
    expect((await store.queue(tenant, { queue: 'review' })).items).toHaveLength(1);
    expect(store.types()).toEqual(['reply.suggested.v1']);
  });

  test.each<[string, Naming]>([
    ['a rule', { policy: { rules: [{ id: 'x', when: {}, outcome: 'review', review: { queue: 'there' } }] } }],
    ['how queues age', { policy: { ...money, queues: { there: { remindAfterMinutes: 5 } } } }],
    [
      'what a queue goes to',
      { policy: { ...money, queues: { money: { escalateAfterMinutes: 5, escalateTo: 'there' } } } },
    ],
    ['a person’s entry', { policy: money, people: [{ tenant, queues: ['there'] }] }],
    ['a key of the configuration', { policy: money, keys: [{ tenant, queues: ['there'] }] }],
    ['a key of the store', { policy: money, kept: [{ queues: ['there'] }] }],
  ])('where %s names the queue is fine', async (_by, naming) => {
    expect(await move(naming, 'there')).toBe('there');
  });

  test('where something waits already, where it came from, and where the mover looks is fine', async () => {
    const need = { role: 'reviewer', queue: 'old', reviewers: 1, fourEyes: false } as const;
    await recommended(store, { seen: [question.id], id: 'other', data: { need } });
    expect(await move({ policy: money }, 'old')).toBe('old');
    store = memoryStore();
    store.receive(question);
    expect(await move({ policy: money }, 'own', { queues: ['review', 'own'] })).toBe('own');
    store = memoryStore();
    store.receive(question);
    const { recommendationId, hash } = await recommended(store, { seen: [question.id], data: { need } });
    const moving = await movers({ policy: money });
    await moving[how](recommendationId, hash, 'review');
    await moving[how](recommendationId, hash, 'old');
    expect((await store.recommendation(tenant, recommendationId))?.queue).toBe('old');
  });

  test('anywhere is fine where nobody names any: whoever looks, looks at all', async () => {
    expect(await move({ people: [{ tenant }], keys: [{ tenant: 'other', queues: ['theirs'] }] }, 'ours')).toBe('ours');
  });

  test('where the policy says how one queue ages, there is that one', async () => {
    const policy = { rules: [], queues: { review: { remindAfterMinutes: 5 } } };
    expect(await refused({ policy }, 'ours')).toEqual({ code: 'request-invalid', queues: ['review'] });
  });
});

test('an escalation that was taken is its first answer still, and one that comes too late is told that', async () => {
  const { recommendationId: id, hash } = await recommended(store, { seen: [question.id] });
  const before = await movers({ policy: money, people: [{ tenant, queues: ['legal'] }] });
  await before.escalate(id, hash, 'legal');
  const after = await movers({ policy: money });
  expect(await after.escalate(id, hash, 'legal')).toMatchObject({ repeated: true });
  await after.approve(id, hash);
  await expect(after.escalate(id, hash, 'nowhere')).rejects.toMatchObject({ code: 'already-decided' });
});
