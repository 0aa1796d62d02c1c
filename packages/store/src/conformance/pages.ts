import { formatSubject } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { connection, conversationOf, fact, message, suggestion, tenant } from './events.js';
import { apply, at } from './facts.js';
import { all } from './reads.js';
import type { Bench } from './run-store-conformance.js';

export function testPages(bench: Bench): void {
  const talk = (id: string, second: number) =>
    message(`m${id}`, { conversation: conversationOf(id), time: at(second) });
  const solve = (id: string, second: number) =>
    fact(
      'case.status-changed.v1',
      { id: `s${id}`, subject: conversationOf(id), time: at(second) },
      { previous: null, current: 'solved' },
    );

  test('pages follow each other without a gap, latest first, also among equals', async () => {
    const ids = Array.from({ length: 25 }, (_, index) => String(index).padStart(2, '0'));
    await apply(bench, ...ids.map((id) => talk(id, Number(id) % 5)));
    const items = await all((cursor) => bench.store.conversations(tenant, { cursor, limit: 4 }));
    expect(items.map(({ deskId }) => deskId).sort()).toEqual(ids);
    const times = items.map(({ updatedAt }) => updatedAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  test('a filter holds on every page', async () => {
    const ids = ['1', '2', '3', '4', '5'];
    await apply(bench, ...ids.map((id) => talk(id, 1)), solve('2', 3), solve('4', 4));
    const page = (cursor: string | undefined) =>
      bench.store.conversations(tenant, { cursor, limit: 1, status: 'solved' });
    expect((await all(page)).map(({ deskId }) => deskId)).toEqual(['4', '2']);
    const resolved = await bench.store.resolvedConversations(tenant, { updatedAfter: at(3) });
    expect(resolved.items).toMatchObject([{ deskId: '4', messages: [{ id: 'm4' }] }]);
  });

  test('those that one customer asked, with a case or without', async () => {
    const by = (id: string, customer: string) =>
      message(`m${id}`, { conversation: conversationOf(id), time: at(1), by: customer });
    await apply(bench, by('1', '77'), by('2', '78'), by('3', '77'));
    const customer = formatSubject({ kind: 'customer', connection, id: '77' });
    const items = await all((cursor) => bench.store.conversations(tenant, { cursor, limit: 1, customer }));
    expect(items.map(({ deskId }) => deskId).sort()).toEqual(['1', '3']);
    expect((await bench.store.conversations(tenant, { customer, status: 'solved' })).items).toEqual([]);
  });

  test('recommendations are newest first, by conversation and by status', async () => {
    const suggest = (id: string, second: number) =>
      suggestion(`rec${id}`, { conversation: conversationOf(id), time: at(second), seen: [] });
    await apply(bench, suggest('1', 1), suggest('2', 3), suggest('3', 2));
    const items = await all((cursor) => bench.store.recommendations(tenant, { cursor, limit: 1, status: 'open' }));
    expect(items.map(({ recommendationId }) => recommendationId)).toEqual(['rec2', 'rec3', 'rec1']);
    const one = await bench.store.recommendations(tenant, { conversation: conversationOf('3') });
    expect(one.items).toMatchObject([{ recommendationId: 'rec3' }]);
    expect((await bench.store.actions(tenant, { status: 'approved' })).items).toEqual([]);
  });

  test('a page has at most 200 items, and a made-up cursor is refused', async () => {
    await apply(bench, ...Array.from({ length: 205 }, (_, index) => talk(String(index), 1)));
    expect((await bench.store.conversations(tenant, { limit: 1000 })).items).toHaveLength(200);
    const made = bench.store.conversations(tenant, { cursor: 'made-up' });
    await expect(made).rejects.toMatchObject({ code: 'request-invalid' });
  });
}
