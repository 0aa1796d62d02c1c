import {
  type Action,
  type Conversation,
  checkEvent,
  type Decision,
  type EventByType,
  type Fact,
} from '@deskrail/contracts';
import { expect, test } from 'vitest';
import {
  approved,
  connection,
  conversationOf,
  customerOf,
  fact,
  later,
  message,
  stored,
  suggestion,
  tenant,
  verdict,
} from './events.js';
import { seeded } from './history.js';
import type { Bench } from './run-store-conformance.js';

export const group = 'projection';
export const ticket = conversationOf('1');
export const at = (second: number): string => `2026-01-01T10:00:${String(second).padStart(2, '0')}Z`;
const requester = { kind: 'customer' as const, id: 'c1', name: 'Name of c1' };

/** Apply events as if they had just been appended. */
export const apply = (bench: Bench, ...events: (Fact | Decision | Action)[]): Promise<void> =>
  bench.store.apply(stored(events, bench.clock.now()), { group });

export async function read(bench: Bench, id = ticket): Promise<Conversation> {
  const conversation = await bench.store.conversation(tenant, id);
  if (conversation === undefined) throw new Error(`The store holds no ${id}.`);
  return conversation;
}

export const opened = (id: string, description: string | undefined, time = at(0)): Fact =>
  fact(
    'case.opened.v1',
    { id, subject: ticket, time },
    { subject: 'A subject', description, visibility: 'public', status: 'new', requester },
  );

export const status = (id: string, current: 'open' | 'solved' | 'closed' | 'pending', time: string): Fact =>
  fact('case.status-changed.v1', { id, subject: ticket, time }, { previous: null, current });

