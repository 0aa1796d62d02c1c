import type { EventByType, Proposal, RecommendationView } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CarryingOut, carryingOut, question } from '../../test/carrying-out.js';
import { delivery, observed, received, sent } from '../../test/facts.js';
import { recommended } from '../../test/recommended.js';
import { followDelivery } from './following-deliveries.js';

const anna = { tenant: 'acme', actor: 'reviewer/anna' };
let place: CarryingOut;
let store: CarryingOut['store'];
let desk: CarryingOut['desk'];

beforeEach(() => {
  place = carryingOut();
  ({ store, desk } = place);
});
afterEach(() => place.close());

const review: CarryingOut['review'] = (rules) => place.review(rules);
const execute: CarryingOut['execute'] = (id, status) => place.execute(id, status);

async function approve(proposal?: Proposal): Promise<readonly string[]> {
  const { recommendationId, hash } = await recommended(store, { seen: [question.id], ...(proposal && { proposal }) });
  return give({ recommendationId, hash });
}

async function give({ recommendationId, hash = '' }: Pick<RecommendationView, 'recommendationId' | 'hash'>) {
  const given = await (await review()).give({ ...anna, recommendationId, request: { kind: 'approve', hash } });
  return given.recommendation.actions.map((action) => action.id);
}

const fail = { outcome: 'failed', code: 'ticket-locked', status: 422, permanent: true } as const;
const follow = async (...facts: EventByType<'message.delivery-changed.v1'>[]) => {
  for (const fact of facts) {
    store.receive(fact);
    await followDelivery(store, fact);
  }
};
const inQueue = async () => (await store.recommendations('acme', { status: 'open' })).items;
/** What is in the queue, once it is this many. */
const waiting = (count: number) =>
  vi.waitFor(async () => {
    const items = await inQueue();
    expect(items).toHaveLength(count);
    return items as readonly [RecommendationView, ...RecommendationView[]];
  });

describe('what failed for good', () => {
  test('waits for a person once more, who sees why; approved again it is another action', async () => {
    desk.before = () => fail;
    const [id = ''] = await approve();
    await execute(id, 'failed');
    const [again] = await waiting(1);
    expect(again).toMatchObject({
      kind: 'reply',
      outcome: 'review',
      flags: ['action-failed'],
      findings: [{ flag: 'action-failed', detail: 'ticket-locked' }],
      need: { role: 'reviewer', reviewers: 1 },
    });
    expect(Date.parse(again.need?.dueAt ?? '')).toBeGreaterThan(store.nowMs);
    desk.before = () => undefined;
    const [second = ''] = await give(again);
    expect(second).not.toBe(id);
    await execute(second, 'executed');
    expect(await inQueue()).toEqual([]);
  });

  test('and fails again, is not proposed a third time: somebody is asked to look', async () => {
    desk.before = () => fail;
    const [first = ''] = await approve();
    await execute(first, 'failed');
    const [second = ''] = await give((await waiting(1))[0]);
    await execute(second, 'failed');
    const [notice] = await waiting(1);
    expect(notice).toMatchObject({ kind: 'escalation', flags: ['action-failed'], risk: 'high' });
    expect(notice.proposal).toMatchObject({ why: expect.stringContaining('ticket-locked') });
    expect(await give(notice)).toEqual([]);
    expect(await inQueue()).toEqual([]);
  });

  test('is proposed again without what was done of it', async () => {
    desk.before = (action) => (action.parameters.kind === 'set-priority' ? fail : undefined);
    const proposal: Proposal = { kind: 'escalation', to: 'seniors', why: 'asked', note: 'Look.', priority: 'high' };
    const [note = '', priority = ''] = await approve(proposal);
    await execute(priority, 'failed');
    const [again] = await waiting(1);
    expect(again.proposal).toEqual({ kind: 'escalation', to: 'seniors', why: 'asked', priority: 'high' });
    expect(desk.effects).toEqual([note]);
  });

  test('comes back where the desk has newer words that never reached us', async () => {
    desk.before = () => ({ outcome: 'failed', code: 'conflict', status: 409, permanent: false });
    const time = setInterval(() => {
      store.nowMs += 1_000;
    }, 2);
    try {
      const [id = ''] = await approve();
      await execute(id, 'cancelled');
      expect((await waiting(1))[0]).toMatchObject({ kind: 'reply', findings: [{ detail: 'stale' }] });
    } finally {
      clearInterval(time);
    }
  });

  test('does not come back where the customer has written since: somebody is asked to look', async () => {
    desk.before = async () => {
      store.receive(received('2', 'Never mind.', { minutes: 1 }));
      return fail;
    };
    const [id = ''] = await approve();
    await execute(id, 'failed');
    expect((await waiting(1))[0]).toMatchObject({ kind: 'escalation' });
  });

  test('takes nothing newer’s place, and leaves an open escalation’s ground to be read', async () => {
    const standing = { kind: 'escalation', to: 'seniors', why: 'A lawyer is mentioned.' } as const;
    desk.before = () => fail;
    const [id = ''] = await approve();
    const newer = await recommended(store, { seen: [question.id], id: 'newer' });
    await recommended(store, { proposal: standing, id: 'standing' });
    await execute(id, 'failed');
    await vi.waitFor(async () => {
      const items = await inQueue();
      expect(items.find(({ kind }) => kind === 'reply')).toMatchObject(newer);
      const escalation = items.find(({ kind }) => kind === 'escalation')?.proposal;
      expect(escalation).toMatchObject({ to: 'seniors', why: expect.stringMatching(/failed.* A lawyer/u) });
    });
  });

  test('makes an open escalation no easier to let go: who it waits for, how many, and not who asked', async () => {
    const standing = { kind: 'escalation', to: 'seniors', why: 'A lawyer is mentioned.', note: 'Call them.' } as const;
    const need = { role: 'senior', queue: 'legal', reviewers: 2, fourEyes: true } as const;
    const policyFacts = { asked: 'desk', at: question.time, intent: 'legal' } as const;
    desk.before = () => fail;
    const [id = ''] = await approve();
    await recommended(store, { seen: [question.id], id: 'newer' });
    const data = { need, policyFacts, requestedBy: 'reviewer/sam' };
    await recommended(store, { proposal: standing, id: 'standing', data });
    await execute(id, 'failed');
    const escalation = await vi.waitFor(async () => {
      const found = (await inQueue()).find(
        ({ kind, flags }) => kind === 'escalation' && flags?.includes('action-failed'),
      );
      if (found === undefined) throw new Error('nobody was told');
      return found;
    });
    expect(escalation).toMatchObject({ proposal: { note: 'Call them.' }, ...data });
    await expect(give(escalation)).rejects.toMatchObject({ code: 'forbidden', details: { role: 'senior' } });
  });
});

