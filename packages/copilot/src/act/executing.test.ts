import { type ActionStatus, DeskrailError, type Policy, type Store } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { received } from '../../test/facts.js';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { recommended } from '../../test/recommended.js';
import { type Vendor, vendor } from '../../test/vendor.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewDesk } from '../review/review-desk.js';
import { type Executing, type ExecutingOptions, startExecuting } from './executing.js';

const leaseMs = 60_000;
const graceMs = 120_000;
const question = received('1', 'How long does delivery take?');

let store: MemoryStore;
let desk: Vendor;
let policy: Policy;
let running: Executing[];

beforeEach(async () => {
  store = memoryStore();
  store.receive(question);
  desk = vendor();
  policy = await definePolicy([]);
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((executing) => executing.close()));
});

async function approve(): Promise<void> {
  const { recommendationId, hash } = await recommended(store, { seen: [question.id] });
  const review = createReviewDesk({ store, policy });
  const request = { kind: 'approve', hash } as const;
  await review.give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId, request });
}

async function start(options: Partial<ExecutingOptions> = {}): Promise<Executing> {
  const executing = await startExecuting({
    store,
    relay: { flushed: async () => {} },
    log: { append: async () => [] },
    connections: [desk.connection],
    executor: 'host-1',
    policy,
    leaseMs,
    graceMs,
    pollMs: 2,
    closeTimeoutMs: 50,
    ...options,
  });
  running.push(executing);
  return executing;
}

const action = async () => (await store.actions('acme', {})).items[0];
const reaches = (status: ActionStatus) =>
  vi.waitFor(async () => expect((await action())?.status).toBe(status), { timeout: 5_000, interval: 2 });

test('an approved reply is sent once, and its start is in the log before', async () => {
  const order: string[] = [];
  desk.before = () => void order.push('vendor');
  await start({ relay: { flushed: async (id) => void order.push(id) } });
  await approve();
  await reaches('executed');
  expect(await action()).toMatchObject({ found: 'answer', vendorId: 'c1', attempts: 1 });
  expect(order).toEqual([`${desk.effects[0]}/started/1`, 'vendor']);
});

test('a newer message in the last moment cancels it, and nothing is sent', async () => {
  await approve();
  store.receive(received('2', 'Wait!', { minutes: 1 }));
  await start();
  await reaches('cancelled');
  expect(await action()).toMatchObject({ code: 'stale' });
  expect(desk.calls).toEqual([]);
});

test('what was refused for the moment is tried again', async () => {
  let refusals = 2;
  const refusal = { outcome: 'failed', code: 'desk-unavailable', permanent: false, retryAfterMs: 5_000 } as const;
  desk.before = () => {
    refusals -= 1;
    // The wait is by the store's clock.
    store.nowMs += 10_000;
    return refusals < 0 ? undefined : refusal;
  };
  const waiting = setInterval(() => {
    store.nowMs += 1_000;
  }, 2);
  try {
    await approve();
    await start();
    await reaches('executed');
  } finally {
    clearInterval(waiting);
  }
  expect(desk.effects).toHaveLength(1);
  expect(await action()).toMatchObject({ attempts: 3 });
});

test.each([
  ['rate-limited', 429],
  ['desk-unavailable', 503],
  ['conflict', 409],
])('a refusal that came after the effect (%s) is found out before anything is sent again', async (code, status) => {
  desk.after = () => ({ outcome: 'failed', code, status, permanent: false, retryAfterMs: 1_000 });
  const monotonicMs = () => store.nowMs;
  const waiting = setInterval(() => {
    store.nowMs += 1_000;
  }, 2);
  try {
    await approve();
    await start({ monotonicMs });
    await reaches('executed');
  } finally {
    clearInterval(waiting);
  }
  expect(desk.effects).toHaveLength(1);
  expect(await action()).toMatchObject({ found: 'marker', attempts: 1 });
});

test('what the last try did, though it was refused, is no failure', async () => {
  desk.after = () => ({ outcome: 'failed', code: 'desk-unavailable', status: 500, permanent: false });
  await approve();
  await start({ maxAttempts: 1 });
  await reaches('executed');
  expect(await action()).toMatchObject({ found: 'marker' });
});

test('a conflict that does not go away ends as stale', async () => {
  desk.before = () => ({ outcome: 'failed', code: 'conflict', status: 409, permanent: false });
  const waiting = setInterval(() => {
    store.nowMs += 1_000;
  }, 2);
  try {
    await approve();
    await start();
    await reaches('cancelled');
  } finally {
    clearInterval(waiting);
  }
  expect(await action()).toMatchObject({ code: 'stale', attempts: 3 });
});

test('a call without an answer is found by its marker', async () => {
  desk.after = () => ({ outcome: 'uncertain', why: 'timed-out' });
  await approve();
  await start();
  await reaches('executed');
  expect(await action()).toMatchObject({ found: 'marker' });
});

test('where the desk’s look-up may lag, a person decides', async () => {
  desk.certain = false;
  desk.before = () => ({ outcome: 'uncertain', why: 'timed-out' });
  await approve();
  await start();
  await vi.waitFor(() => expect(desk.calls).toHaveLength(1));
  await reaches('started');
  // Before the lease and the grace are over nobody touches it.
  store.nowMs += leaseMs + graceMs - 1;
  await start({ executor: 'host-2' });
  expect(await store.claimAction({ executor: 'host-3', leaseMs, graceMs })).toBeUndefined();
  store.nowMs += 1;
  await reaches('uncertain');
  expect(await action()).toMatchObject({ code: 'crashed' });
  expect(desk.effects).toEqual([]);
});

