import type { Fact } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { conversationOf, fact, message, suggestion, tenant } from './events.js';
import { apply, at, opened, read, status, ticket } from './facts.js';
import type { Bench } from './run-store-conformance.js';

const days = { facts: 30, features: 365, decisions: 60, actions: 90, 'dead-letters': 30 };
const dayMs = 86_400_000;

/** Take the snapshots that are due, through a log that stamps them now. Returns them. */
async function snapshot(bench: Bench): Promise<Fact[]> {
  await bench.store.takeSnapshots({ limit: 10 });
  const rows = await bench.store.outbox.pending({ limit: 10 });
  const facts = rows.map(({ event }) => event as Fact);
  await apply(bench, ...facts);
  await bench.store.outbox.confirm(rows.map(({ row }) => row));
  return facts;
}

export function testRetention(bench: Bench): void {
  test('text goes with its fact, and a conversation with its last', async () => {
    await apply(bench, message('old', { conversation: ticket, time: at(1) }));
    bench.clock.advance(20 * dayMs);
    await apply(bench, message('new', { conversation: ticket, time: at(2) }));
    bench.clock.advance(10 * dayMs + 1);
    await bench.store.retain({ days });
    expect((await read(bench)).messages.map(({ id }) => id)).toEqual(['new']);
    bench.clock.advance(20 * dayMs);
    expect(await bench.store.retain({ days })).toBeGreaterThan(0);
    expect(await bench.store.conversation(tenant, ticket)).toBeUndefined();
  });

  test('a state falls back to what the facts that are left say', async () => {
    await apply(bench, status('s1', 'solved', at(9)));
    bench.clock.advance(dayMs);
    await apply(bench, status('s2', 'pending', at(1)));
    bench.clock.advance(29 * dayMs + 1);
    await bench.store.retain({ days });
    expect((await read(bench)).status).toBe('pending');
  });

  test('decisions and actions are kept as long as their own streams', async () => {
    await apply(bench, suggestion('rec1', { conversation: ticket, time: at(1), seen: [] }));
    bench.clock.advance(59 * dayMs);
    await bench.store.retain({ days });
    expect(await bench.store.recommendation(tenant, 'rec1')).toMatchObject({ proposal: { kind: 'reply' } });
    bench.clock.advance(2 * dayMs);
    await bench.store.retain({ days });
    expect(await bench.store.recommendation(tenant, 'rec1')).toBeUndefined();
  });

  test('an open conversation is snapshotted every 14 days and so outlives its facts', async () => {
    await apply(
      bench,
      opened('o1', 'Where is it?'),
      message('m1', { conversation: ticket, time: at(1), text: 'Hello?' }),
    );
    expect(await bench.store.snapshotsDue({ limit: 10 })).toEqual([]);
    for (let round = 0; round < 4; round += 1) {
      bench.clock.advance(14 * dayMs);
      expect(await bench.store.snapshotsDue({ limit: 10 })).toEqual([
        { tenant, conversation: ticket, reason: 'periodic' },
      ]);
      expect(await snapshot(bench)).toHaveLength(1);
      await bench.store.retain({ days });
    }
    const state = await read(bench);
    expect(state).toMatchObject({ subject: 'A subject', status: 'new', requester: { id: 'c1' }, openedAt: at(0) });
    expect(state.messages).toMatchObject([
      { id: 'opening', text: 'Where is it?' },
      { id: 'm1', text: 'Hello?' },
    ]);
    expect(state.messages[0]?.appendedAt).toBe(new Date(bench.clock.now()).toISOString());
  });

  test('an ended conversation is snapshotted once for its end, and once more for what came after', async () => {
    await apply(bench, message('m1', { conversation: ticket, time: at(1) }), status('s1', 'solved', at(2)));
    expect(await bench.store.snapshotsDue({ limit: 10 })).toMatchObject([{ reason: 'closed' }]);
    expect(await snapshot(bench)).toHaveLength(1);
    bench.clock.advance(20 * dayMs);
    expect(await snapshot(bench)).toEqual([]);
    await apply(bench, fact('csat.received.v1', { id: 'x1', subject: ticket, time: at(3) }, { rating: 'good' }));
    expect(await snapshot(bench)).toHaveLength(1);
    expect(await snapshot(bench)).toEqual([]);
  });

  test('a snapshot makes a conversation known where nothing else is, late facts are judged as before', async () => {
    await apply(bench, message('m1', { conversation: ticket, time: at(1) }), status('s1', 'solved', at(5)));
    await apply(
      bench,
      fact('case.tagged.v1', { id: 't1', subject: ticket, time: at(9) }, { added: ['vip'], removed: [] }),
    );
    const before = await read(bench);
    const [taken] = await snapshot(bench);
    await bench.store.reset();
    bench.clock.advance(1000);
    await apply(bench, taken as Fact);
    const { appendedAt: _, ...first } = before.messages[0] ?? {};
    expect(await read(bench)).toMatchObject({ ...before, messages: [first] });
    await apply(bench, status('s0', 'open', at(4)));
    expect((await read(bench)).status).toBe('solved');
    await apply(bench, status('s2', 'pending', at(6)));
    expect((await read(bench)).status).toBe('pending');
  });

  test('a snapshot is never larger than an event may be', async () => {
    const long = 'ä€😀\u0000'.repeat(4000);
    const facts = Array.from({ length: 40 }, (_, index) =>
      message(`m${index}`, { conversation: ticket, time: at(index), text: `${index} ${long}` }),
    );
    await apply(bench, ...facts, status('s1', 'solved', at(50)));
    const [taken] = await snapshot(bench);
    expect(new TextEncoder().encode(JSON.stringify(taken)).length).toBeLessThan(256 * 1024);
    const { messages } = (taken as Extract<Fact, { type: 'conversation.snapshotted.v1' }>).data.state;
    expect(messages.length).toBeLessThanOrEqual(20);
    expect(messages.at(-1)?.id).toBe('m39');
    for (const { text } of messages) expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(8192);
    expect((await read(bench)).messages[39]?.text).toBe(`39 ${long}`);
  });

  test('an id is known as long as its stream is kept', async () => {
    await apply(bench, message('m1', { conversation: ticket, time: at(1) }));
    const id = message('m1', { conversation: ticket, time: at(1) }).id;
    bench.clock.advance(30 * dayMs);
    await bench.store.retain({ days });
    expect(await bench.store.holds(id, { tenant, timeoutMs: 0 })).toBe(true);
    bench.clock.advance(1);
    await bench.store.retain({ days });
    expect(await bench.store.holds(id, { tenant, timeoutMs: 0 })).toBe(false);
  });

  test('a customer who opted out is not forgotten; one whom no conversation names is', async () => {
    const consent = (id: string, given: 'opted-in' | 'opted-out') =>
      fact(
        'customer.consent-changed.v1',
        { id: `k${id}`, subject: `customer:desk:${id}`, time: at(1) },
        { customerId: id, channel: 'sms', consent: given },
      );
    await apply(bench, consent('c1', 'opted-out'), consent('c2', 'opted-in'));
    for (let round = 0; round < 4; round += 1) {
      bench.clock.advance(14 * dayMs);
      await snapshot(bench);
      await bench.store.retain({ days });
    }
    expect(await bench.store.customer(tenant, 'customer:desk:c1')).toMatchObject({ consent: { sms: 'opted-out' } });
    expect(await bench.store.customer(tenant, 'customer:desk:c2')).toBeUndefined();
    expect(conversationOf('1')).toBe(ticket);
  });
}
