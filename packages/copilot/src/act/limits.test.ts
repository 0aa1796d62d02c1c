import { DeskrailError, type Execution, type LedgerEntry, proposalHash } from '@deskrail/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { received } from '../../test/facts.js';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { articleEvidence, recommended, replyProposal } from '../../test/recommended.js';
import { type Vendor, vendor } from '../../test/vendor.js';
import { definePolicy } from '../policy/define-policy.js';
import { type Executing, type ExecutingOptions, startExecuting } from './executing.js';

const leaseMs = 60_000;
const graceMs = 120_000;
const limited = { outcome: 'failed', code: 'rate-limited', status: 429, permanent: false } as const;

let store: MemoryStore;
let desk: Vendor;
let running: Executing[];

beforeEach(() => {
  store = memoryStore();
  desk = vendor();
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((executing) => executing.close()));
});

/** Both clocks are the test's: time goes on only when it says so. */
async function start(options: Partial<ExecutingOptions> = {}): Promise<Executing> {
  const executing = await startExecuting({
    ...{ store, leaseMs, graceMs, pollMs: 2, closeTimeoutMs: 50, executor: 'host-1' },
    relay: { flushed: async () => {} },
    log: { append: async () => [] },
    connections: [desk.connection],
    policy: await definePolicy([]),
    monotonicMs: () => store.nowMs,
    ...options,
  });
  running.push(executing);
  return executing;
}

/** Approved replies, `actions` of one verdict, to a conversation of their own at a connection. */
async function approve(name: string, { connection = 'zendesk', actions = 1 } = {}): Promise<readonly string[]> {
  const subject = `conversation:${connection}:${name}`;
  const question = received(name, 'How long does delivery take?', { subject });
  store.receive({ ...question, connection });
  const hash = await proposalHash(replyProposal, [articleEvidence]);
  const data = { about: { conversation: subject } };
  const { recommendationId } = await recommended(store, { id: name, seen: [question.id], data });
  const envelope = {
    specversion: '1.0',
    source: '/copilot/review',
    datacontenttype: 'application/json',
    actor: 'reviewer/anna',
    tenant: 'acme',
    correlationid: subject,
    time: new Date(store.nowMs).toISOString(),
    ...{ subject, connection },
  } as const;
  const ids = { verdictId: `ver_${name}`, recommendationId };
  const final = { finalHash: hash, final: replyProposal };
  const given = { ...ids, hash, kind: 'approve', reviewer: 'reviewer/anna', decides: true, ...final } as const;
  const names = Array.from({ length: actions }, (_, index) => `act_${name}_${index}`);
  await store.transact({ tenant: 'acme', conversation: subject }, async (unit) => {
    await unit.emit({ ...envelope, id: ids.verdictId, type: 'verdict.given.v1', data: given });
    for (const [index, actionId] of names.entries()) {
      const place = { index, of: actions, automatic: false, proposalDigest: hash };
      const what = { actionId, conversation: subject, parameters: { kind: 'post-reply' as const } };
      await unit.emit({ ...envelope, id: actionId, type: 'action.approved.v1', data: { ...ids, ...what, ...place } });
    }
  });
  return names;
}

const all = async () => (await store.actions('acme', {})).items;
const view = async (id: string) => (await store.action('acme', id))?.view;
const entry = async (id: string): Promise<LedgerEntry | undefined> => store.action('acme', id);
const soon = { timeout: 5_000, interval: 2 };
/** Nothing is under way, and nothing will be before time goes on. */
const still = async (executing: Executing): Promise<void> => {
  let calls = -1;
  await vi.waitFor(async () => {
    const before = calls;
    calls = desk.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([executing.inFlight, calls]).toEqual([0, before]);
  }, soon);
};

/** A desk that takes so many calls a minute, by the test's clock. */
function allow(perMinute: number): void {
  let minute = 0;
  let calls = 0;
  desk.before = (): Execution | undefined => {
    const current = Math.floor(store.nowMs / 60_000);
    if (current !== minute) [minute, calls] = [current, 0];
    calls += 1;
    const retryAfterMs = (current + 1) * 60_000 - store.nowMs;
    return calls > perMinute ? { ...limited, retryAfterMs } : undefined;
  };
}

