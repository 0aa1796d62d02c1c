import type { EventByType, OutboxEvent, UseCounts, UseKey } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { rebuildStore } from '../rebuild.js';
import { relayOnce } from '../relay.js';
import { approved, conversationOf, course, later, stored, suggestion, tenant, verdict } from './events.js';
import { at, ticket } from './facts.js';
import { createMemoryLog } from './memory-log.js';
import type { Bench } from './run-store-conformance.js';

const key = { tenant, conversation: ticket };
const perTenant: UseKey = { counts: 'replies', per: 'tenant', of: tenant };
const counts = (amount: number): UseCounts => [
  { counts: 'replies', per: 'conversation', of: ticket, amount },
  { counts: 'replies', per: 'tenant', of: tenant, amount },
];

export function testCounting(bench: Bench): void {
  const now = () => new Date(bench.clock.now()).toISOString();
  const used = (of: UseKey, withinSeconds = 3600, since?: string) =>
    bench.store.transact(key, (unit) => unit.used(of, { withinSeconds, since }));

  /** A verdict that counts, on a suggestion of its own. */
  async function count(name: string, amount = 1, conversation = ticket): Promise<void> {
    await bench.store.transact({ tenant, conversation }, async (unit) => {
      const suggested = suggestion(`rec${name}`, { conversation, time: now(), seen: [] });
      const given = verdict(`ver${name}`, suggested, now());
      await unit.emit(suggested);
      await unit.emit({ ...given, data: { ...given.data, counts: counts(amount) } });
    });
  }

  test('what was counted is told by key and time, once, whoever counted it', async () => {
    await count('a', 2);
    bench.clock.advance(60_000);
    await count('b', 0.25);
    const shown = suggestion('shown', {
      ...{ conversation: ticket, time: now(), seen: [], outcome: 'show' },
      more: { counts: counts(1) },
    });
    await bench.store.transact(key, (unit) => unit.emit(shown));
    await bench.store.transact(key, (unit) => unit.emit(shown));
    await bench.store.apply(stored([shown], bench.clock.now()), { group: 'projection' });
    expect(await used(perTenant)).toBe(3.25);
    expect(await used({ counts: 'replies', per: 'conversation', of: ticket })).toBe(3.25);
    expect(await used({ counts: 'spend', per: 'tenant', of: tenant })).toBe(0);
    expect(await used({ counts: 'replies', per: 'tenant', of: 'other' })).toBe(0);
    expect(await used(perTenant, 59)).toBe(1.25);
    expect(await used(perTenant, 3600, now())).toBe(1.25);
    bench.clock.advance(3_600_000);
    expect(await used(perTenant)).toBe(0);
  });

  test('of two that see room for the last one, one does', async () => {
    const stores = [bench.store, await bench.another()];
    const tries = Array.from({ length: 12 }, (_, index) => {
      const conversation = conversationOf(`c${index}`);
      return stores[index % 2]?.transact({ tenant, conversation }, async (unit) => {
        const before = await unit.used(perTenant, { withinSeconds: 3600 });
        if (before >= 5) return 0;
        const suggested = suggestion(`rec${index}`, { conversation, time: unit.now, seen: [] });
        const given = verdict(`ver${index}`, suggested, unit.now);
        await unit.emit(suggested);
        await unit.emit({ ...given, data: { ...given.data, counts: counts(1) } });
        return 1;
      });
    });
    expect((await Promise.all(tries)).filter((one) => one === 1)).toHaveLength(5);
    expect(await used(perTenant)).toBe(5);
  });

  test('a conversation is held and handed back, in whatever order that is told; a tenant is paused by itself', async () => {
    const state = (of = key) => bench.store.transact(of, (unit) => unit.automation());
    const emit = (...events: readonly ReturnType<typeof course>[]) =>
      bench.store.transact(key, async (unit) => {
        for (const event of events) await unit.emit(event);
      });
    const data = { conversation: ticket };
    expect(await state()).toEqual({ held: undefined, releasedAt: undefined, paused: false });
    await emit(course('automation.held.v1', { ...data, why: 'limit' }, { time: at(10) }));
    expect(await state()).toMatchObject({ held: { why: 'limit', since: at(10) } });
    await emit(course('automation.released.v1', data, { time: at(30) }));
    await emit(course('automation.held.v1', { ...data, why: 'person' }, { time: at(20) }));
    expect(await state()).toEqual({ held: undefined, releasedAt: at(30), paused: false });
    await emit(course('automation.held.v1', { ...data, why: 'person' }, { time: at(40) }));
    expect(await state()).toEqual({ held: { why: 'person', since: at(40) }, releasedAt: at(30), paused: false });
    expect((await state({ tenant, conversation: conversationOf('2') })).held).toBeUndefined();

    await emit(course('policy.paused.v1', { reason: 'A wrong macro' }, { time: at(50) }));
    await emit(course('policy.resumed.v1', {}, { time: at(45) }));
    expect(await bench.store.paused(tenant)).toEqual({ since: at(50), by: 'reviewer/anna', reason: 'A wrong macro' });
    expect((await state()).paused).toBe(true);
    expect(await bench.store.paused('other')).toBeUndefined();
    await emit(course('policy.resumed.v1', {}, { time: at(55) }));
    expect(await bench.store.paused(tenant)).toBeUndefined();
    expect((await state()).paused).toBe(false);
  });

  test('what was approved counts no more once all of it ended without a start, live and after a rebuild', async () => {
    const log = createMemoryLog(bench.clock);
    const approve = async (name: string, of: number) => {
      const suggested = suggestion(`rec${name}`, { conversation: conversationOf(name), time: now(), seen: [] });
      const given = verdict(`ver${name}`, suggested, now());
      const told = { ...given, data: { ...given.data, counts: counts(1) } };
      const actions = Array.from({ length: of }, (_, index) =>
        approved(`act${name}${index}`, told, { time: now(), index, of }),
      );
      await emit(name, suggested, told, ...actions);
      return actions;
    };
    const emit = (name: string, ...events: readonly OutboxEvent[]) =>
      bench.store.transact({ tenant, conversation: conversationOf(name) }, async (unit) => {
        for (const event of events) await unit.emit(event);
      });
    const cancelled = (action: EventByType<'action.approved.v1'> | undefined) =>
      later('action.cancelled.v1', action as EventByType<'action.approved.v1'>, now(), { why: 'person' });
    const failed = (action: EventByType<'action.approved.v1'> | undefined) =>
      later('action.failed.v1', action as EventByType<'action.approved.v1'>, now(), { code: 'gone', permanent: true });

    const [one, two] = await approve('a', 2);
    await emit('a', cancelled(one));
    expect(await used(perTenant)).toBe(1);
    await emit('a', failed(two));
    expect(await used(perTenant)).toBe(0);
    // What was started may have reached somebody, whatever is said of it afterwards.
    const [begun] = await approve('b', 1);
    const start = { executor: 'host-1', token: 1 };
    if (begun !== undefined) await emit('b', later('action.started.v1', begun, now(), start), failed(begun));
    await approve('c', 1);
    expect(await used(perTenant)).toBe(2);

    while ((await relayOnce({ store: bench.store, log })) > 0);
    await rebuildStore({ store: bench.store, log });
    expect(await used(perTenant)).toBe(2);
  });

  test('what was refused counts nothing, where whoever was refused goes on', async () => {
    const shown = (name: string) =>
      suggestion(name, { conversation: ticket, time: now(), seen: [], more: { counts: counts(1) } });
    await bench.store.transact(key, async (unit) => {
      await unit.emit(shown('first'));
      await expect(unit.emit(shown('second'))).rejects.toMatchObject({ code: 'conflict' });
      expect(await unit.used(perTenant, { withinSeconds: 3600 })).toBe(1);
    });
    expect(await used(perTenant)).toBe(1);
  });

  test('what is tried again counts by itself, until it ended without a start: live, rebuilt, and in either order', async () => {
    const log = createMemoryLog(bench.clock);
    const start = { executor: 'host-1', token: 1 };
    /** Approved, nobody knows what became of it, and tried again. */
    const twice = (name: string, { begun }: { begun: boolean }) => {
      const suggested = suggestion(`rec${name}`, { conversation: conversationOf(name), time: now(), seen: [] });
      const given = verdict(`ver${name}`, suggested, now());
      const told = { ...given, data: { ...given.data, counts: counts(1) } };
      const first = approved(`act${name}0`, told, { time: now() });
      const second = approved(`act${name}1`, told, { time: now() });
      const again = { ...second, data: { ...second.data, retryOf: `act${name}0`, counts: counts(2) } };
      const actions = [
        first,
        ...(begun ? [later('action.started.v1', first, now(), start)] : []),
        later('action.uncertain.v1', first, now(), { why: 'crashed' }),
        later('action.cancelled.v1', first, now(), { why: 'person' }),
        again,
      ];
      return { decisions: [suggested, told], actions, again };
    };
    const emit = (name: string, ...events: readonly OutboxEvent[]) =>
      bench.store.transact({ tenant, conversation: conversationOf(name) }, async (unit) => {
        for (const event of events) await unit.emit(event);
      });

    const one = twice('a', { begun: true });
    await emit('a', ...one.decisions, ...one.actions);
    expect(await used(perTenant)).toBe(3);
    await emit('a', one.again);
    expect(await used(perTenant)).toBe(3);
    const two = twice('b', { begun: true });
    await emit('b', ...two.decisions, ...two.actions);
    await emit('b', later('action.cancelled.v1', two.again, now(), { why: 'stale' }, 2));
    expect(await used(perTenant)).toBe(4);
    // What never began at first counts as it is tried again, and in nothing else.
    const three = twice('c', { begun: false });
    await emit('c', ...three.decisions, ...three.actions);
    expect(await used(perTenant)).toBe(6);
    await emit('c', later('action.started.v1', three.again, now(), start));
    await emit('c', later('action.failed.v1', three.again, now(), { code: 'gone', permanent: true }));
    expect(await used(perTenant)).toBe(6);

    while ((await relayOnce({ store: bench.store, log })) > 0);
    await rebuildStore({ store: bench.store, log });
    expect(await used(perTenant)).toBe(6);
    const four = twice('d', { begun: false });
    await bench.store.apply(stored([...four.actions, ...four.decisions], bench.clock.now()), { group: 'projection' });
    expect(await used(perTenant)).toBe(8);
  });

  test('a rebuild counts again, and knows who is held and paused', async () => {
    const log = createMemoryLog(bench.clock);
    await count('a', 2);
    await bench.store.transact(key, async (unit) => {
      await unit.emit(course('automation.held.v1', { conversation: ticket, why: 'person' }));
      await unit.emit(course('policy.paused.v1', {}));
    });
    const tell = () =>
      bench.store.transact(key, async (unit) => [
        await unit.used(perTenant, { withinSeconds: 3600 }),
        await unit.automation(),
      ]);
    const before = await tell();
    while ((await relayOnce({ store: bench.store, log })) > 0);
    await rebuildStore({ store: bench.store, log });
    expect(await tell()).toEqual(before);
    expect(before).toMatchObject([2, { held: { why: 'person' }, paused: true }]);
  });
}
