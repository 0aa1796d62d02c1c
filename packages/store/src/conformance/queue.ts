import type { ReviewQueueQuery, Suggestion } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { conversationOf, course, suggestion, tenant, verdict } from './events.js';
import { at } from './facts.js';
import { all } from './reads.js';
import type { Bench } from './run-store-conformance.js';

const minuteMs = 60_000;

export function testQueue(bench: Bench): void {
  const from = (minutes: number): string => new Date(bench.clock.now() + minutes * minuteMs).toISOString();
  const keyOf = (id: string) => ({ tenant, conversation: conversationOf(id) });

  interface Item {
    readonly due?: number;
    readonly risk?: 'low' | 'medium' | 'high';
    readonly created?: number;
    readonly queue?: string;
    readonly facts?: { readonly intent?: string; readonly language?: string; readonly channel?: string };
  }

  /** In minutes from now. */
  async function add(
    id: string,
    { due, risk, created = -10, queue = 'review', facts }: Item = {},
  ): Promise<Suggestion> {
    const need = { role: 'reviewer', queue, reviewers: 1, fourEyes: false } as const;
    const suggested = suggestion(id, {
      ...{ conversation: conversationOf(id), time: from(created), seen: [] },
      more: {
        need: due === undefined ? need : { ...need, dueAt: from(due) },
        ...(risk !== undefined && { risk }),
        ...(facts !== undefined && { policyFacts: { asked: 'desk', at: at(1), ...facts } }),
      },
    });
    await bench.store.transact(keyOf(id), (unit) => unit.emit(suggested));
    return suggested;
  }
  const ids = async (query: ReviewQueueQuery = {}): Promise<string[]> => {
    const items = await all((cursor) => bench.store.queue(tenant, { limit: 3, ...query, cursor }));
    return items.map(({ recommendationId }) => recommendationId);
  };
  const assign = (id: string, assignee: string) =>
    bench.store.transact(keyOf(id), (unit) =>
      unit.emit(course('recommendation.routed.v1', { recommendationId: id, assignee, why: 'assigned' })),
    );

  test('what is due comes first, then what could do more harm, then what is older', async () => {
    await add('no-time-high', { risk: 'high' });
    await add('later', { due: 30, risk: 'high' });
    await add('soon-low', { due: 5, risk: 'low', created: -60 });
    await add('soon-high-young', { due: 5, risk: 'high', created: -1 });
    await add('soon-high-old', { due: 5, risk: 'high', created: -2 });
    await add('soon-unknown', { due: 5, created: -90 });
    await add('overdue', { due: -5, risk: 'low' });
    await add('no-time-low', { risk: 'low', created: -99 });
    const order = ['overdue', 'soon-high-old', 'soon-high-young', 'soon-low', 'soon-unknown', 'later'];
    expect(await ids()).toEqual([...order, 'no-time-high', 'no-time-low']);
    expect(await ids({ overdue: true })).toEqual(['overdue']);
    expect(await ids({ overdue: false, limit: 1 })).toEqual([...order.slice(1), 'no-time-high', 'no-time-low']);
  });

  test('pages have neither gap nor double among equals, and what is decided leaves', async () => {
    for (let index = 0; index < 11; index += 1) await add(`e${index}`, { due: 5 });
    expect((await ids()).sort()).toEqual(Array.from({ length: 11 }, (_, index) => `e${index}`).sort());
    const { next } = await bench.store.queue(tenant, { limit: 4 });
    const taken = await ids({ limit: 4 });
    const gone = await add('gone', { due: 1 });
    await bench.store.transact(keyOf('gone'), (unit) => unit.emit(verdict('ver', gone, from(0), false)));
    expect((await bench.store.queue(tenant, { limit: 4, cursor: next })).items.map((v) => v.recommendationId)).toEqual(
      taken.slice(4, 8),
    );
    await expect(bench.store.queue(tenant, { cursor: 'x' })).rejects.toMatchObject({ code: 'request-invalid' });
  });

  test('is filtered by queue, person, claim and what policy was told', async () => {
    await add('a', { facts: { intent: 'refund', language: 'de', channel: 'email' }, risk: 'high' });
    await add('b', { queue: 'seniors', facts: { intent: 'refund', language: 'en' } });
    await add('c', { queue: 'spanish' });
    await assign('b', 'reviewer/anna');
    await bench.store.transact(keyOf('c'), (unit) => unit.grantClaim('c', { holder: 'reviewer/bo', leaseMs: 1000 }));
    expect(await ids({ queue: 'seniors' })).toEqual(['b']);
    expect((await ids({ queues: ['review', 'spanish'] })).sort()).toEqual(['a', 'c']);
    expect(await ids({ queue: 'seniors', queues: ['review'] })).toEqual([]);
    expect(await ids({ queues: [] })).toEqual([]);
    expect(await ids({ assignee: 'reviewer/anna' })).toEqual(['b']);
    expect((await ids({ assignee: null })).sort()).toEqual(['a', 'c']);
    expect((await ids({ intent: 'refund' })).sort()).toEqual(['a', 'b']);
    expect(await ids({ intent: 'refund', language: 'de', channel: 'email', risk: 'high', kind: 'reply' })).toEqual([
      'a',
    ]);
    expect(await ids({ kind: 'escalation' })).toEqual([]);
    expect(await ids({ claimed: true })).toEqual(['c']);
    expect((await ids({ claimed: false })).sort()).toEqual(['a', 'b']);
    bench.clock.advance(1000);
    expect(await ids({ claimed: true })).toEqual([]);
  });

  test('each queue is summed up, and each person’s load told', async () => {
    await add('a', { due: -1, created: -30 });
    await add('b', { due: 9 });
    await add('c', { queue: 'seniors' });
    await assign('b', 'reviewer/anna');
    await bench.store.transact(keyOf('a'), (unit) => unit.grantClaim('a', { holder: 'reviewer/bo', leaseMs: 1000 }));
    expect(await bench.store.queues(tenant)).toEqual([
      {
        ...{ queue: 'review', open: 2, overdue: 1, claimed: 1, unassigned: 1, oldestSeconds: 1800 },
        nextDueAt: expect.stringMatching(/Z$/),
      },
      { queue: 'seniors', open: 1, overdue: 0, claimed: 0, unassigned: 1, oldestSeconds: 600 },
    ]);
    const [review] = await bench.store.queues(tenant);
    expect(Date.parse(review?.nextDueAt ?? '')).toBe(bench.clock.now() - minuteMs);
    expect(await bench.store.loads(tenant)).toEqual({ 'reviewer/anna': 1 });
    bench.clock.advance(1000);
    expect((await bench.store.queues(tenant))[0]?.claimed).toBe(0);
  });

  test('the keeper finds what is open, and again when it said', async () => {
    const due = async () =>
      (await bench.store.queueDue({ limit: 10 })).map(({ recommendationId }) => recommendationId).sort();
    await add('a');
    await add('b');
    expect(await due()).toEqual(['a', 'b']);
    await bench.store.transact(keyOf('a'), (unit) => unit.lookAgainAt('a', from(1)));
    expect(await due()).toEqual(['b']);
    await assign('a', 'reviewer/anna');
    bench.clock.advance(minuteMs - 1);
    expect(await due()).toEqual(['b']);
    bench.clock.advance(1);
    expect(await due()).toEqual(['a', 'b']);
    expect(await bench.store.queueDue({ limit: 1 })).toHaveLength(1);
  });
}
