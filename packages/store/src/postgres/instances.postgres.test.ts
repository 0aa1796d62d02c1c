import { DeskrailError, type RecommendationView, type Suggestion, systemClock } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { approved, later, message, suggestion, superseded, tenant, verdict } from '../conformance/events.js';
import { at, ticket } from '../conformance/facts.js';
import { seeded } from '../conformance/history.js';
import { createMemoryLog, type MemoryLog } from '../conformance/memory-log.js';

import { type Relay, relayOnce, startRelay } from '../relay.js';
import type { SqlStore } from './index.js';
import { openTestSchema, type TestSchema } from './open-test-schema.js';

let schema: TestSchema;
let one: SqlStore;
let two: SqlStore;
const key = { tenant, conversation: ticket };
const patience = () => ({ signal: AbortSignal.timeout(10_000) });

beforeEach(async () => {
  schema = await openTestSchema();
  // So that nothing but a word from the other instance can be in time.
  [one, two] = await Promise.all([schema.open({ pollMs: 60_000 }), schema.open({ pollMs: 60_000 })]);
});
afterEach(() => schema[Symbol.asyncDispose]());

/** Both hear each other: a word said before the other listens is lost. */
const hearing = () => expect.poll(schema.sessions).toHaveLength(2);

const suggest = (store: SqlStore, id: string, conversation = ticket): Promise<Suggestion> => {
  const event = suggestion(id, { conversation, time: at(1), seen: [] });
  return store.transact({ tenant, conversation }, async (unit) => {
    await unit.emit(event);
    return event;
  });
};

/** As the review desk does: whoever comes second is told who won. */
const decide = (store: SqlStore, on: Suggestion, id: string): Promise<RecommendationView | undefined> =>
  store.transact({ tenant, conversation: on.subject }, async (unit) => {
    const { recommendationId } = on.data;
    const winner = (await unit.recommendation(recommendationId))?.verdict;
    if (winner)
      throw new DeskrailError('already-decided', 'It was decided.', { details: { winner: winner.verdictId } });
    const given = verdict(id, on, at(2));
    await unit.emit(given);
    await unit.emit(approved(`act/${id}`, given, { time: at(3) }));
    return unit.recommendation(recommendationId);
  });

describe('verdicts', () => {
  test.each([1, 2, 3])(
    'of many at once in two instances one wins, and the others are told which (seed %d)',
    async (seed) => {
      const random = seeded(seed);
      const conversations = [ticket, `${ticket}-b`, `${ticket}-c`];
      const suggestions = await Promise.all(conversations.map((id) => suggest(one, `rec/${id}`, id)));
      const given = Array.from({ length: 45 }, async (_, index) => {
        await new Promise((resolve) => setTimeout(resolve, random() * 30));
        const on = suggestions[Math.floor(random() * suggestions.length)] as Suggestion;
        const id = `ver${index}`;
        const won = await decide(random() < 0.5 ? one : two, on, id).then(
          () => id,
          (error: DeskrailError) => error.details.winner,
        );
        return [on.id, won] as const;
      });
      const winners = new Map<string, Set<unknown>>();
      for (const [rec, won] of await Promise.all(given)) winners.set(rec, (winners.get(rec) ?? new Set()).add(won));
      for (const [rec, won] of winners) {
        expect(won.size).toBe(1);
        const view = await two.recommendation(tenant, rec);
        expect(view?.verdicts).toHaveLength(1);
        expect([...won]).toEqual([view?.verdict?.verdictId]);
        expect(view?.actions).toHaveLength(1);
      }
    },
  );

  test('one wakes the relay and the executor of the other instance', async () => {
    await hearing();
    const on = await suggest(one, 'rec1');
    const woken = new Promise<void>((resolve) => two.outbox.onWritten(resolve));
    await decide(one, on, 'ver1');
    await woken;
    expect(await two.claimAction({ executor: 'two', leaseMs: 1000, graceMs: 0 })).toMatchObject({
      view: { id: 'act/ver1' },
    });
  });
});

