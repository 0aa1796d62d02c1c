import type { DeskrailEvent, Person, Store, UnitOfWork } from '@deskrail/contracts';
import { createPolicyDesk, createReviewQueue, definePolicy, type Executing, startExecuting } from '@deskrail/copilot';
import { openPostgresStore, type PostgresStore } from '@deskrail/store/postgres';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { postgresForTests } from '../brokers/for-tests.ts';
import type { TestDatabase } from '../brokers/test-database.ts';
import { connectionId, createModelDesk, type ModelDesk } from '../model/desk.ts';
import { written } from '../model/run-desk.ts';

const tenant = 'acme';
const conversation = `conversation:${connectionId}:1`;
const admin: Person = { tenant, actor: 'reviewer/ada', rights: { roles: ['admin'] } };

const gates: { open(): void }[] = [];
const soon = { timeout: 10_000, interval: 20 };

/** Holds whoever gets there until it is opened. */
function gate() {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const pass = (): Promise<void> => {
    reached.resolve();
    return opened.promise;
  };
  const made = { reached: reached.promise, pass, open: () => opened.resolve() };
  gates.push(made);
  return made;
}

type Work = (unit: UnitOfWork) => Promise<unknown>;

/** Every transaction's work is done by `work`. */
const storeWith = (store: Store, work: (inner: Work) => Work): Store => ({
  ...store,
  transact: (key, inner) => store.transact(key, work(inner as Work) as typeof inner),
});

let database: TestDatabase;
let one: PostgresStore;
let two: PostgresStore;
let beside: pg.Client;
let desk: ModelDesk;
let running: Executing | undefined;

beforeEach(async () => {
  database = await postgresForTests();
  one = await openPostgresStore({ url: database.url });
  two = await openPostgresStore({ url: database.url });
  beside = new pg.Client({ connectionString: database.url });
  await beside.connect();
  desk = createModelDesk(tenant, ['done']);
  running = undefined;
  const event = written(1, { tenant, conversation, at: new Date().toISOString() });
  const stored = { stream: 'facts', event, position: '1', cursor: '1', appendedAt: event.time } as const;
  await one.apply([stored], { group: 'projection' });
});
afterEach(async () => {
  for (const { open } of gates.splice(0)) open();
  await running?.close();
  await one.close();
  await two.close();
  await beside.end();
  await database.drop();
});

/** How many transactions wait for another's end. */
const waiting = async (): Promise<number> =>
  (await beside.query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"))
    .rows.length;

const policy = definePolicy({ rules: [{ id: 'tags', when: { kind: 'classification' }, outcome: 'auto' }] });

/** Something that the rule lets go by itself. */
async function propose(store: Store) {
  const queue = createReviewQueue({
    ...{ store, policy: await policy, connections: [desk.connection] },
    newId: () => 'one',
  });
  const { recommendation } = await queue.propose({
    ...{ tenant, actor: 'system/bot', id: 'draft-1', conversation, deliver: 'desk' },
    proposal: { kind: 'classification', addTags: ['late'] },
  });
  return recommendation;
}

async function execute(store: Store): Promise<void> {
  running = await startExecuting({
    ...{ store, policy: await policy, connections: [desk.connection], executor: 'host-1', pollMs: 20 },
    relay: { flushed: async () => {} },
    log: { append: async () => [] },
  });
}

const pause = async (store: Store) =>
  createPolicyDesk({ store, policy: await policy }).pause({ ...admin, reason: 'x' });

const told = async (): Promise<readonly DeskrailEvent[]> =>
  (await two.outbox.pending({ limit: 100 })).map(({ event }) => event);

/** The work goes on where it knows whether anything is stopped, once the gate is opened. */
const heldOnceAsked = (pass: () => Promise<void>) =>
  storeWith(one, (work) => (unit) => {
    const automation: UnitOfWork['automation'] = async (options) => {
      const state = await unit.automation(options);
      await pass();
      return state;
    };
    return work({ ...unit, automation });
  });

describe('whoever is told that all that is automatic is stopped', () => {
  test('is told so after what another instance was about to start has started', async () => {
    await propose(one);
    const { reached, pass, open } = gate();
    await execute(heldOnceAsked(pass));
    await reached;
    const paused = pause(two);
    await expect.poll(waiting, soon).toBe(1);
    open();
    await paused;
    const events = await told();
    const [started, stopped] = ['action.started.v1', 'policy.paused.v1'].map((type) =>
      events.findIndex((event) => event.type === type),
    ) as [number, number];
    expect(started).toBeGreaterThan(-1);
    expect(stopped).toBeGreaterThan(started);
    expect(Date.parse(events[stopped]?.time ?? '')).toBeGreaterThanOrEqual(Date.parse(events[started]?.time ?? ''));
  });

  test('is told so after what another instance was about to let go has been approved, which then does not start', async () => {
    const { reached, pass, open } = gate();
    const proposing = propose(heldOnceAsked(pass));
    await reached;
    const paused = pause(two);
    await expect.poll(waiting, soon).toBe(1);
    open();
    expect(await proposing).toMatchObject({ status: 'approved', outcome: 'auto' });
    await paused;
    expect((await told()).map(({ type }) => type).slice(-2)).toEqual(['action.approved.v1', 'policy.paused.v1']);
    await execute(two);
    await vi.waitFor(
      async () =>
        expect((await two.actions(tenant, {})).items).toMatchObject([{ status: 'cancelled', code: 'policy' }]),
      soon,
    );
    expect(desk.calls).toEqual([]);
  });

  test('stops what asks whether it may start while that is being said', async () => {
    await propose(one);
    const { reached, pass, open } = gate();
    const stopping = pause(
      storeWith(two, (work) => async (unit) => {
        const done = await work(unit);
        await pass();
        return done;
      }),
    );
    await reached;
    await execute(one);
    await expect.poll(waiting, soon).toBe(1);
    open();
    await stopping;
    await vi.waitFor(
      async () =>
        expect((await two.actions(tenant, {})).items).toMatchObject([{ status: 'cancelled', code: 'policy' }]),
      soon,
    );
    expect(desk.calls).toEqual([]);
  });
});

test('people’s verdicts wait for nobody who stops what is automatic', async () => {
  const { reached, pass, open } = gate();
  const stopping = pause(
    storeWith(two, (work) => async (unit) => {
      const done = await work(unit);
      await pass();
      return done;
    }),
  );
  await reached;
  const answered = await one.transact({ tenant, conversation }, async (unit) => {
    const key = { counts: 'spend', per: 'tenant', of: tenant } as const;
    return { paused: (await unit.automation()).paused, used: await unit.used(key, { withinSeconds: 60 }) };
  });
  expect(answered).toEqual({ paused: false, used: 0 });
  open();
  await stopping;
});
