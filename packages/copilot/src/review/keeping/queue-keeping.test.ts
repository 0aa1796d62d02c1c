import type { PersonEntry, PolicyRules, Suggestion } from '@deskrail/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { type MemoryStore, memoryStore } from '../../../test/memory-store.js';
import { recommended } from '../../../test/recommended.js';
import { definePolicy } from '../../policy/define-policy.js';
import { createReviewQueue } from '../queue/review-queue.js';
import { createReviewDesk } from '../review-desk.js';
import { assign } from './assign.js';
import { startQueueKeeping } from './queue-keeping.js';

const need = { role: 'reviewer', queue: 'review', reviewers: 1, fourEyes: false } as const;
const minute = 60_000;
let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
});

async function waits(name: string, data: Partial<Suggestion['data']> = {}) {
  const expiresAt = new Date(store.nowMs + 600 * minute).toISOString();
  const dueAt = new Date(store.nowMs + 60 * minute).toISOString();
  const made = await recommended(store, {
    ...{ id: name, proposal: { kind: 'escalation', to: name, why: 'x' }, bare: true },
    data: { expiresAt, ...data, need: { ...need, ...data.need, dueAt } },
  });
  return made.recommendationId;
}

const told = () =>
  store.emitted.flatMap((event) =>
    event.type === 'recommendation.routed.v1'
      ? [`${event.data.why}:${event.data.queue ?? event.data.assignee}`]
      : event.type === 'recommendation.reminded.v1'
        ? [`reminded:${event.data.time}`]
        : [],
  );

/** A keeper that looks when the test says so. */
async function keeper(queues: NonNullable<PolicyRules['queues']>, people: readonly PersonEntry[] = []) {
  const policy = await definePolicy({ rules: [], queues });
  const keeping = startQueueKeeping({ store, policy, people, everyMs: 3_600_000 });
  await keeping.run();
  return {
    after: async (minutes: number) => {
      store.nowMs += minutes * minute;
      await keeping.run();
      await keeping.run();
    },
    [Symbol.asyncDispose]: () => keeping.close(),
  };
}

describe('what waits', () => {
  test('is told of again and again, and each time once', async () => {
    await waits('a');
    await using queue = await keeper({ review: { remindAfterMinutes: 10 } });
    await queue.after(9);
    expect(told()).toEqual([]);
    await queue.after(1);
    await queue.after(3);
    await queue.after(7);
    expect(told()).toEqual(['reminded:1', 'reminded:2']);
  });

  test('goes to another queue where nobody decides, with its time anew; back again it stays', async () => {
    const id = await waits('a');
    const queues = { review: { escalateAfterMinutes: 30, escalateTo: 'seniors' }, seniors: { remindAfterMinutes: 20 } };
    await using queue = await keeper(queues);
    await queue.after(30);
    expect(await store.recommendation('acme', id)).toMatchObject({
      ...{ status: 'open', queue: 'seniors', dueAt: new Date(store.nowMs + 60 * minute).toISOString() },
    });
    await queue.after(20);
    expect(told()).toEqual(['aged:seniors', 'reminded:1']);
    const desk = createReviewQueue({ store, policy: await definePolicy([]) });
    const anna = { tenant: 'acme', actor: 'reviewer/anna' };
    await desk.route({ ...anna, recommendationId: id, request: { queue: 'review' } });
    await queue.after(200);
    expect(await store.recommendation('acme', id)).toMatchObject({ status: 'open', queue: 'review' });
  });

  test('is not taken from somebody who is at it', async () => {
    const id = await waits('a');
    const policy = await definePolicy([]);
    await using queue = await keeper({ review: { escalateAfterMinutes: 30, escalateTo: 'seniors' } });
    store.nowMs += 29 * minute;
    await createReviewQueue({ store, policy }).claim({ tenant: 'acme', actor: 'reviewer/anna', recommendationId: id });
    await queue.after(2);
    expect(told()).toEqual([]);
    await queue.after(5);
    expect(told()).toEqual(['aged:seniors']);
  });

  test('is never approved by waiting', async () => {
    await waits('a');
    await using queue = await keeper({ review: { remindAfterMinutes: 1 } });
    for (let day = 0; day < 5; day += 1) await queue.after(100);
    expect(store.types()).not.toContain('verdict.given.v1');
  });

  test('is kept once by two keepers', async () => {
    await waits('a');
    const people = [{ id: 'anna', tenant: 'acme' }];
    const queues = { review: { remindAfterMinutes: 10 } };
    await using _one = await keeper(queues, people);
    await using other = await keeper(queues, people);
    store.nowMs += 10 * minute;
    await Promise.all([other.after(0), other.after(0)]);
    expect(told()).toEqual(['assigned:reviewer/anna', 'reminded:1']);
  });

  test('is given to people, the least busy first, up to what they take; the rest waits until somebody is free', async () => {
    const ids = [await waits('a'), await waits('b'), await waits('c'), await waits('d')];
    await using queue = await keeper({}, [
      { id: 'anna', tenant: 'acme', atMost: 1 },
      { id: 'ben', tenant: 'acme', atMost: 2 },
    ]);
    const assignees = async () =>
      Promise.all(ids.map(async (id) => (await store.recommendation('acme', id))?.assignee?.slice(9)));
    expect(await assignees()).toEqual(['anna', 'ben', 'ben', undefined]);
    const desk = createReviewDesk({ store, policy: await definePolicy([]) });
    const [recommendationId = ''] = ids;
    const { hash = '' } = (await store.recommendation('acme', recommendationId)) ?? {};
    const request = { kind: 'reject', hash, reason: { code: 'wrong' } } as const;
    await desk.give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId, request });
    await queue.after(2);
    expect((await assignees())[3]).toBe('anna');
  });
});

