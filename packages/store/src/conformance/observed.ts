import { type EventByType, messageFactId } from '@deskrail/contracts';
import { describe, expect, test } from 'vitest';
import { connection, conversationOf, customerOf, fact, message, stored, tenant } from './events.js';
import { apply, at, group, opened, read, status, ticket } from './facts.js';
import type { Bench } from './run-store-conformance.js';

type Observed = EventByType<'case.state-observed.v1'>;

/** A reading of the case, as of the desk's time of its last update. */
const observed = (id: string, time: string, data: Omit<Observed['data'], 'origin'>): Observed => ({
  ...fact('case.state-observed.v1', { id, subject: ticket, time }, data),
  authenticity: 'confirmed',
  data: { ...data, origin: { vendor: 'desk', by: 'export' } },
});

export function testObserved(bench: Bench): void {
  describe('a state that was read', () => testReadings(bench));
  describe('a conversation without a case', () => testWithoutCase(bench));

  test('a message that was found by reading says so, also when the desk tells of it afterwards', async () => {
    const live = message('m1', { conversation: ticket, time: at(0) }) as EventByType<'message.received.v1'>;
    const found: typeof live = {
      ...live,
      authenticity: 'confirmed',
      data: { ...live.data, origin: { vendor: 'desk', by: 'rest' } },
    };
    await apply(bench, found);
    await apply(bench, live);
    await apply(bench, message('m2', { conversation: ticket, time: at(1) }));
    const { messages } = await read(bench);
    expect(messages.map(({ id, readBack }) => [id, readBack])).toEqual([
      ['m1', true],
      ['m2', undefined],
    ]);
  });
}

function testReadings(bench: Bench): void {
  test('makes a case known that no event told of', async () => {
    const requester = { kind: 'customer' as const, id: 'c9' };
    const data = { subject: 'S', status: 'pending', priority: 'high', tags: ['vip'], channel: 'mail' } as const;
    const whole = { ...data, tags: ['vip'], requester, assignee: null, group: { id: 'g1' }, openedAt: at(1) };
    await apply(bench, observed('r1', at(5), whole));
    const { openedAt, tags, ...rest } = whole;
    expect(await read(bench)).toMatchObject({ ...rest, tags, openedAt, updatedAt: at(5), messages: [] });
    const listed = await bench.store.conversations(tenant, { status: 'pending' });
    expect(listed.items).toMatchObject([{ id: ticket, requester, messageCount: 0 }]);
  });

  test('changes what it names and nothing else', async () => {
    await apply(bench, opened('o1', undefined), status('s1', 'open', at(2)));
    await apply(bench, observed('r1', at(5), { priority: 'urgent' }));
    expect(await read(bench)).toMatchObject({ status: 'open', priority: 'urgent', subject: 'A subject' });
  });

  test.each([
    ['before', at(4), 'solved'],
    ['after', at(6), 'open'],
    // Of the same moment: the event knows what happened, the reading only what it met.
    ['at the time of', at(5), 'open'],
  ] as const)('%s a reading: an event stands by its time, in either order of arrival', async (_, time, expected) => {
    const facts = [observed('r1', at(5), { status: 'solved', tags: [] }), status('s1', 'open', time)];
    const tagged = fact('case.tagged.v1', { id: 't1', subject: ticket, time }, { added: ['vip'], removed: [] });
    for (const order of [facts, facts.toReversed()]) {
      const tenanted = order === facts ? tenant : 'other';
      for (const each of [...order, tagged]) {
        await bench.store.apply(stored([{ ...each, tenant: tenanted }], bench.clock.now()), { group });
      }
      expect(await bench.store.conversation(tenanted, ticket)).toMatchObject({
        status: expected,
        tags: expected === 'solved' ? [] : ['vip'],
      });
    }
  });

  test('of two readings of one moment the later one stands', async () => {
    await apply(bench, observed('r1', at(5), { status: 'open', tags: ['a', 'b'] }));
    await apply(bench, observed('r2', at(5), { status: 'solved', tags: ['b'] }));
    expect(await read(bench)).toMatchObject({ status: 'solved', tags: ['b'] });
  });

  test('holds through a snapshot, when retention has taken the reading', async () => {
    await apply(
      bench,
      fact('case.tagged.v1', { id: 't1', subject: ticket, time: at(6) }, { added: ['c'], removed: [] }),
    );
    await apply(bench, observed('r1', at(5), { status: 'solved', tags: ['a', 'b'] }));
    await bench.store.takeSnapshots({ limit: 10 });
    const [row] = await bench.store.outbox.pending({ limit: 10 });
    bench.clock.advance(20 * 86_400_000);
    await apply(bench, row?.event as EventByType<'conversation.snapshotted.v1'>);
    bench.clock.advance(20 * 86_400_000);
    await bench.store.retain({ days: { facts: 30, features: 30, decisions: 30, actions: 30, 'dead-letters': 30 } });
    expect(await read(bench)).toMatchObject({ status: 'solved', tags: ['a', 'b', 'c'] });
    // A late word from before the reading is still outdone by it.
    await apply(
      bench,
      fact('case.tagged.v1', { id: 't2', subject: ticket, time: at(4) }, { added: ['z'], removed: [] }),
    );
    expect((await read(bench)).tags).toEqual(['a', 'b', 'c']);
  });

  test('of a customer who was deleted brings back no name', async () => {
    const gone = { customerId: 'c9', kind: 'person' as const };
    await apply(bench, fact('customer.deleted.v1', { id: 'd1', subject: customerOf('c9'), time: at(1) }, gone));
    const requester = { kind: 'customer' as const, id: 'c9', name: 'Somebody' };
    await apply(bench, observed('r1', at(5), { subject: 'My name', status: 'open', requester }));
    expect(JSON.stringify(await read(bench))).not.toMatch(/Somebody|My name/);
  });
}

