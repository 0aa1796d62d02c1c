import { DeskrailError, type Suggestion } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { approved, conversationOf, message, stored, suggestion, tenant, verdict } from './events.js';
import { at, group, status, ticket } from './facts.js';
import type { Bench } from './run-store-conformance.js';

export function testInstances(bench: Bench): void {
  const decide = async (store: Bench['store'], on: Suggestion, id: string): Promise<string> => {
    const key = { tenant, conversation: on.subject };
    try {
      return await store.transact(key, async (unit) => {
        const winner = (await unit.recommendation(on.data.recommendationId))?.verdict?.verdictId;
        if (winner !== undefined)
          throw new DeskrailError('already-decided', 'It was decided.', { details: { winner } });
        const given = verdict(id, on, at(2));
        await unit.emit(given);
        await unit.emit(approved(`act/${id}`, given, { time: at(3) }));
        return id;
      });
    } catch (error) {
      return String((error as DeskrailError).details.winner);
    }
  };

  test('of verdicts given at once in several instances one wins, and the others are told which', async () => {
    const stores = [bench.store, (await bench.another()) as Bench['store']];
    const suggested = suggestion('rec1', { conversation: ticket, time: at(1), seen: [] });
    await bench.store.transact({ tenant, conversation: ticket }, (unit) => unit.emit(suggested));
    const told = await Promise.all(
      Array.from({ length: 16 }, (_, index) => decide(stores[index % 2] ?? bench.store, suggested, `ver${index}`)),
    );
    expect(new Set(told).size).toBe(1);
    const view = await stores[1]?.recommendation(tenant, 'rec1');
    expect(view?.verdicts.map(({ verdictId }) => verdictId)).toEqual([told[0]]);
    expect(view?.actions).toHaveLength(1);
  });

  test('the same delivered to several instances at once, to some of them less, counts once and whole', async () => {
    const other = await bench.another();
    for (let round = 0; round < 6; round += 1) {
      const conversation = conversationOf(`r${round}`);
      const facts = Array.from({ length: 12 }, (_, index) =>
        index % 2 === 0
          ? message(`m${round}-${index}`, { conversation, time: at(index) })
          : { ...status(`s${round}-${index}`, index === 11 ? 'solved' : 'pending', at(index)), subject: conversation },
      );
      const events = stored(facts, bench.clock.now());
      await Promise.all([
        bench.store.apply(events, { group }),
        other.apply(events.slice(0, 6), { group }),
        other.apply(events.slice(0, 9), { group }),
      ]);
      const whole = await other.conversation(tenant, conversation);
      expect(whole?.status).toBe('solved');
      expect(whole?.messages).toHaveLength(6);
    }
  });

  test('snapshots taken in several instances at once are each taken once', async () => {
    const other = (await bench.another()) as Bench['store'];
    const ended = ['1', '2', '3'].map((id) => ({ ...status(`s${id}`, 'closed', at(1)), subject: conversationOf(id) }));
    await bench.store.apply(stored(ended, bench.clock.now()), { group });
    await Promise.all([bench.store.takeSnapshots({ limit: 10 }), other.takeSnapshots({ limit: 10 })]);
    expect(await bench.store.outbox.depth()).toBe(3);
  });

  test('while one instance rebuilds, another applies nothing', async () => {
    const other = await bench.another();
    const said = stored([message('m1', { conversation: ticket, time: at(1) })], bench.clock.now());
    await bench.store.reset();
    await expect(other.apply(said, { group })).rejects.toMatchObject({ code: 'dependency-unavailable' });
    await bench.store.apply(said, { group });
    await bench.store.settle();
    await other.apply(said, { group });
    expect((await other.conversation(tenant, ticket))?.messages).toHaveLength(1);
  });
}