test('more approvals than the desk takes: each is done once, in its list’s order, and few calls are refused', async () => {
  allow(10);
  for (let index = 0; index < 30; index += 1) await approve(`c${index}`, { actions: 2 });
  const executing = await start();
  for (let minute = 0; minute < 8; minute += 1) {
    await still(executing);
    store.nowMs += 60_000;
  }
  const actions = await all();
  expect(new Set(actions.map(({ status }) => status))).toEqual(new Set(['executed']));
  expect(desk.effects).toHaveLength(60);
  expect(new Set(desk.effects).size).toBe(60);
  for (let index = 0; index < 30; index += 1) {
    const [first, second] = [0, 1].map((place) => desk.effects.indexOf(`act_c${index}_${place}`));
    expect(second).toBeGreaterThan(first ?? Number.NaN);
  }
  // At most those that were under way when the limit was met.
  expect(desk.calls.length - 60).toBeLessThanOrEqual(5 * 4);
});

test('the desk’s limits use up no tries', async () => {
  const [id = ''] = await approve('c1');
  desk.before = () => limited;
  const executing = await start({ maxAttempts: 2 });
  for (let time = 0; time < 20; time += 1) {
    await still(executing);
    store.nowMs += 600_000;
  }
  await still(executing);
  expect(await entry(id)).toMatchObject({ view: { status: 'started' }, refused: { limited: 21 } });
  desk.before = () => undefined;
  store.nowMs += 600_000;
  await vi.waitFor(async () => expect(await view(id)).toMatchObject({ status: 'executed', found: 'answer' }), soon);
  expect(desk.effects).toEqual([id]);
});

test('for longer than a day they do: then it has failed, and says why', async () => {
  const [id = ''] = await approve('c1');
  desk.before = () => limited;
  const executing = await start();
  await still(executing);
  store.nowMs += 86_400_000;
  await still(executing);
  // Not longer than a day.
  expect(await view(id)).toMatchObject({ status: 'started' });
  store.nowMs += 600_000;
  await vi.waitFor(async () => expect(await view(id)).toMatchObject({ status: 'failed', code: 'rate-limited' }), soon);
  expect(desk.effects).toEqual([]);
});

test('one desk that takes nothing holds up no other, and hears nothing until its time has come', async () => {
  const other = vendor();
  desk.before = () => ({ ...limited, retryAfterMs: 30_000 });
  const mine = await approve('c1');
  const waiting = [...(await approve('c2')), ...(await approve('c3'))];
  const connections = [desk.connection, { ...other.connection, id: 'other' }];
  const executing = await start({ connections, concurrency: 1 });
  await still(executing);
  const theirs = [...(await approve('o1', { connection: 'other' })), ...(await approve('o2', { connection: 'other' }))];
  await vi.waitFor(() => expect(other.effects).toEqual(theirs), soon);
  store.nowMs += 29_999;
  await still(executing);
  expect(desk.calls).toEqual(mine);
  for (const id of waiting) expect(await view(id)).toMatchObject({ status: 'approved', attempts: 0 });
  desk.before = () => undefined;
  store.nowMs += 1;
  await vi.waitFor(() => expect(desk.effects).toHaveLength(3), soon);
});

test('what one instance is told, no other needs to hear: all leave the desk alone until its time has come', async () => {
  const mine = await approve('c1');
  desk.before = () => ({ ...limited, retryAfterMs: 30_000 });
  const first = await start();
  await still(first);
  const second = await start({ executor: 'host-2' });
  await approve('c2');
  await approve('c3');
  store.nowMs += 29_999;
  await Promise.all([still(first), still(second)]);
  expect(desk.calls).toEqual(mine);
  desk.before = () => undefined;
  store.nowMs += 1;
  await vi.waitFor(() => expect(desk.effects).toHaveLength(3), soon);
});

test('a store that cannot keep a pause costs the others a call, and nothing else', async () => {
  vi.spyOn(store, 'pauseConnection').mockRejectedValue(new DeskrailError('dependency-unavailable', 'Away.'));
  await approve('c1');
  desk.before = () => ({ ...limited, retryAfterMs: 30_000 });
  const executing = await start();
  await still(executing);
  await approve('c2');
  await still(executing);
  expect(desk.calls).toHaveLength(1);
  desk.before = () => undefined;
  store.nowMs += 30_000;
  await vi.waitFor(() => expect(desk.effects).toHaveLength(2), soon);
});

