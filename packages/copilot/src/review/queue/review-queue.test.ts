import type { Person, PersonEntry, ReviewQueue, ReviewRole, Suggestion } from '@deskrail/contracts';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { received } from '../../../test/facts.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../../test/memory-store.js';
import { recommended } from '../../../test/recommended.js';
import { definePolicy } from '../../policy/define-policy.js';
import { createReviewDesk } from '../review-desk.js';
import { createReviewQueue } from './review-queue.js';

const order = ['agent', 'reviewer', 'senior', 'admin'] as const;
const person = (name: string, role: ReviewRole = 'reviewer', queues?: readonly string[]): Person => ({
  ...{ tenant: 'acme', actor: `reviewer/${name}` },
  rights: { roles: order.slice(0, order.indexOf(role) + 1), ...(queues && { queues }) },
});
const anna = person('anna');
const ben = person('ben');
const sue = person('sue', 'senior');

let store: MemoryStore;
const open = async (people: readonly PersonEntry[] = []): Promise<ReviewQueue> =>
  createReviewQueue({ store, people, policy: await definePolicy([]) });

/** Something that waits; `dueIn` minutes. */
async function waits(name: string, { dueIn = 60, ...data }: { dueIn?: number } & Partial<Suggestion['data']> = {}) {
  const need = { role: 'reviewer', queue: 'review', reviewers: 1, fourEyes: false } as const;
  const dueAt = new Date(store.nowMs + dueIn * 60_000).toISOString();
  const made = await recommended(store, {
    ...{ id: name, proposal: { kind: 'escalation', to: name, why: 'x' }, bare: true },
    data: { ...data, need: { ...need, ...data.need, dueAt } },
  });
  return made.recommendationId;
}
const read = (id: string) => store.recommendation('acme', id);

beforeEach(() => {
  store = memoryStore();
  store.receive(received('1', 'Hello?'));
});

