import { DeskrailError, type Execution, type Executor, type Fact } from '@deskrail/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { received, sent } from '../../test/facts.js';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { recommended } from '../../test/recommended.js';
import { type Vendor, vendor } from '../../test/vendor.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewDesk } from '../review/review-desk.js';
import { type Executing, startExecuting } from './executing.js';

const leaseMs = 60_000;
const graceMs = 120_000;
const question = received('1', 'How long does delivery take?');
const away = () => new DeskrailError('dependency-unavailable', 'The log is away.', { retryable: true });

let store: MemoryStore;
let desk: Vendor;
let running: Executing[];
/** What happened, in order: facts by their ids, and what was emitted. */
let order: string[];
/** Instead of appending. */
let refuse: (() => Error | undefined) | undefined;
let lookUp: Executor['lookUp'];

beforeEach(() => {
  store = memoryStore();
  store.receive(question);
  desk = vendor();
  running = [];
  order = [];
  refuse = undefined;
  desk.after = ({ id }) => executed(told(id));
  lookUp = async ({ id }) => ({ found: true, vendorId: 'c1', facts: [told(id)] });
});
afterEach(async () => {
  for (const executing of running) await executing.close();
});

const told = (actionId: string) => sent('c1', 'Ten days.', { actionId });
const executed = (...facts: Fact[]): Execution => ({ outcome: 'executed', vendorId: 'c1', facts });

async function start(): Promise<void> {
  const log = {
    async append(_stream: string, facts: readonly unknown[]) {
      const error = refuse?.();
      if (error !== undefined) throw error;
      order.push(...(facts as Fact[]).map(({ id }) => id), ...store.types().filter((type) => /executed/.test(type)));
      return [];
    },
  };
  const executor = { ...desk.executor, lookUp: ((...given) => lookUp(...given)) as Executor['lookUp'] };
  const options = { leaseMs, graceMs, pollMs: 2, closeTimeoutMs: 50, monotonicMs: () => store.nowMs };
  const executing = await startExecuting({
    ...{ store, log, ...options, executor: 'host-1', policy: await definePolicy([]) },
    relay: { flushed: async () => {} },
    connections: [{ ...desk.connection, openExecutor: async () => executor }],
  });
  running.push(executing);
}

async function approve(): Promise<void> {
  const { recommendationId, hash } = await recommended(store, { seen: [question.id] });
  const review = createReviewDesk({ store, policy: await definePolicy([]) });
  const request = { kind: 'approve', hash } as const;
  await review.give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId, request });
}

const action = async () => (await store.actions('acme', {})).items[0];
const becomes = (as: object) =>
  vi.waitFor(async () => expect(await action()).toMatchObject(as), { timeout: 5_000, interval: 2 });
const tries = (count: number) => {
  let seen = 0;
  refuse = () => (++seen <= count ? away() : undefined);
  return () => seen;
};

test('what the desk tells of a reply is in the log before its outcome', async () => {
  await approve();
  await start();
  await becomes({ status: 'executed', found: 'answer', vendorId: 'c1' });
  expect(order).toEqual([told('').id]);
});

test('a log that is away for a moment is asked again, and the desk is not', async () => {
  const asked = tries(2);
  await approve();
  await start();
  await becomes({ status: 'executed', found: 'answer' });
  expect([asked(), order, desk.calls.length]).toEqual([3, [told('').id], 1]);
});

test('a log that is away for longer leaves the action to its look-up, which tells the same', async () => {
  const asked = tries(Number.POSITIVE_INFINITY);
  await approve();
  await start();
  await vi.waitFor(() => expect(asked()).toBeGreaterThan(0), { interval: 2 });
  store.nowMs += leaseMs;
  await vi.waitFor(() => expect(running[0]?.inFlight).toBe(0), { timeout: 5_000, interval: 2 });
  await becomes({ status: 'started' });
  refuse = undefined;
  store.nowMs += graceMs;
  await becomes({ status: 'executed', found: 'marker' });
  expect([order, desk.calls.length]).toEqual([[told('').id], 1]);
});

test.each([true, false])('nor is it sent again where the look-up finds nothing (certain: %s)', async (certain) => {
  lookUp = async () => ({ found: false, certain });
  const asked = tries(Number.POSITIVE_INFINITY);
  await approve();
  await start();
  await vi.waitFor(() => expect(asked()).toBeGreaterThan(0), { interval: 2 });
  store.nowMs += leaseMs;
  await vi.waitFor(() => expect(running[0]?.inFlight).toBe(0), { timeout: 5_000, interval: 2 });
  store.nowMs += graceMs;
  await becomes({ status: 'executed', found: 'answer', vendorId: 'c1' });
  expect(desk.calls).toHaveLength(1);
});

test.each([
  ['tenant', { tenant: 'other' }],
  ['connection', { connection: 'other' }],
  ['conversation', { subject: 'conversation:zendesk:2' }],
  ['action', { data: { ...told('act_other').data } }],
])('what is told of another %s is left out', async (_, other) => {
  desk.after = ({ id }) => executed({ ...told(id), ...other } as Fact);
  await approve();
  await start();
  await becomes({ status: 'executed' });
  expect(order).toEqual([]);
});

test('what the log refuses for good does not keep the action', async () => {
  refuse = () => new DeskrailError('event-invalid', 'It is not valid.');
  await approve();
  await start();
  await becomes({ status: 'executed', found: 'answer' });
});

test('our own message does not hide what the customer wrote just before it', async () => {
  store.receive(sent('c0', 'Hello!', { minutes: 5, actionId: 'act_0' }));
  let seen: unknown;
  const { execute } = desk.executor;
  desk.executor.execute = async (given, options) => {
    seen = options.seen;
    return execute(given, options);
  };
  await approve();
  await start();
  await becomes({ status: 'executed' });
  expect(seen).toEqual({ ids: ['1', 'c0'], upTo: question.time });
});
