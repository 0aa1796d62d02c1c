import type { EventByType, UnitOfWork } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { rebuildStore } from '../rebuild.js';
import { relayOnce } from '../relay.js';
import { approved, later, message, suggestion, tenant, verdict } from './events.js';
import { at, ticket } from './facts.js';
import { liveThrough } from './history.js';
import { createMemoryLog } from './memory-log.js';
import { readEverything } from './reads.js';
import type { Bench } from './run-store-conformance.js';

const key = { tenant, conversation: ticket };

export function testRebuilding(bench: Bench): void {
  async function approve(): Promise<EventByType<'action.approved.v1'>> {
    const suggested = suggestion('rec1', { conversation: ticket, time: at(1), seen: [] });
    const given = verdict('ver1', suggested, at(2));
    const action = approved('act1', given, { time: at(3) });
    await bench.store.transact(key, async (unit) => {
      for (const event of [suggested, given, action]) await unit.emit(event);
    });
    return action;
  }

  test('is refused while the outbox holds what the log has not', async () => {
    await approve();
    await expect(bench.store.reset()).rejects.toMatchObject({ code: 'conflict' });
    expect(await bench.store.recommendation(tenant, 'rec1')).toBeDefined();
  });

  test('tells nobody that what is not there yet does not exist', async () => {
    await bench.store.reset();
    const away = { code: 'dependency-unavailable', retryable: true };
    await expect(bench.store.recommendation(tenant, 'rec1')).rejects.toMatchObject(away);
    await expect(bench.store.conversation(tenant, ticket)).rejects.toMatchObject(away);
    await bench.store.settle();
    expect(await bench.store.conversation(tenant, ticket)).toBeUndefined();
  });

  test('drains the outbox first, and decides nothing', async () => {
    const log = createMemoryLog(bench.clock);
    await log.append('facts', [message('m1', { conversation: ticket, time: at(0) })]);
    await approve();
    const progress: number[] = [];
    const onProgress = ({ events }: { events: number }) => progress.push(events);
    expect(await rebuildStore({ store: bench.store, log, onProgress, batch: 2 })).toEqual({ events: 6 });
    expect(progress).toEqual([1, 3, 5, 6]);
    expect(await bench.store.recommendation(tenant, 'rec1')).toMatchObject({
      status: 'approved',
      actions: [{ id: 'act1' }],
    });
    expect(await bench.store.outbox.depth()).toBe(0);
  });

  test('makes uncertain what was started and has no end, and gives tokens of a new epoch', async () => {
    const log = createMemoryLog(bench.clock);
    const action = await approve();
    const claimed = await bench.store.claimAction({ executor: 'before', leaseMs: 1000, graceMs: 0 });
    const token = claimed?.lease?.token ?? 0;
    const started = later('action.started.v1', action, at(4), { executor: 'before', token });
    await bench.store.transact(key, (unit) => unit.emit(started));
    await rebuildStore({ store: bench.store, log });
    expect(await bench.store.action(tenant, 'act1')).toMatchObject({
      view: { status: 'uncertain', code: 'rebuilt' },
      lease: undefined,
    });
    expect(await bench.store.outbox.pending({ limit: 10 })).toMatchObject([{ stream: 'actions' }]);
    await relayOnce({ store: bench.store, log });
    const given = verdict('ver2', suggestion('rec2', { conversation: ticket, time: at(5), seen: [] }), at(6));
    await bench.store.transact(key, (unit) => unit.emit(approved('act2', given, { time: at(6) })));
    const after = await bench.store.claimAction({ executor: 'after', leaseMs: 1000, graceMs: 0 });
    expect(after?.view.id).toBe('act2');
    expect(after?.lease?.token).toBeGreaterThan(token + 1_000_000);
  });

  test('brings what became uncertain before people, in the transaction that says so', async () => {
    const log = createMemoryLog(bench.clock);
    const action = await approve();
    const token = (await bench.store.claimAction({ executor: 'before', leaseMs: 1000, graceMs: 0 }))?.lease?.token ?? 0;
    const started = later('action.started.v1', action, at(4), { executor: 'before', token });
    await bench.store.transact(key, (unit) => unit.emit(started));
    const tell = async (unit: UnitOfWork, actionId: string): Promise<void> => {
      expect((await unit.action(actionId))?.view).toMatchObject({ id: 'act1', status: 'uncertain' });
      await unit.emit(suggestion('notice', { conversation: ticket, time: unit.now, seen: [] }));
    };
    await rebuildStore({ store: bench.store, log, tell });
    expect((await bench.store.queue(tenant, {})).items).toMatchObject([{ recommendationId: 'notice' }]);
    const pending = await bench.store.outbox.pending({ limit: 10 });
    expect(pending.map(({ event }) => event.type)).toEqual(['action.uncertain.v1', 'reply.suggested.v1']);
  });

  test('refuses verdicts and claims until it has come to its end', async () => {
    const log = createMemoryLog(bench.clock);
    await log.append(
      'facts',
      Array.from({ length: 10 }, (_, index) => message(`m${index}`, { conversation: ticket, time: at(index) })),
    );
    const calling = new AbortController();
    const cut = rebuildStore({
      store: bench.store,
      log,
      batch: 3,
      signal: calling.signal,
      onProgress: () => calling.abort(),
    });
    await expect(cut).rejects.toMatchObject({ code: 'aborted' });
    const again = await bench.another();
    for (const store of [bench.store, again]) {
      const unavailable = { code: 'dependency-unavailable' };
      await expect(store.ready()).rejects.toMatchObject(unavailable);
      await expect(store.transact(key, async () => 1)).rejects.toMatchObject(unavailable);
      await expect(store.claimAction({ executor: 'x', leaseMs: 1, graceMs: 1 })).rejects.toMatchObject(unavailable);
    }
    await rebuildStore({ store: again, log });
    await bench.store.ready();
    expect((await bench.store.conversation(tenant, ticket))?.messages).toHaveLength(10);
  });

  test.each([1, 2, 3, 4, 5, 6])(
    'gives the same answers as a life of 150 steps, retention included (seed %d)',
    async (seed) => {
      const { store, clock } = bench;
      const log = createMemoryLog(clock);
      const { customers } = await liveThrough({
        store,
        log,
        clock,
        seed,
        steps: 150,
        retainLog: (days) => log.retain(days),
      });
      const before = await readEverything(store, tenant, customers);
      await rebuildStore({ store, log });
      expect(await readEverything(store, tenant, customers)).toEqual(before);
      expect(await store.outbox.depth()).toBe(0);
    },
  );
}