describe('what the vendor could not deliver', () => {
  async function delivered(): Promise<string> {
    const [id = ''] = await approve();
    await execute(id, 'executed');
    store.receive(sent('c1', 'Ours', { actionId: id }));
    return id;
  }

  test('an hour later, is back in the queue once, however often it is told', async () => {
    const id = await delivered();
    store.nowMs += 3_600_000;
    const failed = delivery('c1', 'failed', { actionId: id, errorCode: '63016' });
    await follow(failed, failed, delivery('c1', 'undelivered', { actionId: id, told: 2 }));
    const [again] = await waiting(1);
    expect(again).toMatchObject({ kind: 'reply', findings: [{ flag: 'action-failed', detail: 'window-closed' }] });
    const told = store.emitted.length;
    await give(again);
    await follow(failed);
    expect(await inQueue()).toEqual([]);
    expect(store.emitted).toHaveLength(told + 2);
  });

  test('is back in the queue though its case was solved with it, and can be sent again', async () => {
    const id = await delivered();
    store.receive(observed('solved'));
    await follow(delivery('c1', 'failed', { actionId: id }));
    const [again] = await waiting(1);
    const [second = ''] = await give(again);
    await execute(second, 'executed');
  });

  test('because the customer wants no more, is nothing to send again', async () => {
    const id = await delivered();
    await follow(delivery('c1', 'failed', { actionId: id, errorCode: '21610' }));
    expect((await waiting(1))[0]).toMatchObject({ kind: 'escalation', findings: [{ detail: 'opted-out' }] });
  });
});

describe('what nobody is sure of', () => {
  async function uncertain(): Promise<string> {
    desk.after = () => ({ outcome: 'uncertain', why: 'timed-out' });
    desk.executor.lookUp = async () => ({ found: false, certain: false });
    const [id = ''] = await approve();
    await execute(id, 'started');
    store.nowMs += 180_000;
    await execute(id, 'uncertain');
    return id;
  }

  test('is put before a person as a question, never as something to approve again', async () => {
    await uncertain();
    const [notice] = await waiting(1);
    expect(notice).toMatchObject({ kind: 'escalation', flags: ['action-uncertain'], need: { role: 'reviewer' } });
    expect(await give(notice)).toEqual([]);
    expect(desk.calls).toHaveLength(1);
  });

  test.each(['executed', 'cancel', 'retry'] as const)(
    'leaves the queue once a person has said: %s',
    async (outcome) => {
      const actionId = await uncertain();
      const [notice] = await waiting(1);
      desk.after = () => undefined;
      await (await review()).resolve({ ...anna, actionId, request: { outcome } });
      expect(await store.recommendation('acme', notice.recommendationId)).toMatchObject({
        status: 'superseded',
        superseded: { reason: 'answered', by: actionId },
      });
    },
  );

  test('and turns out to have failed at the vendor, is back in the queue', async () => {
    const actionId = await uncertain();
    await waiting(1);
    await follow(delivery('SM1', 'failed', { actionId }));
    await (await review()).resolve({ ...anna, actionId, request: { outcome: 'executed' } });
    expect((await waiting(1))[0]).toMatchObject({ kind: 'reply', flags: ['action-failed'] });
  });
});