/** As two telephone numbers that write to each other: nothing but messages ever comes. */
function testWithoutCase(bench: Bench): void {
  const pair = conversationOf('+15005550001|+15005550006');
  const address = '+15005550006';
  const wrote = (id: string, time: string) => {
    const said = message(id, { conversation: pair, time, by: address }) as EventByType<'message.received.v1'>;
    const author = { kind: 'customer' as const, id: address, address };
    return { ...said, data: { ...said.data, author, channel: 'sms' } };
  };
  const ended = (id: string, time: string, by: 'api' | 'event') => {
    const made = { ...status(id, 'solved', time), subject: pair } as EventByType<'case.status-changed.v1'>;
    return { ...made, data: { ...made.data, origin: { vendor: 'desk', by } } };
  };

  test('is there, open, with who wrote and on which channel, in lists too', async () => {
    await apply(bench, wrote('m1', at(1)));
    const held = await read(bench, pair);
    const whose = { kind: 'customer', id: address, address };
    expect(held).toMatchObject({
      status: 'open',
      channel: 'sms',
      requester: whose,
      deskId: '+15005550001|+15005550006',
    });
    expect(held).not.toHaveProperty('subject');
    expect(held.facts).toEqual([messageFactId({ tenant, connection }, 'm1').id]);
    const { items } = await bench.store.conversations(tenant, { status: 'open' });
    expect(items).toMatchObject([
      { id: pair, status: 'open', requester: whose, messageCount: 1, lastMessageAt: at(1) },
    ]);
  });

  test('is snapshotted, and the same after retention has taken its messages’ facts', async () => {
    await apply(bench, wrote('m1', at(1)));
    bench.clock.advance(15 * 86_400_000);
    expect(await bench.store.takeSnapshots({ limit: 10 })).toBe(1);
    const [row] = await bench.store.outbox.pending({ limit: 10 });
    await apply(bench, row?.event as EventByType<'conversation.snapshotted.v1'>);
    const before = await read(bench, pair);
    bench.clock.advance(20 * 86_400_000);
    await bench.store.retain({ days: { facts: 30, features: 30, decisions: 30, actions: 30, 'dead-letters': 30 } });
    expect(await read(bench, pair)).toEqual(before);
  });

  test('is written again while people write, and forgotten when they have not for long; an opt-out is not', async () => {
    const days = { facts: 30, features: 30, decisions: 30, actions: 30, 'dead-letters': 30 };
    const subject = customerOf(address);
    const data = { customerId: address, channel: 'sms', consent: 'opted-out' as const };
    await apply(
      bench,
      wrote('m1', at(1)),
      fact('customer.consent-changed.v1', { id: 'k1', subject, time: at(1) }, data),
    );
    let conversations = 0;
    for (let day = 0; day < 90; day += 1) {
      if (day === 20) await apply(bench, wrote('m2', at(2)));
      bench.clock.advance(86_400_000);
      await bench.store.takeSnapshots({ limit: 10 });
      const rows = await bench.store.outbox.pending({ limit: 10 });
      conversations += rows.filter(({ event }) => event.type === 'conversation.snapshotted.v1').length;
      await apply(bench, ...rows.map(({ event }) => event as EventByType<'conversation.snapshotted.v1'>));
      await bench.store.outbox.confirm(rows.map(({ row }) => row));
      await bench.store.retain({ days });
      if (day === 50) expect((await read(bench, pair)).messages.map(({ id }) => id)).toEqual(['m1', 'm2']);
    }
    expect(conversations).toBe(2);
    expect(await bench.store.conversation(tenant, pair)).toBeUndefined();
    expect((await bench.store.customer(tenant, subject))?.consent).toEqual({ sms: 'opted-out' });
  });

  test('that the embedder ended is opened by the customer’s next message, not by one of before', async () => {
    await apply(bench, wrote('m1', at(1)), ended('s1', at(5), 'api'));
    expect((await read(bench, pair)).status).toBe('solved');
    await apply(bench, wrote('m0', at(4)), message('m2', { conversation: pair, time: at(6), sent: true }));
    expect((await read(bench, pair)).status).toBe('solved');
    await apply(bench, wrote('m3', at(7)));
    expect((await read(bench, pair)).status).toBe('open');
    expect((await bench.store.conversations(tenant, { status: 'open' })).items).toHaveLength(1);
    await apply(bench, ended('s2', at(8), 'api'));
    expect((await read(bench, pair)).status).toBe('solved');
  });

  test('is another thing than a case that the desk ends: that one only the desk opens', async () => {
    await apply(bench, wrote('m1', at(1)), ended('s1', at(5), 'event'), wrote('m3', at(7)));
    expect((await read(bench, pair)).status).toBe('solved');
  });
}