export function testFacts(bench: Bench): void {
  const first = message('m1', { conversation: ticket, time: at(0), text: 'Where is it?' });

  test.each([
    ['before', [opened('o1', 'Where is it?'), first]],
    ['after', [first, opened('o1', 'Where is  it?\n')]],
  ])('a description that comes %s its message is one message with both facts', async (_, facts) => {
    for (const event of facts) await apply(bench, event);
    const { messages, facts: ids } = await read(bench);
    expect(messages).toMatchObject([{ id: 'm1', fact: first.id, otherFacts: ['o1'], text: 'Where is it?' }]);
    expect([...ids].sort()).toEqual([first.id, 'o1']);
    expect((await bench.store.conversations(tenant, {})).items).toMatchObject([{ id: ticket, messageCount: 1 }]);
  });

  test('a description alone is the opening message, of another text than the first message it stays one', async () => {
    await apply(bench, opened('o1', 'Where is it?'));
    expect((await read(bench)).messages).toMatchObject([{ id: 'opening', fact: 'o1', direction: 'received' }]);
    await apply(bench, message('m2', { conversation: ticket, time: at(9), text: 'Hello?' }));
    expect((await read(bench)).messages.map(({ id }) => id)).toEqual(['opening', 'm2']);
  });

  test('the latest time wins, to the nanosecond and in any offset, whatever the order of arrival', async () => {
    await apply(bench, status('s1', 'solved', '2026-01-01T10:00:00.000000002Z'));
    await apply(bench, status('s2', 'open', '2026-01-01T10:00:00.000000001Z'));
    expect(await read(bench)).toMatchObject({ status: 'solved', updatedAt: '2026-01-01T10:00:00.000000002Z' });
    await apply(bench, status('s3', 'pending', '2026-01-01T11:30:00+02:00'));
    expect((await read(bench)).status).toBe('solved');
    await apply(bench, status('s4', 'closed', '2026-01-01T09:00:01-01:00'));
    expect((await read(bench)).status).toBe('closed');
  });

  test('a tag is there or not by the latest word on it', async () => {
    const tagged = (id: string, time: string, added: string[], removed: string[]) =>
      fact('case.tagged.v1', { id, subject: ticket, time }, { added, removed });
    await apply(bench, tagged('t1', at(5), [], ['vip']), tagged('t2', at(3), ['vip', 'order'], []));
    expect((await read(bench)).tags).toEqual(['order']);
  });

  test('what comes again changes nothing, whatever it says', async () => {
    await apply(bench, first, status('s1', 'solved', at(5)));
    const before = await read(bench);
    bench.clock.advance(1000);
    await apply(
      bench,
      { ...first, data: { ...first.data, text: 'Something else' } } as Fact,
      status('s1', 'open', at(9)),
    );
    expect(await read(bench)).toEqual(before);
  });

  test('messages are shown by time and counted by arrival', async () => {
    await apply(bench, message('late', { conversation: ticket, time: at(9) }));
    await apply(bench, message('early', { conversation: ticket, time: at(1) }));
    const { messages, facts } = await read(bench);
    expect(messages.map(({ id }) => id)).toEqual(['early', 'late']);
    expect(messages[0]?.arrival).toBeGreaterThan(messages[1]?.arrival ?? 0);
    expect(facts).toEqual([messages[1]?.fact, messages[0]?.fact]);
  });

  test('a delivery only gets further, whatever arrives last, and may be told before the message', async () => {
    const delivery = (id: string, reached: 'sent' | 'delivered' | 'undelivered', messageId = 'm1') =>
      fact('message.delivery-changed.v1', { id, subject: ticket, time: at(1) }, { messageId, status: reached });
    await apply(bench, delivery('d1', 'delivered'));
    await apply(bench, first);
    await apply(bench, delivery('d2', 'sent'));
    expect((await read(bench)).messages).toMatchObject([{ id: 'm1', delivery: 'delivered' }]);
    await apply(bench, message('m2', { conversation: ticket, time: at(2), sent: true }));
    await apply(bench, delivery('d3', 'sent', 'm2'), delivery('d4', 'undelivered', 'm2'), delivery('d5', 'sent', 'm2'));
    expect((await read(bench)).messages).toMatchObject([{ id: 'm1' }, { id: 'm2', delivery: 'undelivered' }]);
  });

  test('what our own action sent is known by its marker or by the id that the desk answered with', async () => {
    const suggested = suggestion('rec1', { conversation: ticket, time: at(1), seen: [] });
    const given = verdict('ver1', suggested, at(2));
    const action = approved('act1', given, { time: at(3) });
    await apply(bench, suggested, given, action);
    await apply(bench, later('action.executed.v1', action, at(4), { found: 'answer', vendorId: 'm7' }));
    await apply(bench, message('m7', { conversation: ticket, time: at(5), sent: true }));
    await apply(bench, message('m8', { conversation: ticket, time: at(6), sent: true, actionId: 'act2' }));
    expect((await read(bench)).messages).toMatchObject([
      { id: 'm7', actionId: 'act1' },
      { id: 'm8', actionId: 'act2' },
    ]);
  });

  test('a fact of an unknown conversation makes it known', async () => {
    await apply(bench, fact('csat.received.v1', { id: 'x1', subject: ticket, time: at(1) }, { rating: 'good' }));
    expect(await read(bench)).toMatchObject({
      status: 'other',
      csat: 'good',
      deskId: '1',
      connection: 'desk',
      messages: [],
    });
    await apply(bench, first);
    expect((await read(bench)).status).toBe('open');
  });

  test('ids are as long as contracts let them be, in letters of any alphabet', async () => {
    const random = seeded(7);
    const letters = (count: number) =>
      Array.from({ length: count }, () => String.fromCodePoint(0x4e00 + Math.floor(random() * 20_000))).join('');
    const conversation = `conversation:${connection}:${letters(334)}`;
    const [id, author] = [letters(512), letters(512)];
    const said = message('m1', { conversation, time: at(1), by: author }) as EventByType<'message.received.v1'>;
    const long = { ...said, id: letters(341), data: { ...said.data, messageId: id } };
    expect(new TextEncoder().encode(long.subject).length).toBeGreaterThan(1000);
    await apply(bench, checkEvent('facts', long));
    expect(await read(bench, conversation)).toMatchObject({ messages: [{ id, author: { id: author } }] });
    const longer = { ...long, subject: `${conversation}${letters(400)}` };
    expect(() => checkEvent('facts', longer)).toThrow(/subject: at most 1,024 bytes/);
  });

  test('tenants do not see each other', async () => {
    await apply(bench, first, message('m1', { conversation: ticket, time: at(0), text: 'Another’s', tenant: 'other' }));
    expect((await read(bench)).messages).toMatchObject([{ text: 'Where is it?' }]);
    expect((await bench.store.conversation('other', ticket))?.messages).toMatchObject([{ text: 'Another’s' }]);
    expect((await bench.store.conversations('third', {})).items).toEqual([]);
    expect(await bench.store.holds(first.id, { tenant: 'other', timeoutMs: 0 })).toBe(false);
  });

  test('a customer is what the latest word on each part says', async () => {
    const subject = customerOf('c1');
    const changed = (id: string, time: string, profile: object) =>
      fact('customer.changed.v1', { id, subject, time }, { customerId: 'c1', kind: 'person', change: 'some', profile });
    await apply(
      bench,
      changed('k1', at(5), { name: 'New', email: 'a@example.com' }),
      changed('k2', at(1), { name: 'Old', phone: '1' }),
    );
    const data = { customerId: 'c1', channel: 'sms', consent: 'opted-out' as const };
    await apply(bench, fact('customer.consent-changed.v1', { id: 'k3', subject, time: at(6) }, data));
    expect(await bench.store.customer(tenant, subject)).toMatchObject({
      profile: { name: 'New', email: 'a@example.com', phone: '1' },
      consent: { sms: 'opted-out' },
      updatedAt: at(6),
    });
    await apply(
      bench,
      fact('customer.deleted.v1', { id: 'k4', subject, time: at(7) }, { customerId: 'c1', kind: 'person' }),
    );
    await apply(bench, changed('k5', at(8), { name: 'Back' }));
    expect(await bench.store.customer(tenant, subject)).toBeUndefined();
  });

  test('incidents are open until they are resolved, and the latest policy is in force', async () => {
    const incident = (id: string, state: 'open' | 'resolved', time: string) =>
      fact(
        'incident.signalled.v1',
        { id, subject: 'incident:desk:I1', time },
        { incidentId: 'I1', state, title: 'Away' },
      );
    await apply(bench, incident('i1', 'open', at(1)));
    expect(await bench.store.openIncidents(tenant)).toMatchObject([{ id: 'i1' }]);
    await apply(bench, incident('i3', 'resolved', at(3)), incident('i2', 'open', at(2)));
    expect(await bench.store.openIncidents(tenant)).toEqual([]);
    expect(await bench.store.policyVersion(tenant)).toBeUndefined();
  });
}
