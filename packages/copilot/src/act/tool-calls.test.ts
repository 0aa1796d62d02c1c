import {
  type ActionStatus,
  type Connection,
  DeskrailError,
  type Proposal,
  silentLogger,
  type Tool,
  type ToolCall,
} from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { received } from '../../test/facts.js';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { recommended } from '../../test/recommended.js';
import { vendor } from '../../test/vendor.js';
import { defineTool } from '../define-tool.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewDesk } from '../review/review-desk.js';
import { type Executing, type ExecutingOptions, startExecuting } from './executing.js';

const question = received('1', 'Where is my money?');
const schema = z.object({ order: z.string(), amount: z.number().max(100) });
type Given = z.output<typeof schema>;
type Handle = NonNullable<Tool<typeof schema>['handle']>;
const call = (amount = 12): Proposal => ({ kind: 'tool-call', tool: 'refund', arguments: { order: '1042', amount } });

let store: MemoryStore;
/** A desk that only takes replies. */
let connection: Connection;
let running: Executing[];
/** By their idempotency key. */
let refunds: Map<string, Given>;

beforeEach(() => {
  store = memoryStore();
  store.receive(question);
  connection = { ...vendor().connection, actionKinds: ['post-reply'] };
  running = [];
  refunds = new Map();
});
afterEach(async () => {
  await Promise.all(running.map((executing) => executing.close()));
});

const refund = async (given: Given, { actionId }: Pick<ToolCall, 'actionId'>) => {
  refunds.set(actionId, given);
  return { vendorId: `re_${refunds.size}` };
};
const tool = (change: Partial<Tool<typeof schema>> = {}): Tool =>
  defineTool({ name: 'refund', description: 'Pays back.', arguments: schema, handle: refund, ...change });

async function start(tools: readonly Tool[], options: Partial<ExecutingOptions> = {}): Promise<void> {
  const executing = await startExecuting({
    ...{ store, leaseMs: 60_000, graceMs: 120_000, pollMs: 2, closeTimeoutMs: 50, executor: 'host-1' },
    relay: { flushed: async () => {} },
    log: { append: async () => [] },
    connections: [connection],
    policy: await definePolicy([]),
    monotonicMs: () => store.nowMs,
    tools,
    ...options,
  });
  running.push(executing);
}

async function approve(proposal = call(), { id = 'a', tools = [tool()] } = {}): Promise<string> {
  const about = id === 'a' ? undefined : `conversation:zendesk:${id}`;
  const data = about === undefined ? {} : { about: { conversation: about } };
  if (about !== undefined) store.receive(received(id, 'Where is it?', { subject: about }));
  const { recommendationId, hash } = await recommended(store, { proposal, id, data });
  const review = createReviewDesk({ store, policy: await definePolicy([]), connections: [connection], tools });
  const request = { kind: 'approve', hash } as const;
  const given = await review.give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId, request });
  return given.recommendation.actions[0]?.id ?? '';
}

const view = async (id: string) => (await store.action('acme', id))?.view;
const becomes = (id: string, status: ActionStatus) =>
  vi.waitFor(async () => expect((await view(id))?.status).toBe(status), { interval: 2 });

