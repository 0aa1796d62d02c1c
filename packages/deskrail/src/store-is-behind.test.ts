import type { EventLog, Lag, Store, StoredEvent } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { storeIsBehind } from './store-is-behind.js';

const now = Date.parse('2026-03-01T00:00:00Z');
const hour = 3_600_000;

function ask(given: {
  readonly hoursAgo: readonly number[];
  readonly held?: readonly number[];
  readonly lag?: Partial<Lag>;
}) {
  const place: Lag = { stream: 'facts', group: 'projection', events: 0, seconds: 0, lastSafe: '0/9', ...given.lag };
  const froms: unknown[] = [];
  const log = {
    lag: async () => (given.lag === undefined && given.hoursAgo.length === 0 ? [] : [place]),
    async *read({ from }: { from: unknown }) {
      froms.push(from);
      for (const hours of given.hoursAgo) {
        const appendedAt = new Date(now - hours * hour).toISOString();
        yield { event: { id: `f${hours}`, tenant: 'acme' }, appendedAt } as StoredEvent<'facts'>;
      }
    },
  } as unknown as EventLog;
  const held = (given.held ?? []).map((hours) => `f${hours}`);
  const store = { holds: async (id: string) => held.includes(id) } as unknown as Store;
  const behind = storeIsBehind({ log, store, group: 'projection', days: 30, clock: { now: () => now } });
  return behind.then((isBehind) => ({ isBehind, froms }));
}

it('is so where nothing is held of what was read', async () => {
  const { isBehind, froms } = await ask({ hoursAgo: [40, 30, 20] });
  expect([isBehind, froms]).toEqual([true, [{ time: '2026-01-31T00:00:00.000Z' }]]);
});

it.each([
  ['the group never read', { hoursAgo: [40], lag: { lastSafe: undefined } }],
  ['there is no group', { hoursAgo: [] }],
  ['one could not be handled, and the next is there', { hoursAgo: [40, 30], held: [30] }],
  ['the group is not that far', { hoursAgo: [2], lag: { events: 1, seconds: 3 * 3600 } }],
  ['all is of this minute', { hoursAgo: [0] }],
])('is not so where %s', async (_, given) => {
  expect((await ask(given)).isBehind).toBe(false);
});
