import { type Connection, DeskrailError, silentLogger } from '@deskrail/contracts';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { manualTime, openTestDatabase, type TestDatabase } from '@deskrail/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSignatureWatch } from '../signature-watch.js';
import { type KeepReconciled, keepReconciled } from './keep-reconciled.js';
import { createMarks } from './marks.js';

let database: TestDatabase;
const opened: KeepReconciled[] = [];
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(async () => {
  for (const keeping of opened.splice(0)) await keeping.close();
  await database.close();
});

const minute = 60_000;
const connection = { id: 'acme', tenant: 'default', openReconciler: async () => ({}) } as unknown as Connection;

/** Processes on one store, with a desk that is only asked. */
async function setUp() {
  const time = manualTime({ startAt: '2026-03-02T08:00:00Z' });
  const store = await openSqliteStore({ database, clock: time });
  const readings: string[] = [];
  const desk: { answers: () => Promise<void> } = { answers: async () => {} };
  function open(holder: string) {
    const watch = createSignatureWatch(time);
    const log = { away: false };
    const keeping = keepReconciled({
      ...{ connections: [connection], watch, clock: time, logger: silentLogger, everyMs: 2 ** 31 - 1 },
      marks: createMarks({ store, holder }),
      ready: async () => {
        if (log.away) throw new DeskrailError('dependency-unavailable', 'Away.');
      },
      reconciling: {
        async run({ since }) {
          readings.push(`${holder} since ${since.slice(11, 16)}`);
          const startedAt = new Date(time.now()).toISOString();
          await desk.answers();
          watch.reconciled('acme', { since, startedAt });
          return { conversations: 0, facts: 0, states: 0 };
        },
      },
    });
    opened.push(keeping);
    const lookEvery = async (ms: number, times = 1) => {
      for (let count = 0; count < times; count++) {
        await time.advance(ms);
        await keeping.look();
      }
    };
    return { keeping, watch, log, lookEvery };
  }
  return { time, readings, desk, open };
}

describe('keeping a connection reconciled', () => {
  it('reads nothing while all is well', async () => {
    const { readings, open } = await setUp();
    const { lookEvery } = open('a');
    await lookEvery(minute, 10);
    expect(readings).toEqual([]);
  });

  it('reads once signatures fit again, and again when the desk has settled', async () => {
    const { readings, open } = await setUp();
    const { watch, lookEvery } = open('a');
    await lookEvery(minute);
    watch.onDelivery({ connection: 'acme', outcome: 'refused', code: 'signature-invalid' });
    await lookEvery(minute, 5);
    expect(readings).toEqual([]);
    watch.onDelivery({ connection: 'acme', outcome: 'accepted' });
    await lookEvery(minute, 5);
    // The desk keeps its last minute back, so its end is read a second time.
    await expect.poll(() => readings).toEqual(['a since 08:00', 'a since 08:05']);
    await lookEvery(minute, 5);
    expect(readings).toHaveLength(2);
  });

  it('reads what the log would not take, however soon it was back', async () => {
    const { readings, open } = await setUp();
    const { watch, log, lookEvery } = open('a');
    await lookEvery(minute);
    watch.onDelivery({ connection: 'acme', outcome: 'retry', code: 'dependency-unavailable' });
    log.away = true;
    await lookEvery(minute);
    expect(readings).toEqual([]);
    log.away = false;
    await lookEvery(1_000);
    await expect.poll(() => readings).toEqual(['a since 08:00']);
    await expect.poll(() => watch.check()).toEqual({ state: 'ready' });
  });

  it('says what it could not read, and tries again after longer and longer', async () => {
    const { time, readings, desk, open } = await setUp();
    const { lookEvery, keeping } = open('a');
    await lookEvery(0);
    await keeping.close();
    await time.advance(10 * minute);
    desk.answers = async () => {
      throw new DeskrailError('desk-refused', 'No.');
    };
    const again = open('b');
    await again.lookEvery(0);
    const since = 'what was missed could not be read back yet: acme (reconcile since 2026-03-02T07:59:00.000Z)';
    await expect.poll(() => again.watch.check()).toEqual({ state: 'degraded', detail: since });
    await again.lookEvery(minute, 8);
    await expect.poll(() => readings.length).toBe(4);
    desk.answers = async () => {};
    await again.lookEvery(10 * minute);
    await expect.poll(() => again.watch.check()).toEqual({ state: 'ready' });
  });

  it('reads in one process at a time, and takes over from one that died', async () => {
    const { time, readings, desk, open } = await setUp();
    await open('a').lookEvery(0);
    await time.advance(10 * minute);
    const gate = Promise.withResolvers<void>();
    desk.answers = () => gate.promise;
    const first = open('b');
    await first.lookEvery(0);
    const second = open('c');
    await second.lookEvery(0);
    await expect.poll(() => readings).toEqual(['b since 07:59']);
    // Its lease is over, and nobody renewed it.
    await second.lookEvery(2 * minute);
    await expect.poll(() => readings).toEqual(['b since 07:59', 'c since 07:59']);
    gate.resolve();
  });
});
