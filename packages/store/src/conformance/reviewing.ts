import type { OutboxEvent, RecommendationView, Store, VerdictGiven } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { conversationOf, course, suggestion, tenant, verdict } from './events.js';
import { apply, at, ticket } from './facts.js';
import type { Bench } from './run-store-conformance.js';

const key = { tenant, conversation: ticket };
const id = 'rec1';

export function testReviewing(bench: Bench): void {
  const first = suggestion(id, {
    ...{ conversation: ticket, time: at(1), seen: [] },
    more: { need: { role: 'reviewer', queue: 'review', reviewers: 2, fourEyes: true, dueAt: at(30) }, salt: 'secret' },
  });
  const emit = (...events: readonly OutboxEvent[]) =>
    bench.store.transact(key, async (unit) => {
      for (const event of events) await unit.emit(event);
    });
  const view = async (): Promise<RecommendationView> => {
    const found = await bench.store.recommendation(tenant, id);
    if (found === undefined) throw new Error('It is not there.');
    return found;
  };
  const waits = (name: string, reviewer: string, of: Partial<VerdictGiven['data']> = {}): VerdictGiven => {
    const given = verdict(name, first, at(5));
    return { ...given, actor: reviewer, data: { ...given.data, reviewer, decides: false, ...of } };
  };
  const reply = (text: string) => ({ kind: 'reply', text, visibility: 'public', sentences: [] }) as never;

  describeClaims();

  test('where it waits, for whom and until when follows what was told of it', async () => {
    await emit(first);
    expect(await view()).toMatchObject({ queue: 'review', dueAt: at(30) });
    expect(await view()).not.toHaveProperty('salt');
    await emit(
      course('recommendation.routed.v1', { recommendationId: id, assignee: 'reviewer/anna', why: 'assigned' }),
    );
    expect(await view()).toMatchObject({ queue: 'review', assignee: 'reviewer/anna', dueAt: at(30) });
    await emit(
      course('recommendation.routed.v1', {
        ...{ recommendationId: id, queue: 'seniors', assignee: null, why: 'aged', dueAt: at(50) },
      }),
    );
    expect(await view()).toMatchObject({ queue: 'seniors', dueAt: at(50) });
    expect(await view()).not.toHaveProperty('assignee');
    await emit(
      course('recommendation.reminded.v1', { recommendationId: id, queue: 'seniors', waitedSeconds: 60, time: 2 }),
      course('recommendation.routed.v1', { recommendationId: id, assignee: 'reviewer/bo', why: 'taken' }),
      waits('ver1', 'reviewer/bo', { kind: 'escalate', escalateTo: 'lawyers' }),
    );
    expect(await view()).toMatchObject({ status: 'open', queue: 'lawyers', reminders: 2 });
    expect(await view()).not.toHaveProperty('assignee');
    await emit(verdict('ver2', first, at(9)));
    await emit(course('recommendation.routed.v1', { recommendationId: id, queue: 'late', why: 'aged' }));
    expect(await view()).toMatchObject({ status: 'approved', queue: 'lawyers' });
  });

  test('who agreed is told once each; words of one who cannot decide alone begin anew', async () => {
    await emit(first, waits('ver1', 'reviewer/anna'), waits('ver2', 'reviewer/anna'), waits('ver3', 'reviewer/bo'));
    expect((await view()).agreements).toEqual([
      { reviewer: 'reviewer/anna', verdictId: 'ver1', at: at(5) },
      { reviewer: 'reviewer/bo', verdictId: 'ver3', at: at(5) },
    ]);
    const edit = waits('ver4', 'reviewer/cleo', { kind: 'edit', final: reply('Other words'), finalHash: 'sha256:2' });
    await emit(edit, waits('ver5', 'reviewer/dan'));
    expect(await view()).toMatchObject({
      status: 'open',
      hash: 'sha256:2',
      suggestedHash: first.data.hash,
      proposal: { text: 'Other words' },
      agreements: [{ reviewer: 'reviewer/cleo', verdictId: 'ver4' }],
    });
    const again = { kind: 'respond', hash: 'sha256:2', final: reply('Own'), finalHash: 'sha256:3' } as const;
    await emit(waits('ver6', 'reviewer/bo', again), waits('ver7', 'reviewer/anna', { hash: 'sha256:3' }));
    expect(await view()).toMatchObject({
      suggestedHash: first.data.hash,
      agreements: [{ reviewer: 'reviewer/bo' }, { reviewer: 'reviewer/anna' }],
    });
  });

  function describeClaims(): void {
    const claim = (holder: string, leaseMs = 1000, store: Store = bench.store) =>
      store.transact(key, (unit) => unit.grantClaim(id, { holder, leaseMs }));
    const current = () => bench.store.transact(key, (unit) => unit.claim(id));

    test('a claim lasts as long as its lease, is made longer by its holder, and has a higher token than any before', async () => {
      await emit(first);
      expect(await current()).toBeUndefined();
      const one = await claim('reviewer/anna');
      expect(await current()).toEqual(one);
      bench.clock.advance(900);
      const longer = await claim('reviewer/anna');
      expect(longer).toEqual({ ...one, expiresAt: new Date(bench.clock.now() + 1000).toISOString() });
      bench.clock.advance(900);
      expect((await view()).claim).toEqual(longer);
      expect((await bench.store.queue(tenant, {})).items[0]?.claim).toEqual(longer);
      bench.clock.advance(100);
      expect(await current()).toBeUndefined();
      expect(await view()).not.toHaveProperty('claim');
      const two = await claim('reviewer/anna');
      const three = await claim('reviewer/bo');
      expect(two.token).toBeGreaterThan(one.token);
      expect(three.token).toBeGreaterThan(two.token);
      await bench.store.transact(key, (unit) => unit.endClaim(id));
      expect(await current()).toBeUndefined();
      expect((await claim('reviewer/anna')).token).toBeGreaterThan(three.token);
    });

    test('tokens of claims and of actions’ leases never go back, over instances and a rebuild', async () => {
      await emit(first);
      const another = await bench.another();
      const tokens = [(await claim('reviewer/a')).token, (await claim('reviewer/b', 1000, another)).token];
      await emit(verdict('ver1', first, at(9)));
      const rows = await bench.store.outbox.pending({ limit: 10 });
      await bench.store.outbox.confirm(rows.map(({ row }) => row));
      const links = await bench.store.outbox.pending({ limit: 10 });
      await bench.store.outbox.confirm(links.map(({ row }) => row));
      await bench.store.reset();
      await bench.store.settle();
      tokens.push((await claim('reviewer/c')).token);
      expect(tokens).toEqual([...tokens].sort((a, b) => a - b));
      expect(tokens[2]).toBeGreaterThan((tokens[1] ?? 0) + 1_000_000);
    });

    test('a store made anew gives no token that a verdict of before was given under', async () => {
      const given = verdict('ver1', first, at(9));
      await apply(bench, first, { ...given, data: { ...given.data, claim: 7_000_000 } });
      expect((await claim('reviewer/a')).token).toBeGreaterThan(7_000_000);
    });

    test('a claim that a transaction ends is over for what it reads after', async () => {
      await emit(first);
      await claim('reviewer/a');
      const seen = await bench.store.transact({ ...key, recommendation: id }, async (unit) => {
        const before = (await unit.recommendation(id))?.claim?.holder;
        await unit.endClaim(id);
        return [before, await unit.claim(id), (await unit.recommendation(id))?.claim];
      });
      expect(seen).toEqual(['reviewer/a', undefined, undefined]);
      expect(await view()).not.toHaveProperty('claim');
    });

    test('who has it before their eyes is told for as long as they said', async () => {
      const look = (reviewer: string, of = id) => bench.store.look(tenant, of, { reviewer, forMs: 1000 });
      expect(await look('reviewer/anna', 'unknown')).toEqual([]);
      await emit(first);
      const until = new Date(bench.clock.now() + 1000).toISOString();
      expect(await look('reviewer/anna')).toEqual([{ reviewer: 'reviewer/anna', until }]);
      bench.clock.advance(600);
      expect((await look('reviewer/bo')).map(({ reviewer }) => reviewer)).toEqual(['reviewer/anna', 'reviewer/bo']);
      bench.clock.advance(400);
      expect((await view()).looking).toMatchObject([{ reviewer: 'reviewer/bo' }]);
      bench.clock.advance(600);
      expect(await view()).not.toHaveProperty('looking');
    });
  }

  test('people of one tenant have nothing to do with another’s', async () => {
    await emit(first);
    await bench.store.transact(key, (unit) => unit.grantClaim(id, { holder: 'reviewer/anna', leaseMs: 1000 }));
    const other = { tenant: 'other', conversation: conversationOf('1') };
    expect(await bench.store.transact(other, (unit) => unit.claim(id))).toBeUndefined();
    expect(await bench.store.look('other', id, { reviewer: 'reviewer/x', forMs: 1000 })).toEqual([]);
    expect((await bench.store.queue('other', {})).items).toEqual([]);
    expect(await bench.store.queues('other')).toEqual([]);
    expect(await bench.store.loads('other')).toEqual({});
  });
}