describe('an approved call of a tool with a handler', () => {
  test('is made here, whatever its desk can do, with the action’s id as its idempotency key', async () => {
    const id = await approve();
    await start([tool()]);
    await becomes(id, 'executed');
    expect(await view(id)).toMatchObject({ vendorId: 're_1', found: 'answer', attempts: 1 });
    expect([...refunds]).toEqual([[id, { order: '1042', amount: 12 }]]);
  });

  test.each([
    ['does not take any more', { amount: z.number().max(10) }],
    ['takes for something else', { amount: z.number().transform((euros) => euros * 100) }],
    ['puts something into that nobody has seen', { currency: z.string().default('EUR') }],
  ])('gets what was approved or nothing: what its schema %s is not done', async (_how, change) => {
    const other = tool({ arguments: schema.extend(change) as unknown as typeof schema });
    const id = await approve();
    await start([other]);
    await becomes(id, 'failed');
    expect(await view(id)).toMatchObject({ code: 'tool-arguments-invalid' });
    expect(refunds.size).toBe(0);
  });

  test.each<[string, unknown, ActionStatus, string | undefined, number]>([
    ['for good', new DeskrailError('forbidden', 'No.'), 'failed', 'tool-forbidden', 1],
    ['in its own words', new Error('socket hang up'), 'uncertain', 'timed-out', 1],
    ['by its own limit', new DeskrailError('timeout', 'Late.', { retryable: true }), 'uncertain', 'timed-out', 1],
  ])('that fails %s ends as the contract says', async (_how, error, status, code, calls) => {
    const handle = vi.fn().mockRejectedValue(error);
    const id = await approve();
    await start([tool({ handle })]);
    await becomes(id, status);
    expect(await view(id)).toMatchObject({ code });
    expect(handle).toHaveBeenCalledTimes(calls);
  });

  test('that had no effect for now is made again with the same key, and pauses no desk', async () => {
    const busy = new DeskrailError('rate-limited', 'Later.', { retryable: true, details: { retryAfterMs: 5_000 } });
    const handle = vi.fn<Handle>(refund).mockRejectedValueOnce(busy);
    const paused = vi.spyOn(store, 'pauseConnection');
    const id = await approve();
    await start([tool({ handle })]);
    await vi.waitFor(() => expect(handle).toHaveBeenCalledTimes(1));
    await vi.waitFor(() => {
      store.nowMs += 1_000;
      expect(handle).toHaveBeenCalledTimes(2);
    });
    await becomes(id, 'executed');
    expect(new Set(handle.mock.calls.map(([, { actionId }]) => actionId))).toEqual(new Set([id]));
    expect(paused).not.toHaveBeenCalled();
  });

  test('that takes too long is told to stop, and a person decides; with a look-up it is found', async () => {
    let stopped = 0;
    const handle: Handle = async (given, { actionId, signal }) => {
      refunds.set(actionId, given);
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          stopped += 1;
          reject(signal.reason);
        }),
      );
    };
    const blind = await approve();
    await start([tool({ handle, timeoutMs: 20 })]);
    await becomes(blind, 'uncertain');
    expect([stopped, refunds.size]).toEqual([1, 1]);
    await running.pop()?.close();

    const seen = await approve(call(13), { id: 'b' });
    const lookUp: Tool['lookUp'] = async ({ actionId }) =>
      refunds.has(actionId) ? { found: true, vendorId: 're_9' } : { found: false, certain: true };
    await start([tool({ handle, lookUp, timeoutMs: 20 })]);
    // Its handler has hardly ended: what cannot be told now is looked up when the lease is over.
    await vi.waitFor(() => expect(stopped).toBe(2));
    await vi.waitFor(async () => {
      store.nowMs += 181_000;
      expect(await view(seen)).toMatchObject({ status: 'executed', found: 'marker', vendorId: 're_9' });
    });
  });

  test('is made by so many at once as it says, and by all in the end', async () => {
    let atOnce = 0;
    let most = 0;
    const open: (() => void)[] = [];
    const handle: Handle = async (given, context) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise<void>((resolve) => open.push(resolve));
      atOnce -= 1;
      return refund(given, context);
    };
    const ids = [];
    for (const id of ['b', 'c', 'd', 'e']) {
      ids.push(await approve(call(), { id }));
    }
    await start([tool({ handle, atOnce: 2 })], { concurrency: 8 });
    await vi.waitFor(() => expect(open).toHaveLength(2));
    await vi.waitFor(() => {
      store.nowMs += 500;
      for (const leave of open.splice(0)) leave();
      expect(refunds.size).toBe(4);
    });
    expect(most).toBe(2);
    for (const id of ids) await becomes(id, 'executed');
  });
});

