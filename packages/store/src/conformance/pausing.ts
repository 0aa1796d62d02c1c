import { expect, test } from 'vitest';
import { rebuildStore } from '../rebuild.js';
import { course, tenant } from './events.js';
import { at, ticket } from './facts.js';
import { createMemoryLog } from './memory-log.js';
import type { Bench } from './run-store-conformance.js';

export function testPausing(bench: Bench): void {
  test('another reason for a pause leaves since when and by whom it was, in whatever order that is told', async () => {
    const first = course('policy.paused.v1', { reason: 'The macro.' }, { time: at(1), id: 'p1' });
    const stopped = { since: first.time, by: first.actor ?? '' };
    const again = course('policy.paused.v1', { reason: 'The prices.', stopped }, { time: at(2), id: 'p2' });
    const key = { tenant, conversation: ticket };
    const paused = { ...stopped, reason: 'The prices.', reasonSince: again.time, reasonBy: again.actor };
    for (const event of [again, first]) await bench.store.transact(key, (unit) => unit.emit(event));
    const told = async () => ({
      paused: await bench.store.paused(tenant),
      unit: await bench.store.transact(key, (unit) => unit.automation()),
    });
    expect(await told()).toMatchObject({ paused, unit: { paused: true, stopped: paused } });
    await rebuildStore({ store: bench.store, log: createMemoryLog(bench.clock) });
    expect(await told()).toMatchObject({ paused, unit: { paused: true, stopped: paused } });
    const over = course('policy.resumed.v1', {}, { time: at(3), id: 'p3' });
    await bench.store.transact(key, (unit) => unit.emit(over));
    const { paused: none, unit } = await told();
    expect([none, unit.paused, unit.stopped]).toEqual([undefined, false, undefined]);
  });
}
