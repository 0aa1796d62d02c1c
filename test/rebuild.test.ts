import { openSqliteLog } from '@deskrail/event-log/sqlite';
import { rebuildStore, startHousekeeping, startProjection, startRelay } from '@deskrail/store';
import { liveThrough, readEverything } from '@deskrail/store/conformance';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { openTestDatabase } from '@deskrail/testing';
import { describe, expect, test } from 'vitest';

const tenant = 'acme';
const dayMs = 86_400_000;

function manualClock() {
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  return {
    now: () => nowMs,
    advance(ms: number) {
      nowMs += ms;
    },
  };
}

describe('a store made again from the log', () => {
  test.each([11, 12, 13])('answers as before, retention having run on both (seed %d)', async (seed) => {
    await using database = await openTestDatabase();
    const clock = manualClock();
    await using log = await openSqliteLog({ file: database, clock });
    const store = await openSqliteStore({ database, clock });
    const retainLog = (days: Parameters<typeof log.retain>[0]) => log.retain(days);
    const { customers } = await liveThrough({ store, log, clock, seed, steps: 100, retainLog });
    const before = await readEverything(store, tenant, customers);
    const { events } = await rebuildStore({ store, log });
    expect(events).toBeGreaterThan(50);
    expect(await readEverything(store, tenant, customers)).toEqual(before);
  });

  test('answers as the one that relay, projection and housekeeping kept', async () => {
    await using database = await openTestDatabase();
    const clock = manualClock();
    await using log = await openSqliteLog({ file: database, clock });
    const store = await openSqliteStore({ database, clock });
    const days = { facts: 30, features: 365, decisions: 365, actions: 2555, 'dead-letters': 30 };
    const envelope = {
      specversion: '1.0' as const,
      source: '/test',
      subject: 'conversation:desk:1',
      datacontenttype: 'application/json' as const,
      tenant,
      connection: 'desk',
      actor: 'customer/c1',
    };
    const said = (id: string) => ({
      ...envelope,
      id,
      type: 'message.received.v1' as const,
      time: new Date(clock.now()).toISOString(),
      authenticity: 'signed' as const,
      identity: 'exact' as const,
      data: {
        messageId: id,
        author: { kind: 'customer' as const, id: 'c1' },
        visibility: 'public' as const,
        text: `text of ${id}`,
        origin: { vendor: 'desk', by: 'event' as const },
      },
    });
    const expiresAt = new Date(clock.now() + dayMs).toISOString();
    const suggested = {
      ...envelope,
      id: 'rec1',
      actor: 'model/test',
      type: 'classification.suggested.v1' as const,
      time: new Date(clock.now()).toISOString(),
      data: {
        recommendationId: 'rec1',
        about: { conversation: envelope.subject },
        hash: 'sha256:1',
        seen: ['m1'],
        evidence: [],
        confidence: 0.5,
        flags: [],
        outcome: 'review' as const,
        expiresAt,
        pipeline: 'test/1',
        model: { name: 'test', version: '1' },
        proposal: { kind: 'classification' as const, addTags: ['order'] },
      },
    };
    {
      await using relay = startRelay({ store, log });
      await using _projection = await startProjection({ store, log });
      await using housekeeping = startHousekeeping({ store, clock, days, retainLog: (kept) => log.retain(kept) });
      await log.append('facts', [said('m1')]);
      expect(await store.holds('m1', { tenant, timeoutMs: 5000 })).toBe(true);
      await store.transact({ tenant, conversation: envelope.subject }, (unit) => unit.emit(suggested));
      await relay.flushed('rec1', { signal: AbortSignal.timeout(5000) });
      for (const wait of [13, 2, 13, 2, 13]) {
        clock.advance(wait * dayMs);
        await housekeeping.run();
        // What was snapshotted is back before the clock goes on.
        for (const { event } of await store.outbox.pending({ limit: 10 })) {
          await relay.flushed(event.id, { signal: AbortSignal.timeout(5000) });
        }
        const [last] = (await Array.fromAsync(log.read({ stream: 'facts' }))).slice(-1);
        expect(await store.holds(last?.event.id ?? '', { tenant, timeoutMs: 5000 })).toBe(true);
      }
    }
    const before = await readEverything(store, tenant, []);
    expect(before).toMatchObject({
      conversations: [{ messages: [{ id: 'm1', text: 'text of m1' }] }],
      recommendations: [{ status: 'expired' }],
    });
    await rebuildStore({ store, log });
    expect(await readEverything(store, tenant, [])).toEqual(before);
  });
});
