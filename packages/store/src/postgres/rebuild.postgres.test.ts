import type { EventLog, Fact, Suggestion } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { approved, message, stored, suggestion, tenant, verdict } from '../conformance/events.js';
import { at, ticket } from '../conformance/facts.js';
import { liveThrough, seeded } from '../conformance/history.js';
import { createMemoryLog } from '../conformance/memory-log.js';
import { createRandomDesk } from '../conformance/random-desk.js';
import { readEverything } from '../conformance/reads.js';
import { rebuildStore } from '../rebuild.js';
import { relayOnce } from '../relay.js';
import type { SqlStore } from './index.js';
import { openTestSchema, type TestSchema } from './open-test-schema.js';

let schema: TestSchema;
let one: SqlStore;
let two: SqlStore;
let nowMs: number;
const key = { tenant, conversation: ticket };
const group = 'projection';
const clock = {
  now: () => nowMs,
  advance(ms: number) {
    nowMs += ms;
  },
};

beforeEach(async () => {
  nowMs = Date.parse('2026-01-01T00:00:00Z');
  schema = await openTestSchema();
  [one, two] = await Promise.all([schema.open({ clock }), schema.open({ clock })]);
});
afterEach(() => schema[Symbol.asyncDispose]());

/** Each call goes to the one or the other. */
function eitherOf(random: () => number): SqlStore {
  const pick = () => (random() < 0.5 ? one : two);
  return new Proxy(one, {
    get: (_, name: keyof SqlStore) => {
      const value = pick()[name];
      return typeof value === 'function'
        ? (...given: never[]) => (pick()[name] as (...all: never[]) => unknown)(...given)
        : value;
    },
  });
}

describe('a rebuild', () => {
  test.each([21, 22])('gives the same answers as a life on two instances in turn (seed %d)', async (seed) => {
    const log = createMemoryLog(clock);
    const store = eitherOf(seeded(seed));
    const { customers } = await liveThrough({
      store,
      log,
      clock,
      seed,
      steps: 120,
      retainLog: (days) => log.retain(days),
    });
    const before = await readEverything(two, tenant, customers);
    await rebuildStore({ store: one, log });
    expect(await readEverything(two, tenant, customers)).toEqual(before);
  });

  test('closes verdicts, claims and the other instance’s projection until its end', async () => {
    const log = createMemoryLog(clock);
    const facts = Array.from({ length: 8 }, (_, index) =>
      message(`m${index}`, { conversation: ticket, time: at(index) }),
    );
    await log.append('facts', facts);
    await one.apply(stored(facts, clock.now()), { group });
    const closed = { code: 'dependency-unavailable', retryable: true };
    const slow = {
      ...log,
      async *read(options: Parameters<typeof log.read>[0]) {
        let read = 0;
        for await (const event of log.read(options)) {
          yield event;
          read += 1;
          if (read !== 4) continue;
          await expect(two.transact(key, async () => 1)).rejects.toMatchObject(closed);
          await expect(two.transact({ ...key, recommendation: 'rec1' }, async () => 1)).rejects.toMatchObject(closed);
          await expect(two.claimAction({ executor: 'two', leaseMs: 1, graceMs: 1 })).rejects.toMatchObject(closed);
          await expect(two.apply(stored(facts, clock.now()), { group })).rejects.toMatchObject(closed);
          await expect(two.ready()).rejects.toMatchObject(closed);
        }
      },
    } as EventLog;
    expect(await rebuildStore({ store: one, log: slow, batch: 3 })).toEqual({ events: 8 });
    await two.apply(stored(facts, clock.now()), { group });
    expect((await two.conversation(tenant, ticket))?.messages).toHaveLength(8);
  });

  test('begins while others decide without a pause: what they decide from then on is refused', async () => {
    const log = createMemoryLog(clock);
    const draft = (n: number) =>
      suggestion(`rec${n}`, { conversation: ticket, time: at(n), seen: [], outcome: 'show' });
    await two.transact(key, (unit) => unit.emit(draft(0)));
    let decided = 0;
    let refused = 0;
    // Each time that something goes into the log, somebody wants to decide something more.
    const busy: EventLog = {
      ...log,
      async append(...append: Parameters<EventLog['append']>) {
        if (decided < 20) {
          decided += 1;
          await two
            .transact(key, (unit) => unit.emit(draft(decided)))
            .catch(() => {
              refused += 1;
            });
        }
        return log.append(...append);
      },
    } as EventLog;
    expect(await rebuildStore({ store: one, log: busy })).toEqual({ events: 2 });
    expect([decided, refused]).toEqual([2, 2]);
    await two.transact(key, (unit) => unit.emit(draft(99)));
  });

  test.each([false, true])(
    'that the log lets not begin leaves the store as it was (cut short before: %s)',
    async (cutShort) => {
      const log = createMemoryLog(clock);
      await two.transact(key, (unit) => unit.emit(suggestion('rec1', { conversation: ticket, time: at(1), seen: [] })));
      if (cutShort) await two.beginRebuild();
      const away: EventLog = { ...log, append: () => Promise.reject(new Error('The log is away.')) };
      await expect(rebuildStore({ store: one, log: away })).rejects.toThrow('The log is away.');
      const look = two.transact(key, (unit) => unit.recommendation('rec1'));
      if (cutShort) await expect(look).rejects.toMatchObject({ code: 'dependency-unavailable' });
      else expect(await look).toMatchObject({ status: 'open' });
      expect(await two.outbox.depth()).toBe(1);
      await rebuildStore({ store: one, log });
      expect(await two.recommendation(tenant, 'rec1')).toMatchObject({ status: 'open' });
    },
  );

  test('waits for what is being decided, and takes it along', async () => {
    const log = createMemoryLog(clock);
    const suggested = suggestion('rec1', { conversation: ticket, time: at(1), seen: [] });
    let decide = (): void => {};
    const deciding = new Promise<void>((resolve) => {
      decide = resolve;
    });
    let began = (): void => {};
    const begun = new Promise<void>((resolve) => {
      began = resolve;
    });
    const transaction = two.transact(key, async (unit) => {
      began();
      await deciding;
      await unit.emit(suggested);
    });
    await begun;
    const rebuilt = rebuildStore({ store: one, log });
    await expect.poll(schema.waiting).toBe(1);
    decide();
    await transaction;
    expect(await rebuilt).toEqual({ events: 2 });
    expect(await two.recommendation(tenant, 'rec1')).toMatchObject({ status: 'open' });
  });

  test('that another instance has begun since can neither be gone on with nor ended', async () => {
    await one.reset();
    await two.reset();
    await expect(
      one.apply(stored([message('m1', { conversation: ticket, time: at(1) })], clock.now()), { group }),
    ).rejects.toMatchObject({
      code: 'dependency-unavailable',
    });
    await expect(one.settle()).rejects.toMatchObject({ code: 'dependency-unavailable' });
    await two.settle();
    await one.ready();
  });
});

