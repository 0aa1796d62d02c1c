import {
  type Connection,
  DeskrailError,
  type Execution,
  type Proposal,
  type RecommendationView,
  type Store,
} from '@deskrail/contracts';
import { createReviewDesk, createReviewQueue, definePolicy, startExecuting, tellPeople } from '@deskrail/copilot';
import { openSqliteLog, type SqliteLog } from '@deskrail/event-log/sqlite';
import { rebuildStore, startProjection, startRelay } from '@deskrail/store';
import { readEverything } from '@deskrail/store/conformance';
import { openTestStore, type TestStore } from '@deskrail/testing/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectionId } from '../model/desk.ts';
import { written } from '../model/run-desk.ts';

const tenant = 'acme';
const anna = { tenant, actor: 'reviewer/anna', rights: { roles: ['reviewer'] as const } };
const soon = { timeout: 10_000, interval: 5 };
const leaseMs = 60_000;

let nowMs: number;
const clock = { now: () => nowMs };
let store: TestStore;
let log: SqliteLog;
/** What the desk does with the next call. */
let answer: (signal: AbortSignal) => Promise<Execution>;

const connection: Connection = {
  ...{ id: connectionId, tenant, desk: 'test', secrets: [], adapter: {} as Connection['adapter'] },
  actionKinds: ['set-tags', 'post-reply'],
  openExecutor: async () => ({
    kinds: ['set-tags', 'post-reply'],
    execute: (_action, { signal }) => answer(signal),
    lookUp: async () => ({ found: false, certain: false }),
  }),
};

beforeEach(async () => {
  nowMs = Date.parse('2026-01-01T12:00:00Z');
  store = await openTestStore({ clock });
  log = await openSqliteLog({ file: store.database, clock });
});
afterEach(async () => {
  await log.close();
  await store.close();
});

const desks = async () => {
  const of = { store, policy: await definePolicy([]), connections: [connection], clock };
  return { review: createReviewDesk(of), queue: createReviewQueue({ ...of, newId: () => 'one' }) };
};

async function execute() {
  return startExecuting({
    ...{ store, policy: await definePolicy([]), connections: [connection], executor: 'host-1' },
    ...{ clock, monotonicMs: clock.now, leaseMs, graceMs: 60_000, pollMs: 5, closeTimeoutMs: 0 },
    ...{ relay: { flushed: async () => {} }, log: { append: async () => [] } },
  });
}

/** A customer writes, and a person approves what is drafted; the action's id. */
async function approve(number: number): Promise<string> {
  const conversation = `conversation:${connectionId}:${number}`;
  const fact = written(number, { tenant, conversation, at: new Date(nowMs).toISOString() });
  await log.append('facts', [fact]);
  await store.holds(fact.id, { tenant, timeoutMs: 5_000 });
  const { review, queue } = await desks();
  const proposal: Proposal = { kind: 'classification', addTags: ['late'] };
  const { recommendation } = await queue.propose({
    ...{ tenant, actor: 'system/bot', id: `draft-${number}`, conversation, deliver: 'desk', proposal },
  });
  const { recommendationId, hash = '' } = recommendation;
  const given = await review.give({ ...anna, recommendationId, request: { kind: 'approve', hash } });
  return given.recommendation.actions[0]?.id ?? '';
}

const becomes = (id: string, status: string) =>
  vi.waitFor(async () => expect((await store.action(tenant, id))?.view.status).toBe(status), soon);
const queueOf = async (of: Store): Promise<readonly RecommendationView[]> => (await of.queue(tenant, {})).items;
const everything = async () => (await readEverything(store, tenant, [])) as Record<string, unknown>;

/** Approved, and at the desk as the process ends. */
async function cutShort(number: number): Promise<string> {
  await using _executing = await execute();
  const called = Promise.withResolvers<void>();
  answer = (signal) => {
    called.resolve();
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  const id = await approve(number);
  await called.promise;
  return id;
}

/** One action of which nobody is sure, and one that failed; both are before people. */
async function twoEnded(): Promise<void> {
  await using _executing = await execute();
  answer = async () => ({ outcome: 'uncertain', why: 'timed-out' });
  const unsure = await approve(1);
  await becomes(unsure, 'started');
  await vi.waitFor(async () => {
    nowMs += leaseMs;
    expect((await store.action(tenant, unsure))?.view.status).toBe('uncertain');
  }, soon);
  answer = async () => ({ outcome: 'failed', code: 'ticket-locked', permanent: true });
  await becomes(await approve(2), 'failed');
  expect((await queueOf(store)).map(({ kind, flags }) => `${kind} ${flags}`).sort()).toEqual([
    'classification action-failed',
    'escalation action-uncertain',
  ]);
}

test('what nobody is sure of and what failed are before people as they were', async () => {
  await using relay = startRelay({ store, log });
  await using _projection = await startProjection({ store, log });
  await twoEnded();
  await drained(relay);
  const before = await everything();
  await rebuildStore({ store, log, tell: tellPeople });
  expect(await everything()).toEqual(before);
});

test('what was started and has no end is put before a person, who says what became of it', async () => {
  await using relay = startRelay({ store, log });
  await using _projection = await startProjection({ store, log });
  await twoEnded();
  const lived = await queueOf(store);
  const cut = await cutShort(3);
  await drained(relay);

  await rebuildStore({ store, log, tell: tellPeople });
  expect((await store.action(tenant, cut))?.view).toMatchObject({ status: 'uncertain', code: 'rebuilt' });
  const rebuilt = await queueOf(store);
  const known = new Set(lived.map(({ recommendationId }) => recommendationId));
  expect(rebuilt.filter(({ recommendationId }) => known.has(recommendationId))).toEqual(lived);
  const [notice, ...more] = rebuilt.filter(({ recommendationId }) => !known.has(recommendationId));
  expect(more).toEqual([]);
  expect(notice).toMatchObject({
    ...{ kind: 'escalation', status: 'open', risk: 'high', flags: ['action-uncertain'], queue: 'review' },
    findings: [{ flag: 'action-uncertain', detail: 'rebuilt' }],
    about: { conversation: `conversation:${connectionId}:3` },
  });

  // Made again from a log that has it by then, it is there once and the same.
  await drained(relay);
  const told = await everything();
  await rebuildStore({ store, log, tell: tellPeople });
  expect(await everything()).toEqual(told);

  const { review } = await desks();
  await review.resolve({ ...anna, actionId: cut, request: { outcome: 'cancel' } });
  expect(await queueOf(store)).toEqual(lived);
});

test('one of which nobody can be told keeps nobody from deciding on the rest', async () => {
  await using relay = startRelay({ store, log });
  await using _projection = await startProjection({ store, log });
  const cut = await cutShort(1);
  await drained(relay);
  const tell: typeof tellPeople = async () => {
    throw new DeskrailError('event-invalid', 'Something is odd about it.');
  };
  await rebuildStore({ store, log, tell });
  await store.ready();
  expect((await store.action(tenant, cut))?.view).toMatchObject({ status: 'uncertain', code: 'rebuilt' });
});

/** All that was decided is in the log, and back from there. */
async function drained(relay: { flushed(id: string, options: { signal: AbortSignal }): Promise<void> }): Promise<void> {
  await vi.waitFor(async () => {
    for (const { event } of await store.outbox.pending({ limit: 100 })) {
      await relay.flushed(event.id, { signal: AbortSignal.timeout(5_000) });
    }
    expect(await store.outbox.depth()).toBe(0);
  }, soon);
}
