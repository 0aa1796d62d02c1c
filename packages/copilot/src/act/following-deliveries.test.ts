import type { ActionStatus, EventByType } from '@deskrail/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { delivery, received, sent } from '../../test/facts.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { recommended } from '../../test/recommended.js';
import { vendor } from '../../test/vendor.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewDesk } from '../review/review-desk.js';
import { startExecuting } from './executing.js';
import { followDelivery } from './following-deliveries.js';

const question = received('1', 'How long does delivery take?');
/** As the fake desk calls the first message that it makes. */
const messageId = 'c1';

let store: MemoryStore;
let desk: ReturnType<typeof vendor>;
beforeEach(() => {
  store = memoryStore();
  store.receive(question);
  desk = vendor();
});

const review = async () => createReviewDesk({ store, policy: await definePolicy([]) });

async function approve(proposal?: Parameters<typeof recommended>[1] & object): Promise<string> {
  const { recommendationId, hash } = await recommended(store, { seen: [question.id], ...proposal });
  const request = { kind: 'approve', hash } as const;
  const given = await (await review()).give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId, request });
  return given.recommendation.actions[0]?.id ?? '';
}

async function executeUntil(status: ActionStatus): Promise<void> {
  const options = { leaseMs: 60_000, graceMs: 120_000, pollMs: 2, closeTimeoutMs: 50, executor: 'host-1' };
  await using _executing = await startExecuting({
    ...{
      store,
      ...options,
      relay: { flushed: async () => {} },
      log: { append: async () => [] },
      connections: [desk.connection],
    },
    policy: await definePolicy([]),
  });
  await expect.poll(async () => (await store.actions('acme', {})).items[0]?.status, { interval: 2 }).toBe(status);
}

const follow = async (...facts: EventByType<'message.delivery-changed.v1'>[]) => {
  for (const fact of facts) {
    store.receive(fact);
    await followDelivery(store, fact);
  }
};
const view = async (id: string) => (await store.action('acme', id))?.view;
const outcomes = () => store.types().filter((type) => /^action\.(executed|failed|cancelled)/.test(type));

describe('a message that the desk took and could not deliver', () => {
  test.each([
    ['63016', 'window-closed'],
    ['21610', 'opted-out'],
    ['30003', 'undelivered'],
    [undefined, 'undelivered'],
    ['constructor', 'undelivered'],
  ])('turns its executed action into a failed one, once (%s: %s)', async (errorCode, code) => {
    const id = await approve();
    await executeUntil('executed');
    const failed = delivery(messageId, 'failed', { actionId: id, ...(errorCode !== undefined && { errorCode }) });
    await follow(failed, failed, delivery(messageId, 'undelivered', { actionId: id }));
    expect(await view(id)).toMatchObject({ status: 'failed', code, vendorId: messageId, found: 'answer' });
    expect(outcomes()).toEqual(['action.executed.v1', 'action.failed.v1']);
    const event = store.emitted.find(({ type }) => type === 'action.failed.v1');
    expect(event).toMatchObject({ causationid: failed.id, data: { permanent: true } });
  });

  test('is known by the desk’s id of it where the desk does not name the action', async () => {
    const id = await approve();
    await executeUntil('executed');
    await follow(delivery('another', 'failed'), delivery(messageId, 'failed', { connection: 'other' }));
    expect(await view(id)).toMatchObject({ status: 'executed' });
    await follow(delivery(messageId, 'undelivered'));
    expect(await view(id)).toMatchObject({ status: 'failed' });
  });

  test.each(['action', 'message'] as const)(
    'and says so before its start’s end is written down (by %s)',
    async (by) => {
      const id = await approve();
      desk.after = async () => {
        await follow(delivery(messageId, 'failed', { errorCode: '63016', ...(by === 'action' && { actionId: id }) }));
        return undefined;
      };
      await executeUntil('failed');
      expect(await view(id)).toMatchObject({ code: 'window-closed', vendorId: messageId });
      expect(outcomes()).toEqual(['action.executed.v1', 'action.failed.v1']);
    },
  );

  test('is a failure also where only a person knew that it was sent', async () => {
    const id = await approve();
    desk.after = () => ({ outcome: 'uncertain', why: 'timed-out' });
    desk.executor.lookUp = async () => ({ found: false, certain: false });
    await executeUntil('started');
    await follow(delivery('SM1', 'failed', { actionId: id }));
    await store.transact({ tenant: 'acme', conversation: conversationSubject }, (unit) =>
      unit.emit({
        ...(store.emitted.find(({ id: of }) => of === id) as EventByType<'action.approved.v1'>),
        id: `${id}/uncertain`,
        type: 'action.uncertain.v1',
        data: { actionId: id, why: 'timed-out' },
      }),
    );
    const said = { tenant: 'acme', actor: 'reviewer/anna', actionId: id, request: { outcome: 'executed' } } as const;
    expect(await (await review()).resolve(said)).toMatchObject({ status: 'failed', code: 'undelivered' });
  });

  test('that was delivered after all is no failure: the desk’s words overtake each other', async () => {
    const id = await approve();
    await executeUntil('executed');
    store.receive(sent(messageId, 'Ours', { actionId: id }));
    await follow(delivery(messageId, 'delivered', { actionId: id }), delivery(messageId, 'failed', { actionId: id }));
    expect(await view(id)).toMatchObject({ status: 'executed' });
  });

  test('keeps what was to follow from happening', async () => {
    const id = await approve({
      proposal: { kind: 'escalation', to: 'seniors', why: 'asked', note: 'Look.', priority: 'high' },
    });
    desk.after = async (action) => {
      if (action.id === id) await follow(delivery(messageId, 'failed', { actionId: id }));
      return undefined;
    };
    await executeUntil('failed');
    expect((await store.actions('acme', {})).items).toMatchObject([
      { status: 'failed', code: 'undelivered' },
      { status: 'cancelled', code: 'earlier-failed' },
    ]);
    expect(desk.calls).toEqual([id]);
  });
});

test('nothing is said of actions that are not ours, or of messages on their way', async () => {
  const id = await approve();
  await executeUntil('executed');
  const before = store.types();
  await follow(delivery(messageId, 'sent', { actionId: id }), delivery('x', 'failed', { actionId: 'act_none' }));
  expect(store.types()).toEqual(before);
});