describe('two projections at once', () => {
  test.each([31, 32, 33])(
    'with erasures, suggestions and deliveries to both, end as a rebuild does (seed %d)',
    async (seed) => {
      const random = seeded(seed);
      const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
      const log = createMemoryLog(clock);
      const desk = createRandomDesk({ random, pick });
      for (let step = 0; step < 60; step += 1) {
        clock.advance(3_600_000);
        for (const fact of desk.deliver(clock.now())) {
          clock.advance(1);
          await log.append('facts', [fact]);
        }
      }
      const partitions: Fact[][] = [[], [], []];
      const appended = new Map<string, string>();
      for await (const { event, appendedAt } of log.read({ stream: 'facts' })) {
        appended.set(event.id, appendedAt);
        partitions[event.subject.length % 3]?.push(event as Fact);
      }
      const apply = (store: SqlStore, facts: readonly Fact[]) =>
        store.apply(
          facts.map((event, index) => ({
            stream: 'facts',
            event,
            position: `${index}`,
            cursor: '',
            appendedAt: appended.get(event.id) ?? '',
          })),
          { group },
        );
      const consume = async (facts: readonly Fact[]): Promise<void> => {
        for (let from = 0; from < facts.length; ) {
          const part = facts.slice(from, from + 1 + Math.floor(random() * 12));
          from += part.length;
          // Now and then the one that had the partition before comes late with the same.
          await Promise.all([
            apply(pick([one, two]), part),
            ...(random() < 0.3 ? [apply(pick([one, two]), part)] : []),
          ]);
        }
      };
      const all = partitions.flat().filter((fact) => fact.subject.startsWith('conversation:'));
      const suggest = async (worker: number): Promise<void> => {
        for (let index = 0; index < 25; index += 1) {
          const [about, quoted] = [pick(all), pick(all)];
          const quotes = { conversation: quoted.subject, quote: 'words', at: new Date(clock.now()).toISOString() };
          const of = { conversation: about.subject, time: at(1), seen: [about.id], quotes };
          const event: Suggestion = suggestion(`rec${worker}-${index}`, of);
          await pick([one, two]).transact({ tenant, conversation: about.subject }, async (unit) => {
            if ((await unit.openRecommendations()).length > 0) return;
            await unit.emit(event);
            if (random() < 0.5) return;
            const given = verdict(`ver${worker}-${index}`, event, at(2), random() < 0.5);
            if ((await unit.recommendation(event.id))?.status !== 'open') return;
            await unit.emit(given);
            if (given.data.kind === 'approve')
              await unit.emit(approved(`act${worker}-${index}`, given, { time: at(3) }));
          });
        }
      };
      await Promise.all([...partitions.map(consume), suggest(1), suggest(2)]);
      clock.advance(1);
      while ((await relayOnce({ store: one, log })) > 0);
      for (const stream of ['decisions', 'actions'] as const) {
        for await (const event of log.read({ stream })) await pick([one, two]).apply([event], { group });
      }
      const before = await readEverything(two, tenant, desk.customers());
      await rebuildStore({ store: one, log });
      expect(await readEverything(two, tenant, desk.customers())).toEqual(before);
    },
  );
});