describe('who gets an item', () => {
  const item = { tenant: 'acme', need };
  const facts = { asked: 'desk', at: '2026-01-31T10:00:00Z', language: 'de', intent: 'refund' } as const;

  test.each<[string, readonly PersonEntry[], string | undefined]>([
    ['of another tenant', [{ id: 'a', tenant: 'other' }], undefined],
    ['without the role', [{ id: 'a', roles: ['agent'] }], undefined],
    ['who reads only', [{ id: 'a', roles: ['reader', 'writer'] }], undefined],
    ['of another queue', [{ id: 'a', queues: ['legal'] }], undefined],
    ['of the queue', [{ id: 'a', queues: ['review'] }], 'reviewer/a'],
    ['without the language', [{ id: 'a', skills: { languages: ['en'] } }], undefined],
    ['without the intent', [{ id: 'a', skills: { intents: ['delivery'] } }], undefined],
    ['with both', [{ id: 'A', skills: { languages: ['de'], intents: ['refund'] } }], 'reviewer/a'],
    ['who has enough to do', [{ id: 'busy', atMost: 3 }], undefined],
    ['who asked for it', [{ id: 'asker' }], undefined],
    ['who agreed already', [{ id: 'agreed' }], undefined],
    [
      'with less to do, before one who fits better',
      [{ id: 'busy', skills: { languages: ['de'] } }, { id: 'b' }],
      'reviewer/b',
    ],
    [
      'who fits better, of those with as little to do',
      [{ id: 'a' }, { id: 'b', skills: { languages: ['de'] } }],
      'reviewer/b',
    ],
    ['by name, of equals', [{ id: 'c' }, { id: 'b' }], 'reviewer/b'],
  ])('%s', (_, people, expected) => {
    const agreements = [{ reviewer: 'reviewer/agreed', verdictId: 'v', at: facts.at }];
    const asked = { ...item, policyFacts: facts, requestedBy: 'system/asker', agreements };
    const fourEyes = { ...asked, need: { ...need, reviewers: 2, fourEyes: true } };
    expect(assign(fourEyes, people, { 'reviewer/busy': 3 })).toBe(expected);
  });
});