test.each([
  ['429 that says nothing', limited, 60_000],
  ['503 that says nothing', { ...limited, code: 'desk-unavailable', status: 503 }, 10_000],
  ['429 that says a day', { ...limited, retryAfterMs: 86_400_000 }, 600_000],
  ['429 that says at once', { ...limited, retryAfterMs: 0 }, 1_000],
] as const)('a %s leaves the connection alone for a time of our own', async (_, refusal, waitMs) => {
  await approve('c1');
  desk.before = () => refusal;
  const executing = await start();
  await still(executing);
  desk.before = () => undefined;
  await approve('c2');
  store.nowMs += waitMs - 1;
  await still(executing);
  expect(desk.calls).toHaveLength(1);
  store.nowMs += 1;
  await vi.waitFor(() => expect(desk.effects).toHaveLength(2), soon);
});

test('a look-up that meets the limit pauses too, waits for no lease, and is no reason to give up', async () => {
  const [id = ''] = await approve('c1');
  desk.before = () => ({ outcome: 'uncertain', why: 'timed-out' });
  const executing = await start({ lookUpForMs: 1 });
  await still(executing);
  const details = { retryAfterMs: 20_000 };
  const lookUp = vi
    .spyOn(desk.executor, 'lookUp')
    .mockRejectedValue(new DeskrailError('rate-limited', 'Too many calls.', { details }));
  store.nowMs += leaseMs + graceMs;
  await vi.waitFor(() => expect(lookUp).toHaveBeenCalledTimes(1), soon);
  await approve('c2');
  await still(executing);
  store.nowMs += 19_999;
  await still(executing);
  expect([lookUp.mock.calls.length, desk.calls.length]).toEqual([1, 1]);
  lookUp.mockRestore();
  desk.before = () => undefined;
  store.nowMs += 1;
  await vi.waitFor(() => expect(desk.effects).toHaveLength(2), soon);
  expect(await view(id)).toMatchObject({ status: 'executed' });
});

test('what may have been done is for a person when the limit refuses its look-ups for an hour', async () => {
  const [id = ''] = await approve('c1');
  desk.before = () => ({ outcome: 'uncertain', why: 'timed-out' });
  const lookUp = vi.spyOn(desk.executor, 'lookUp').mockRejectedValue(new DeskrailError('rate-limited', 'Too many.'));
  const executing = await start();
  await still(executing);
  // The first look, when the lease has ended; however late that is.
  store.nowMs += 7_200_000;
  await still(executing);
  store.nowMs += 3_600_000;
  await still(executing);
  expect(await view(id)).toMatchObject({ status: 'started', attempts: 1 });
  store.nowMs += 60_000;
  await vi.waitFor(async () => expect(await view(id)).toMatchObject({ code: 'look-up-failed' }), soon);
  expect([await view(id), lookUp.mock.calls.length]).toMatchObject([{ status: 'uncertain' }, 4]);
});

test('what the desk refused, another process knows: even where the desk’s look-up may lag it is sent, once', async () => {
  const [id = ''] = await approve('c1');
  desk.certain = false;
  desk.before = () => limited;
  const first = await start();
  await still(first);
  await first.close();
  desk.before = () => undefined;
  store.nowMs += 60_000;
  await start({ executor: 'host-2' });
  await vi.waitFor(async () => expect(await view(id)).toMatchObject({ status: 'executed', attempts: 2 }), soon);
  expect(desk.effects).toEqual([id]);
});

test('an action that the desk alone cannot take lets the others go first, ever longer', async () => {
  const [bad = ''] = await approve('bad');
  desk.before = ({ id }) => (id === bad ? { ...limited, code: 'desk-unavailable', status: 503 } : undefined);
  const executing = await start();
  for (let minutes = 0; minutes < 60; minutes += 1) {
    await still(executing);
    store.nowMs += 60_000;
  }
  expect(desk.calls.length).toBeLessThan(16);
  expect(await view(bad)).toMatchObject({ status: 'started' });
});