describe('the outbox', () => {
  test('an earlier row that is committed later is not passed over', async () => {
    const late = await schema.connect();
    const event = suggestion('late', { conversation: `${ticket}-late`, time: at(1), seen: [] });
    await late.query('begin');
    const insert = 'insert into store_outbox (tenant, id, stream, event) values ($1, $2, $3, $4) returning seq';
    const { rows } = await late.query(insert, [tenant, event.id, 'decisions', JSON.stringify(event)]);
    await suggest(one, 'early');
    const log = createMemoryLog(systemClock);
    const [row] = await one.outbox.pending({ limit: 10 });
    expect(row?.row).toBeGreaterThan(Number(rows[0].seq));
    while ((await relayOnce({ store: one, log })) > 0);
    expect(await one.outbox.depth()).toBe(0);
    await late.query('commit');
    await relayOnce({ store: two, log });
    expect(await idsIn(log)).toEqual(['early', 'late']);
  });

  test('holds what happened to a conversation in its order, whichever instance wrote it', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 === 0 ? one : two).transact(key, async (unit) => {
          for (const { recommendationId } of await unit.openRecommendations()) {
            await unit.emit(superseded(recommendationId, ticket, at(1)) as never);
          }
          await unit.emit(suggestion(`rec${index}`, { conversation: ticket, time: at(1), seen: [] }));
        }),
      ),
    );
    const rows = await one.outbox.pending({ limit: 200 });
    expect(rows).toHaveLength(79);
    let open: string | undefined;
    for (const { event } of rows) {
      if (event.type === 'reply.suggested.v1') {
        expect(open).toBeUndefined();
        open = event.id;
      } else {
        expect(event.id).toBe(`${open}/superseded`);
        open = undefined;
      }
    }
  });

  test('is relayed by one instance at a time, in order, and both hear of it', async () => {
    await hearing();
    const log = createMemoryLog(systemClock);
    const append = vi.spyOn(log, 'append');
    const relays = [one, two].map((store) => startRelay({ store, log, pollMs: 50 }));
    const suggestions = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        suggest(index % 2 === 0 ? one : two, `rec${index}`, `${ticket}-${index}`),
      ),
    );
    for (const relay of relays) for (const { id } of suggestions) await relay.flushed(id, patience());
    await Promise.all(relays.map((relay) => relay.close()));
    // Appended once, not twice and passed over.
    const appended = append.mock.calls.flatMap(([, events]) => events.map(({ id }) => id));
    expect(appended.filter((id) => !id.startsWith('audit/'))).toHaveLength(30);
    expect(new Set(appended).size).toBe(appended.length);
  });

  test('goes on where one relay cannot reach the log and another can', async () => {
    const log = createMemoryLog(systemClock);
    const cut = createMemoryLog(systemClock);
    cut.failWith(new DeskrailError('dependency-unavailable', 'cut off'));
    const relays: Relay[] = [startRelay({ store: one, log: cut, pollMs: 50 })];
    await suggest(one, 'rec1');
    relays.push(startRelay({ store: two, log, pollMs: 50 }));
    await relays[1]?.flushed('rec1', patience());
    expect(await idsIn(log)).toEqual(['rec1']);
    await Promise.all(relays.map((relay) => relay.close()));
  });
});

describe('waiting', () => {
  test('hears of what the other instance applied, and of what it relayed', async () => {
    await hearing();
    const said = message('m1', { conversation: ticket, time: at(1) });
    const waiting = two.holds(said.id, { tenant, timeoutMs: 10_000 });
    await one.apply([{ stream: 'facts', event: said, position: '0/1', cursor: '1', appendedAt: at(1) }], {
      group: 'projection',
    });
    expect(await waiting).toBe(true);
    await suggest(one, 'rec1');
    const relayed = two.outbox.relayed('rec1', patience());
    await relayOnce({ store: one, log: createMemoryLog(systemClock) });
    await relayed;
  });

  test('goes on by looking now and then while the connection for it is lost, which is made again', async () => {
    const impatient = await schema.open({ pollMs: 50 });
    await expect.poll(schema.sessions).toHaveLength(3);
    const before = await schema.sessions();
    for (const pid of before) await schema.query(`select pg_terminate_backend(${pid})`);
    const waiting = impatient.holds('rec1', { tenant, timeoutMs: 10_000 });
    await suggest(one, 'rec1');
    expect(await waiting).toBe(true);
    const anew = async () => (await schema.sessions()).filter((pid) => !before.includes(pid));
    await expect.poll(anew, { timeout: 10_000 }).toHaveLength(3);
  });
});

describe('leases', () => {
  afterEach(() => vi.useRealTimers());
  const faketime = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

  test('end by PostgreSQL’s clock, though an instance’s own is an hour ahead, or behind', async () => {
    await decide(one, await suggest(one, 'rec1'), 'ver1');
    const lease = { leaseMs: 400, graceMs: 0 };
    const first = await one.claimAction({ executor: 'one', ...lease });
    faketime(3_600_000);
    expect(await two.claimAction({ executor: 'two', ...lease })).toBeUndefined();
    faketime(-7_200_000);
    let second: typeof first;
    await expect
      .poll(async () => {
        second ??= await two.claimAction({ executor: 'two', ...lease });
        return second?.lease?.holder;
      })
      .toBe('two');
    expect(second?.lease?.token).toBeGreaterThan(first?.lease?.token ?? 0);
    vi.useRealTimers();
    expect(Math.abs(Date.parse(second?.lease?.expiresAt ?? '') - Date.now())).toBeLessThan(60_000);
  });

  test('of two executors with one action the later claimant alone may start it', async () => {
    const on = await suggest(one, 'rec1');
    await decide(one, on, 'ver1');
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? one : two).claimAction({ executor: `x${index}`, leaseMs: 50, graceMs: 0 }),
      ),
    );
    const held = claims.filter((claim) => claim !== undefined);
    expect(held.length).toBeGreaterThan(0);
    const last = await vi.waitUntil(() => two.claimAction({ executor: 'last', leaseMs: 60_000, graceMs: 0 }));
    const action = last?.event;
    if (action === undefined) return;
    const start = (store: SqlStore, token: number) =>
      store.transact(key, (unit) => unit.emit(later('action.started.v1', action, at(4), { executor: 'x', token })));
    for (const { lease } of held) {
      await expect(start(one, lease?.token ?? 0)).rejects.toMatchObject({ code: 'conflict' });
    }
    await start(two, last?.lease?.token ?? 0);
    expect(await one.action(tenant, action.data.actionId)).toMatchObject({ view: { status: 'started', attempts: 1 } });
  });
});

async function idsIn(log: MemoryLog): Promise<string[]> {
  const ids: string[] = [];
  for await (const { event } of log.read({ stream: 'decisions' })) ids.push(event.id);
  return ids;
}
