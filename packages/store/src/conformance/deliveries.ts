import { expect, test } from 'vitest';
import type { Bench } from './run-store-conformance.js';

const lease = { limit: 10, leaseMs: 1000 };
const days = { facts: 365, features: 365, decisions: 365, actions: 365, 'dead-letters': 365 };
const dayMs = 86_400_000;

export function testDeliveries(bench: Bench): void {
  const message = (id: string, endpoint = 'e1') => ({ id, endpoint, body: `{"of":"${id}"}` });
  const take = async (store = bench.store) => (await store.deliveries.take(lease)).map(({ id }) => id);

  test('a message is one instance’s until its lease ends, and settles once', async () => {
    const { deliveries } = bench.store;
    await deliveries.add([message('m1'), message('m1', 'e2')]);
    const createdAt = new Date(bench.clock.now()).toISOString();
    expect(await deliveries.take(lease)).toEqual([{ ...message('m1'), attempts: 1, createdAt }]);
    expect(await take()).toEqual([]);
    bench.clock.advance(1000);
    expect(await deliveries.take(lease)).toMatchObject([{ id: 'm1', attempts: 2 }]);
    expect(await deliveries.settle({ id: 'm1', attempts: 2 }, { state: 'again', afterMs: 5000 })).toBe(true);
    bench.clock.advance(4999);
    expect(await take()).toEqual([]);
    bench.clock.advance(1);
    expect(await deliveries.take(lease)).toMatchObject([{ id: 'm1', attempts: 3, body: message('m1').body }]);
    expect(await deliveries.settle({ id: 'm1', attempts: 3 }, { state: 'done' })).toBe(true);
    expect(await deliveries.settle({ id: 'm1', attempts: 3 }, { state: 'again', afterMs: 0 })).toBe(false);
    await deliveries.add([message('m1')]);
    bench.clock.advance(dayMs);
    expect(await take()).toEqual([]);
    expect(await deliveries.waiting()).toEqual({});
  });

  test('who was overtaken settles nothing: it is for whoever took it last', async () => {
    const { deliveries } = bench.store;
    const other = (await bench.another()).deliveries;
    await deliveries.add([message('m1')]);
    const [slow = { id: '', attempts: 0 }] = await deliveries.take(lease);
    bench.clock.advance(1000);
    const [swift = slow] = await other.take(lease);
    for (const outcome of [{ state: 'again', afterMs: 0 }, { state: 'given-up' }, { state: 'done' }] as const) {
      expect(await deliveries.settle(slow, outcome)).toBe(false);
      expect(await take()).toEqual([]);
      expect(await deliveries.waiting()).toEqual({ e1: 1 });
    }
    expect(await other.settle(swift, { state: 'again', afterMs: 500 })).toBe(true);
    bench.clock.advance(500);
    expect(await other.take(lease)).toMatchObject([{ body: message('m1').body, attempts: 3 }]);
  });

  test('whose lease is over and whom nobody overtook settles it', async () => {
    const { deliveries } = bench.store;
    await deliveries.add([message('m1')]);
    const [slow = { id: '', attempts: 0 }] = await deliveries.take(lease);
    bench.clock.advance(5000);
    expect(await deliveries.settle(slow, { state: 'done' })).toBe(true);
    expect(await deliveries.waiting()).toEqual({});
  });

  test('of many takers in several instances each message has one', async () => {
    const stores = [bench.store, await bench.another()];
    await bench.store.deliveries.add(Array.from({ length: 30 }, (_, index) => message(`m${index}`)));
    const taken = await Promise.all(
      Array.from({ length: 8 }, (_, index) => stores[index % 2]?.deliveries.take({ limit: 5, leaseMs: 1000 })),
    );
    const left = await bench.store.deliveries.take({ limit: 100, leaseMs: 1000 });
    const ids = [...taken.flatMap((some) => some ?? []), ...left].map(({ id }) => id);
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBe(30);
  });

  test('what waits for an endpoint that has enough under way stands in nobody’s way', async () => {
    const { deliveries } = bench.store;
    await deliveries.add([message('m1'), message('m2'), message('m3', 'e2'), message('m4', 'e3')]);
    const one = { limit: 1, leaseMs: 1000 };
    expect(await deliveries.take({ ...one, endpoints: ['e2'] })).toMatchObject([{ id: 'm3' }]);
    expect(await deliveries.take({ ...one, endpoints: [] })).toEqual([]);
    expect(await take()).toEqual(['m1', 'm2', 'm4']);
  });

  test('an endpoint that is turned off gets nothing until it is turned on again', async () => {
    const { deliveries } = bench.store;
    expect(await deliveries.endpoint('e1')).toEqual({});
    const failingSince = new Date(bench.clock.now()).toISOString();
    await deliveries.mark('e1', 'failed');
    bench.clock.advance(10);
    await deliveries.mark('e1', 'failed');
    expect(await deliveries.endpoint('e1')).toEqual({ failingSince });
    await deliveries.mark('e1', 'disabled');
    const disabledAt = new Date(bench.clock.now()).toISOString();
    bench.clock.advance(10);
    await deliveries.mark('e1', 'disabled');
    await deliveries.mark('e1', 'failed');
    expect(await deliveries.endpoint('e1')).toEqual({ failingSince, disabledAt });
    await deliveries.add([message('m1'), message('m2', 'e2')]);
    expect(await take()).toEqual(['m2']);
    expect(await deliveries.waiting()).toEqual({ e1: 1, e2: 1 });
    await deliveries.mark('e1', 'ok');
    expect(await deliveries.endpoint('e1')).toEqual({});
    expect(await take()).toEqual(['m1']);
  });

  test('an id is known for days after its end, and then forgotten; what waits for a month is given up', async () => {
    const { deliveries } = bench.store;
    await deliveries.add([message('m1'), message('m2')]);
    const [first] = await deliveries.take({ ...lease, limit: 1 });
    await deliveries.settle(first ?? { id: '', attempts: 0 }, { state: 'given-up' });
    bench.clock.advance(6 * dayMs);
    await bench.store.retain({ days });
    await deliveries.add([message('m1')]);
    expect(await deliveries.waiting()).toEqual({ e1: 1 });
    bench.clock.advance(dayMs);
    await bench.store.retain({ days });
    await deliveries.add([message('m1')]);
    expect(await deliveries.waiting()).toEqual({ e1: 2 });
    bench.clock.advance(24 * dayMs);
    await bench.store.retain({ days });
    expect(await deliveries.waiting()).toEqual({ e1: 1 });
  });
}