test('where handlers that never end hold every place of a tool, that is said once, and counted while it is so', async () => {
  const ends: (() => void)[] = [];
  const handle: Handle = () => new Promise<void>((resolve) => ends.push(resolve));
  const warn = vi.fn();
  const overdue: number[] = [];
  const first = await approve();
  const waiting = await approve(call(), { id: 'b' });
  const told = () => warn.mock.calls.filter(([, message]) => String(message).includes('every place'));
  await start([tool({ handle, atOnce: 1, timeoutMs: 20 })], {
    ...{ logger: { ...silentLogger, warn }, onOverdue: (count) => overdue.push(count) },
  });
  await becomes(first, 'uncertain');
  await vi.waitFor(() => {
    store.nowMs += 1_000;
    expect(told()).toHaveLength(1);
  });
  expect(told()[0]?.[0]).toEqual({ tool: 'refund', atOnce: 1 });
  for (let n = 0; n < 20; n += 1) {
    store.nowMs += 1_000;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  expect([told().length, overdue, (await view(waiting))?.status]).toEqual([1, [1], 'approved']);
  ends.pop()?.();
  await vi.waitFor(() => {
    store.nowMs += 1_000;
    expect(ends).toHaveLength(1);
  });
  expect(overdue.slice(0, 2)).toEqual([1, 0]);
});

test.each<[string, unknown, ActionStatus, string | undefined]>([
  ['says nothing', null, 'uncertain', undefined],
  ['says neither yes nor no', { found: 'false', certain: true }, 'uncertain', undefined],
  ['tells a number', { found: true, vendorId: 12 }, 'executed', '12'],
  ['tells a long id', { found: true, vendorId: 'x'.repeat(600) }, 'executed', 'x'.repeat(512)],
  ['tells what only a desk tells', { found: true, vendorId: 're_1', facts: 'none' }, 'executed', 're_1'],
])('a lookUp that %s leaves no action without an end', async (_how, answer, status, vendorId) => {
  const handle = vi.fn().mockRejectedValue(new Error('socket hang up'));
  const id = await approve();
  await start([tool({ handle, lookUp: async () => answer as never })]);
  await vi.waitFor(async () => {
    store.nowMs += 600_000;
    expect(await view(id)).toMatchObject({ status, attempts: 1, ...(vendorId !== undefined && { vendorId }) });
  });
});

test.each<[string, Partial<Tool<typeof schema>>]>([
  ['half of limits.actionGraceMs', { timeoutMs: 60_001 }],
  ['whole number', { atOnce: 0 }],
  ['handle', { handle: undefined, lookUp: async () => ({ found: false, certain: true }) } as object],
])('a tool that makes no sense is refused, and told how to mend it (%s)', async (advice, change) => {
  await expect(start([tool(change)])).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining(advice),
  });
});

test('a call whose tool has no handler is the desk’s', async () => {
  const execute = vi.fn(async () => ({ outcome: 'executed' }) as const);
  const executor = { ...vendor().executor, kinds: ['call-tool' as const], execute };
  connection = { ...connection, openExecutor: async () => executor };
  const { handle: _, ...described } = tool();
  const id = await approve();
  await start([described]);
  await becomes(id, 'executed');
  expect(execute).toHaveBeenCalledTimes(1);
});

test('a call of another tool than the verdict’s is never made', async () => {
  const id = await approve();
  const entry = await store.action('acme', id);
  if (entry?.verdict === undefined) throw new Error('no verdict');
  const forged = { ...entry.event, data: { ...entry.event.data, parameters: { kind: 'call-tool', tool: 'pay' } } };
  vi.spyOn(store, 'claimAction').mockImplementationOnce(async () => {
    const claimed = await memoryClaim();
    return (
      claimed && ({ ...claimed, event: forged, view: { ...claimed.view, parameters: forged.data.parameters } } as never)
    );
  });
  const memoryClaim = store.claimAction.bind(store, { executor: 'host-1', leaseMs: 60_000, graceMs: 120_000 });
  const pay = vi.fn();
  await start([tool({ name: 'pay', handle: pay })]);
  await becomes(id, 'failed');
  expect(pay).not.toHaveBeenCalled();
});
