import type { OutboxEvent } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { approved, fact, later, message, stored, suggestion, superseded, tenant, verdict } from './events.js';
import { apply, at, group, ticket } from './facts.js';
import type { Bench } from './run-store-conformance.js';

const key = { tenant, conversation: ticket };

export function testDecisions(bench: Bench): void {
  const first = suggestion('rec1', { conversation: ticket, time: at(1), seen: ['f1'] });

  test('what is emitted changes the rows and is in the outbox, once', async () => {
    await bench.store.transact(key, async (unit) => {
      await unit.emit(first);
      expect(await unit.openRecommendations()).toMatchObject([{ recommendationId: 'rec1', status: 'open' }]);
    });
    await bench.store.transact(key, (unit) =>
      unit.emit({ ...first, data: { ...first.data, confidence: 0.1 } } as never),
    );
    expect(await bench.store.outbox.pending({ limit: 10 })).toMatchObject([{ stream: 'decisions', event: first }]);
    expect(await bench.store.recommendation(tenant, 'rec1')).toMatchObject({ confidence: 0.8, createdAt: at(1) });
  });

  test('an error leaves neither rows nor outbox', async () => {
    const work = bench.store.transact(key, async (unit) => {
      await unit.emit(first);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await bench.store.recommendation(tenant, 'rec1')).toBeUndefined();
    expect(await bench.store.outbox.depth()).toBe(0);
  });

  test('what is no valid event, a fact, or another tenant’s is refused', async () => {
    const emit = (event: unknown) => bench.store.transact(key, (unit) => unit.emit(event as never));
    await expect(emit({ ...first, extra: 1 })).rejects.toMatchObject({ code: 'event-invalid' });
    await expect(emit({ ...first, tenant: 'other' })).rejects.toMatchObject({ code: 'event-invalid' });
    await expect(emit(message('m1', { conversation: ticket, time: at(1) }))).rejects.toMatchObject({
      code: 'event-invalid',
    });
    expect(await bench.store.outbox.depth()).toBe(0);
  });

  test('a conversation has one open recommendation of a kind', async () => {
    const second = suggestion('rec2', { conversation: ticket, time: at(2), seen: ['f1'] });
    await bench.store.transact(key, (unit) => unit.emit(first));
    await expect(bench.store.transact(key, (unit) => unit.emit(second))).rejects.toMatchObject({ code: 'conflict' });
    await bench.store.transact(key, async (unit) => {
      await unit.emit(superseded('rec1', ticket, at(2)));
      await unit.emit(second);
    });
    const { items } = await bench.store.recommendations(tenant, { status: 'open' });
    expect(items.map(({ recommendationId }) => recommendationId)).toEqual(['rec2']);
  });

  test('what was emitted before and comes again beside what is new stays in the outbox, once, as it was', async () => {
    const given = verdict('ver1', first, at(2));
    const action = approved('act1', given, { time: at(3) });
    const started = later('action.started.v1', action, at(4), { executor: 'x', token: 1 });
    let runs = 0;
    const emitAll = (...events: readonly OutboxEvent[]) =>
      bench.store.transact({ ...key, recommendation: first.data.recommendationId }, async (unit) => {
        runs += 1;
        for (const event of events) await unit.emit(event);
        return (await unit.recommendation(first.data.recommendationId))?.verdicts.length;
      });
    expect(await emitAll(first)).toBe(0);
    expect(await emitAll(first, given)).toBe(1);
    // The same verdict under another id of its event, by itself and beside what is new, then all of it once more.
    expect(await emitAll({ ...given, id: 'ver1-otherwise' })).toBe(1);
    expect(await emitAll({ ...given, id: 'ver1-again' }, action, action)).toBe(1);
    expect(await emitAll(started, given, first)).toBe(1);
    expect(await emitAll(started)).toBe(1);
    expect(runs).toBeLessThan(13);
    const rows = await bench.store.outbox.pending({ limit: 10 });
    expect(rows.map(({ event }) => event)).toEqual([first, given, action, started]);
  });

  test('what comes again is there already, whatever the work makes of an error', async () => {
    const emitOrSay = (event: OutboxEvent) =>
      bench.store.transact(key, (unit) =>
        unit.emit(event).catch(() => {
          throw new Error('This work has words of its own.');
        }),
      );
    await emitOrSay(first);
    await emitOrSay(first);
    expect(await bench.store.outbox.pending({ limit: 10 })).toHaveLength(1);
  });

  test('whoever catches what an event is refused for may go on, and nothing of it is left', async () => {
    const rival = suggestion('rec2', { conversation: ticket, time: at(2), seen: [] });
    const other = message('unrelated', { conversation: ticket, time: at(2) });
    await bench.store.transact(key, (unit) => unit.emit(first));
    await bench.store.transact(key, async (unit) => {
      await expect(unit.emit(rival)).rejects.toMatchObject({ code: 'conflict' });
      await expect(unit.emit(other as never)).rejects.toMatchObject({ code: 'event-invalid' });
      await unit.emit(superseded('rec1', ticket, at(3)));
    });
    expect(await bench.store.recommendation(tenant, 'rec2')).toBeUndefined();
    const waiting = await bench.store.outbox.pending({ limit: 10 });
    expect(waiting.map(({ event }) => event.type)).toEqual(['reply.suggested.v1', 'recommendation.superseded.v1']);
    // Refused, it counts as never emitted.
    await bench.store.transact(key, (unit) => unit.emit(rival));
    expect(await bench.store.recommendation(tenant, 'rec2')).toMatchObject({ status: 'open' });
  });

  test('transactions of one conversation see each other’s outcome', async () => {
    const tries = Array.from({ length: 20 }, (_, index) =>
      bench.store.transact(key, async (unit) => {
        if ((await unit.openRecommendations()).length > 0) return 'late';
        await unit.emit(suggestion(`rec${index}`, { conversation: ticket, time: at(1), seen: [] }));
        return 'first';
      }),
    );
    expect((await Promise.all(tries)).filter((outcome) => outcome === 'first')).toHaveLength(1);
    expect(await bench.store.outbox.depth()).toBe(1);
  });

  test('the first deciding verdict wins, later ones are only kept', async () => {
    await bench.store.transact(key, async (unit) => {
      await unit.emit(first);
      await unit.emit(verdict('ver1', first, at(2), false));
      await unit.emit(verdict('ver2', first, at(3), true));
      await unit.emit(superseded('rec1', ticket, at(4)));
    });
    expect(await bench.store.recommendation(tenant, 'rec1')).toMatchObject({
      status: 'rejected',
      verdict: { verdictId: 'ver1', at: at(2) },
      verdicts: [{ verdictId: 'ver1' }, { verdictId: 'ver2' }],
    });
  });

  test('what was decided here and comes back from the log changes nothing', async () => {
    const given = verdict('ver1', first, at(2));
    const action = approved('act1', given, { time: at(3) });
    const started = later('action.started.v1', action, at(4), { executor: 'x', token: 1 });
    await bench.store.transact(key, async (unit) => {
      for (const event of [first, given, action, started]) await unit.emit(event);
    });
    const before = [await bench.store.recommendation(tenant, 'rec1'), await bench.store.action(tenant, 'act1')];
    bench.clock.advance(5000);
    const events = stored([first, given, action, started], bench.clock.now());
    await bench.store.apply(events, { group });
    await bench.store.apply(events, { group: 'another' });
    expect([await bench.store.recommendation(tenant, 'rec1'), await bench.store.action(tenant, 'act1')]).toEqual(
      before,
    );
    expect(before[1]).toMatchObject({ view: { attempts: 1, status: 'started' }, verdict: given });
  });

  test('a suggestion that may be shown is not open, and one that is over is found', async () => {
    await apply(bench, suggestion('shown', { conversation: ticket, time: at(1), seen: [], outcome: 'show' }));
    const expiresAt = new Date(bench.clock.now() + 1000).toISOString();
    await apply(bench, suggestion('due', { conversation: ticket, time: at(1), seen: [], expiresAt }));
    expect(await bench.store.recommendation(tenant, 'shown')).toMatchObject({ status: 'shown' });
    expect(await bench.store.expiredRecommendations({ limit: 10 })).toEqual([]);
    bench.clock.advance(1000);
    expect(await bench.store.expiredRecommendations({ limit: 10 })).toMatchObject([{ recommendationId: 'due' }]);
  });

  test('what is remembered is forgotten in time', async () => {
    const remembered = () => bench.store.transact(key, (unit) => unit.remembered('k'));
    await bench.store.transact(key, (unit) => unit.remember('k', { a: 1 }, { seconds: 60 }));
    expect(await remembered()).toEqual({ a: 1 });
    bench.clock.advance(60_000);
    expect(await remembered()).toBeUndefined();
  });

  test('the latest policy is the one in force', async () => {
    const policy = (version: string, time: string) =>
      ({
        ...fact(
          'unmapped.v1',
          { id: `p-${version}`, subject: 'policy:desk:all', time },
          { vendorEvent: 'x', why: 'no-contract' },
        ),
        authenticity: undefined,
        identity: undefined,
        type: 'policy.changed.v1',
        data: { version, previous: null, rules: 1 },
      }) as never;
    const clean = (event: object) => JSON.parse(JSON.stringify(event)) as never;
    await bench.store.transact({ tenant, conversation: 'policy:desk:all' }, async (unit) => {
      await unit.emit(clean(policy('v2', at(5))));
      await unit.emit(clean(policy('v1', at(3))));
    });
    expect(await bench.store.policyVersion(tenant)).toBe('v2');
    expect(await bench.store.policyVersion('other')).toBeUndefined();
  });
}