describe('a claim', () => {
  test('keeps others out until it is over', async () => {
    const queue = await open();
    const id = await waits('a');
    const { claim, recommendation } = await queue.claim({ ...anna, recommendationId: id });
    expect(recommendation.claim).toEqual(claim);
    await expect(queue.claim({ ...ben, recommendationId: id })).rejects.toMatchObject({
      ...{ code: 'claimed', details: { holder: 'reviewer/anna', expiresAt: claim.expiresAt } },
    });
    store.nowMs += 300_000;
    const next = await queue.claim({ ...ben, recommendationId: id });
    expect(next.claim.token).toBeGreaterThan(claim.token);
  });

  test('again is the same, longer; a heartbeat makes it as long as at first', async () => {
    const queue = await open();
    const id = await waits('a');
    const { claim } = await queue.claim({ ...anna, recommendationId: id, leaseSeconds: 60 });
    store.nowMs += 50_000;
    const beat = await queue.heartbeat({ ...anna, recommendationId: id, token: claim.token });
    expect([beat.token, Date.parse(beat.expiresAt)]).toEqual([claim.token, store.nowMs + 60_000]);
    expect((await queue.claim({ ...anna, recommendationId: id })).claim.token).toBe(claim.token);
  });

  test('that is over, another’s or decided upon has no heartbeat', async () => {
    const queue = await open();
    const id = await waits('a');
    const { claim } = await queue.claim({ ...anna, recommendationId: id });
    await expect(queue.heartbeat({ ...ben, recommendationId: id, token: claim.token })).rejects.toMatchObject({
      code: 'claim-lost',
    });
    const desk = createReviewDesk({ store, policy: await definePolicy([]) });
    const hash = (await read(id))?.hash ?? '';
    await desk.give({ ...anna, recommendationId: id, request: { kind: 'approve', hash, claim: claim.token } });
    await expect(queue.heartbeat({ ...anna, recommendationId: id, token: claim.token })).rejects.toMatchObject({
      code: 'claim-lost',
    });
    await expect(queue.claim({ ...ben, recommendationId: id })).rejects.toMatchObject({ code: 'already-decided' });
  });

  test('is given back by its own token alone', async () => {
    const queue = await open();
    const id = await waits('a');
    const { claim } = await queue.claim({ ...anna, recommendationId: id });
    await queue.release({ ...ben, recommendationId: id, token: claim.token });
    await queue.release({ ...anna, recommendationId: id, token: claim.token + 1 });
    expect((await read(id))?.claim).toBeDefined();
    await queue.release({ ...anna, recommendationId: id, token: claim.token });
    expect((await read(id))?.claim).toBeUndefined();
  });

  test('is taken over by a senior; what was decided under it then is refused', async () => {
    const queue = await open();
    const id = await waits('a');
    await queue.route({ ...anna, recommendationId: id, request: { assignee: 'anna' } });
    const { claim } = await queue.claim({ ...anna, recommendationId: id });
    await expect(queue.claim({ ...ben, recommendationId: id, takeOver: true })).rejects.toMatchObject({
      ...{ code: 'forbidden', details: { role: 'senior' } },
    });
    const over = await queue.claim({ ...sue, recommendationId: id, takeOver: true });
    expect(over.recommendation).toMatchObject({ assignee: 'reviewer/sue', claim: { holder: 'reviewer/sue' } });
    const desk = createReviewDesk({ store, policy: await definePolicy([]) });
    const request = { kind: 'approve', hash: over.recommendation.hash ?? '', claim: claim.token } as const;
    await expect(desk.give({ ...anna, recommendationId: id, request })).rejects.toMatchObject({ code: 'claim-lost' });
  });

  test('is for those who may decide it', async () => {
    const queue = await open();
    const id = await waits('a');
    await expect(queue.claim({ ...person('amy', 'agent'), recommendationId: id })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(queue.claim({ ...person('ann', 'senior', ['other']), recommendationId: id })).rejects.toMatchObject({
      ...{ code: 'forbidden', details: { queue: 'review' } },
    });
    await expect(queue.claim({ ...anna, recommendationId: 'rec_none' })).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('who looks is told to whoever else looks', async () => {
  const queue = await open();
  const id = await waits('a');
  await queue.look({ ...anna, recommendationId: id });
  const { looking } = await queue.look({ ...ben, recommendationId: id });
  expect(looking.map(({ reviewer }) => reviewer)).toEqual(['reviewer/anna', 'reviewer/ben']);
  store.nowMs += 31_000;
  expect((await queue.look({ ...ben, recommendationId: id })).looking).toHaveLength(1);
});

describe('what is next', () => {
  test('is what is due first; two who ask at once never get the same', async () => {
    const queue = await open();
    const ids = [await waits('late', { dueIn: 90 }), await waits('soon', { dueIn: 5 }), await waits('mid')];
    const got = await Promise.all([anna, ben, sue, anna].map((who) => queue.next(who)));
    expect(got.map((one) => one?.recommendation.recommendationId)).toEqual([ids[1], ids[2], ids[0], undefined]);
  });

  test('is mine before nobody’s, and never another’s', async () => {
    const queue = await open();
    const [soon, mine, theirs] = [await waits('soon', { dueIn: 1 }), await waits('mine'), await waits('theirs')];
    await queue.route({ ...sue, recommendationId: mine, request: { assignee: 'Anna' } });
    await queue.route({ ...sue, recommendationId: theirs, request: { assignee: 'ben' } });
    const got = [await queue.next(anna), await queue.next(anna), await queue.next(anna)];
    expect(got.map((one) => one?.recommendation.recommendationId)).toEqual([mine, soon, undefined]);
  });

  test('is what they may decide, in the queue that they ask for', async () => {
    const queue = await open();
    await waits('senior', { need: { role: 'senior', queue: 'money', reviewers: 1, fourEyes: false } });
    const plain = await waits('plain');
    expect(await queue.next({ ...anna, queue: 'money' })).toBeUndefined();
    expect(await queue.next(person('amy', 'agent'))).toBeUndefined();
    expect((await queue.next(person('max', 'senior', ['review'])))?.recommendation.recommendationId).toBe(plain);
    expect((await queue.next({ ...sue, queue: 'money' }))?.recommendation.queue).toBe('money');
  });

  test('is what their skills fit, and what they can bring further', async () => {
    const skills = { languages: ['en'] };
    const queue = await open([{ id: 'anna', tenant: 'acme', skills }]);
    const facts = { asked: 'desk', at: '2026-01-31T10:00:00Z' } as const;
    await waits('german', { policyFacts: { ...facts, language: 'de' } });
    const four = { role: 'reviewer', queue: 'review', reviewers: 2, fourEyes: true } as const;
    await waits('own', { requestedBy: 'reviewer/anna', need: four });
    const english = await waits('english', { policyFacts: { ...facts, language: 'en' } });
    expect((await queue.next(anna))?.recommendation.recommendationId).toBe(english);
    expect(await queue.next(anna)).toBeUndefined();
  });
});

describe('passing on', () => {
  test('to a queue gives it its time anew, and to nobody in particular', async () => {
    const queue = await open();
    const id = await waits('a');
    await queue.route({ ...anna, recommendationId: id, request: { assignee: 'anna' } });
    store.nowMs += 30 * 60_000;
    const view = await queue.route({ ...anna, recommendationId: id, request: { queue: 'legal' } });
    expect(view).toMatchObject({ queue: 'legal', dueAt: new Date(store.nowMs + 3_600_000).toISOString() });
    expect(view.assignee).toBeUndefined();
    expect(store.emitted.at(-1)).toMatchObject({ data: { why: 'queue', assignee: null } });
  });

  test('what is somebody else’s takes a senior', async () => {
    const queue = await open();
    const id = await waits('a');
    await queue.route({ ...anna, recommendationId: id, request: { assignee: 'ben' } });
    await expect(queue.route({ ...anna, recommendationId: id, request: { assignee: 'anna' } })).rejects.toMatchObject({
      ...{ code: 'forbidden', details: { role: 'senior' } },
    });
    expect(await queue.route({ ...sue, recommendationId: id, request: { assignee: null } })).not.toHaveProperty(
      'assignee',
    );
    await expect(
      queue.route({ ...person('amy', 'agent'), recommendationId: id, request: { queue: 'x' } }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });

  test.each([{ assignee: '\u200b' }, { assignee: ' ' }, { queue: '\u0000q' }, { queue: 'a\nb' }, { queue: '\ud800' }])(
    'to nobody, or where nobody can look, is refused: %j',
    async (request) => {
      const queue = await open();
      const id = await waits('one');
      await expect(queue.route({ ...sue, recommendationId: id, request })).rejects.toMatchObject({
        code: 'request-invalid',
      });
      const verdict = { hash: (await store.recommendation('acme', id))?.hash ?? '', kind: 'escalate' as const };
      const desk = createReviewDesk({ store, policy: await definePolicy([]) });
      const escalated = { ...verdict, escalateTo: request.queue ?? '\u007f' };
      await expect(desk.give({ ...sue, recommendationId: id, request: escalated })).rejects.toMatchObject({
        code: 'request-invalid',
      });
    },
  );

  test('is to people who are there and may decide it', async () => {
    const queue = await open([
      { id: 'ben', tenant: 'acme', roles: ['reviewer'] },
      { id: 'amy', tenant: 'acme', roles: ['agent'] },
      { id: 'zoe', tenant: 'other' },
    ]);
    const id = await waits('a');
    for (const assignee of ['nobody', 'amy', 'zoe']) {
      await expect(queue.route({ ...anna, recommendationId: id, request: { assignee } })).rejects.toMatchObject({
        code: 'request-invalid',
      });
    }
    expect(await queue.route({ ...anna, recommendationId: id, request: { assignee: 'BEN' } })).toMatchObject({
      assignee: 'reviewer/ben',
    });
  });

  test('is refused while somebody else holds it, and ends one’s own claim', async () => {
    const queue = await open();
    const id = await waits('a');
    await queue.claim({ ...anna, recommendationId: id });
    const request = { queue: 'legal' };
    await expect(queue.route({ ...ben, recommendationId: id, request })).rejects.toMatchObject({ code: 'claimed' });
    expect((await queue.route({ ...anna, recommendationId: id, request })).claim).toBeUndefined();
  });

  test('as it is already, nothing is told', async () => {
    const queue = await open();
    const id = await waits('a');
    const before = store.emitted.length;
    await queue.route({ ...anna, recommendationId: id, request: { queue: 'review', assignee: null } });
    expect(store.emitted).toHaveLength(before);
  });
});

test('people take a conversation over and hand it back, each told once', async () => {
  const queue = await open();
  for (const automation of ['held', 'held', 'released', 'released'] as const) {
    await queue.automate({ ...person('amy', 'agent'), conversation: conversationSubject, automation });
    const transact = vi.spyOn(store, 'transact');
    expect(await queue.automationOf({ tenant: anna.tenant, conversation: conversationSubject })).toBe(automation);
    // Who reads holds up nobody who decides.
    expect(transact).not.toHaveBeenCalled();
    transact.mockRestore();
  }
  expect(store.types()).toEqual(['automation.held.v1', 'automation.released.v1']);
  await expect(
    queue.automate({ ...anna, conversation: 'conversation:zendesk:none', automation: 'held' }),
  ).rejects.toMatchObject({ code: 'not-found' });
  await expect(
    queue.automationOf({ tenant: anna.tenant, conversation: 'conversation:zendesk:none' }),
  ).rejects.toMatchObject({
    code: 'not-found',
  });
});