test('a look-up that fails is tried again later, and a person decides when it never works', async () => {
  desk.before = () => ({ outcome: 'uncertain', why: 'timed-out' });
  const lookUp = vi
    .spyOn(desk.executor, 'lookUp')
    .mockRejectedValue(new DeskrailError('dependency-unavailable', 'Away.'));
  await approve();
  await start();
  await vi.waitFor(() => expect(lookUp).toHaveBeenCalledTimes(1));
  store.nowMs += leaseMs + graceMs;
  await vi.waitFor(() => expect(lookUp).toHaveBeenCalledTimes(2));
  expect(await action()).toMatchObject({ status: 'started', attempts: 1 });
  store.nowMs += 3_600_000;
  await reaches('uncertain');
  expect(await action()).toMatchObject({ code: 'look-up-failed' });
});

test('a connection that is not there keeps its actions waiting, unharmed', async () => {
  await approve();
  const released = vi.spyOn(store, 'releaseAction');
  await start({ connections: [] });
  await vi.waitFor(() =>
    expect(released).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ token: 1 })),
  );
  expect(await action()).toMatchObject({ status: 'approved', attempts: 0 });
});

test('nobody acts through a connection of another tenant', async () => {
  const released = vi.spyOn(store, 'releaseAction');
  await start({ connections: [{ ...desk.connection, tenant: 'rival' }] });
  await approve();
  await vi.waitFor(() => expect(released).toHaveBeenCalled());
  expect(await action()).toMatchObject({ status: 'approved', attempts: 0 });
  expect(desk.calls).toEqual([]);
});

test('closing waits for the call in flight', async () => {
  let answer = () => {};
  const asked = new Promise<void>((resolve) => {
    desk.after = async () => {
      resolve();
      await new Promise<void>((done) => {
        answer = done;
      });
      return undefined;
    };
  });
  await approve();
  const executing = await start({ closeTimeoutMs: 5_000 });
  await asked;
  const closing = executing.close();
  answer();
  await closing;
  expect(await action()).toMatchObject({ status: 'executed' });
});

describe('a process that stops at any step', () => {
  /** Every call that leaves the process is a step; at the given one it dies, before or after the call has its effect. */
  function mortal(stopAt: number, when: 'before' | 'after') {
    let steps = 0;
    let dead = false;
    const stopped = () => new DeskrailError('closed', 'The process has stopped.');
    const step = async <Result>(call: () => Promise<Result>): Promise<Result> => {
      if (dead) throw stopped();
      steps += 1;
      const last = steps === stopAt;
      if (last) dead = true;
      if (last && when === 'before') throw stopped();
      const result = await call();
      if (dead) throw stopped();
      return result;
    };
    const mortalStore: Store = {
      ...store,
      transact: (key, work) => step(() => store.transact(key, work)),
      claimAction: (options) => step(() => store.claimAction(options)),
      releaseAction: (id, options) => step(() => store.releaseAction(id, options)),
      action: (tenant, id) => step(() => store.action(tenant, id)),
      recommendation: (tenant, id) => step(() => store.recommendation(tenant, id)),
      conversation: (tenant, id) => step(() => store.conversation(tenant, id)),
    };
    const options: Partial<ExecutingOptions> = {
      store: mortalStore,
      relay: { flushed: () => step(async () => {}) },
      connections: [
        {
          ...desk.connection,
          openExecutor: async () => ({
            kinds: desk.executor.kinds,
            execute: (approved, executeOptions) => step(() => desk.executor.execute(approved, executeOptions)),
            lookUp: (approved, lookUpOptions) => step(() => desk.executor.lookUp(approved, lookUpOptions)),
          }),
        },
      ],
    };
    return { options, isDead: () => dead };
  }

  const steps = Array.from({ length: 8 }, (_, index) => index + 1);
  const cases = steps.flatMap((stopAt) => (['before', 'after'] as const).map((when) => [stopAt, when] as const));

  test.each(cases)('step %i, %s its effect: at most one effect, and it is known', async (stopAt, when) => {
    await approve();
    const { options, isDead } = mortal(stopAt, when);
    const first = await start(options);
    await vi.waitFor(async () => {
      const ended = (await action())?.status === 'executed' && first.inFlight === 0;
      expect(isDead() || ended).toBe(true);
    });
    await first.close();
    store.nowMs += leaseMs + graceMs;
    await start({ executor: 'host-2' });
    await reaches('executed');
    expect(desk.effects).toHaveLength(1);
  });

  test.each(cases)(
    'step %i, %s its effect, at a desk that cannot tell: never a second effect',
    async (stopAt, when) => {
      desk.certain = false;
      await approve();
      const { options, isDead } = mortal(stopAt, when);
      const first = await start(options);
      await vi.waitFor(async () => {
        const ended = (await action())?.status === 'executed' && first.inFlight === 0;
        expect(isDead() || ended).toBe(true);
      });
      await first.close();
      store.nowMs += leaseMs + graceMs;
      await start({ executor: 'host-2' });
      await vi.waitFor(async () => expect(['executed', 'uncertain']).toContain((await action())?.status));
      expect(desk.effects.length).toBeLessThanOrEqual(1);
      if ((await action())?.status === 'executed') expect(desk.effects).toHaveLength(1);
    },
  );
});
