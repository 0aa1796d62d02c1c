import { describe, expect, it } from 'vitest';
import { connect, factsOf, shown, simple, start } from '../fakes/webhook.js';

describe('an app’s events', () => {
  const event = (name: string, data: object, more: object = {}) => ({
    ...{ event: name, account_id: 13, domain: 'acme.freshdesk.com', timestamp: start, data, ...more },
  });
  const ticket = { id: 5158, subject: 'Order 1042', status: 2, priority: 3, source: 7, tags: ['a'], requester_id: 101 };

  it('makes each of several changes its fact', async () => {
    const changes = {
      ...{ status: [2, 4], priority: [1, 4], responder_id: [null, 77], group_id: [9, null], tags: [['a'], ['a', 'b']] },
      ...{ type: [null, 'Problem'], due_by: ['2026-03-03T00:00:00Z', null] },
    };
    const facts = await factsOf(event('onTicketUpdate', { ticket: { ...ticket, changes }, actor: { id: 77 } }));
    expect(shown(facts)).toMatchObject([
      { type: 'case.status-changed.v1', data: { previous: 'open', current: 'solved' } },
      { type: 'case.priority-changed.v1', data: { previous: 'low', current: 'urgent' } },
      { type: 'case.assigned.v1', data: { assignee: { id: '77' }, previousAssignee: null } },
      { type: 'case.assigned.v1', data: { group: null, previousGroup: { id: '9' } } },
      { type: 'case.tagged.v1', data: { added: ['b'], removed: [] } },
      { type: 'case.field-changed.v1', data: { field: { id: 'type' }, previous: null, current: 'Problem' } },
      { type: 'sla.changed.v1', data: { what: 'due', current: null } },
    ]);
    expect(new Set(facts.map(({ id }) => id)).size).toBe(7);
    expect(facts[0]).toMatchObject({ identity: 'exact', time: '2026-03-02T23:50:00.000Z', actor: 'agent/77' });
  });

  it.each([
    [{ spam: [false, true] }, { type: 'case.deleted.v1', data: { mode: 'spam' } }],
    [{ deleted: [false, true] }, { type: 'case.deleted.v1', data: { mode: 'soft' } }],
    [{ spam: [true, false] }, { type: 'case.status-changed.v1', data: { current: 'open' } }],
    [{}, { type: 'unmapped.v1', data: { why: 'incomplete' } }],
  ])('maps %j', async (changes, fact) => {
    expect(await factsOf(event('onTicketUpdate', { ticket: { ...ticket, changes } }))).toMatchObject([fact]);
  });

  it('names a message by the desk’s own id', async () => {
    const conversation = {
      ...{ id: 43184309103, ticket_id: 5158, body: '<p>One</p><p>Two</p>', body_text: 'One Two', incoming: true },
      ...{ private: false, source: 0, user_id: 101, created_at: '2026-03-02T23:49:59Z' },
      attachments: [
        { id: 1, name: 'a.png', content_type: 'image/png', file_size: 9, attachment_url: 'https://x.example/a' },
      ],
    };
    const [fact] = await factsOf(event('onConversationCreate', { conversation, actor: { id: 101, name: 'Robin' } }));
    expect(fact).toMatchObject({
      ...{ id: 'acme/freshdesk/message/43184309103', identity: 'exact', type: 'message.received.v1' },
      ...{ time: '2026-03-02T23:49:59Z', actor: 'customer/101' },
      data: {
        ...{ text: 'One\n\nTwo', visibility: 'public', channel: 'reply', author: { kind: 'customer', name: 'Robin' } },
        attachments: [{ id: '1', name: 'a.png', contentType: 'image/png', sizeBytes: 9, url: 'https://x.example/a' }],
      },
    });
    const bot = await factsOf(
      event('onConversationCreate', { conversation: { ...conversation, incoming: false } }),
      connect({ botIds: ['101'] }),
    );
    expect(bot[0]).toMatchObject({ type: 'message.sent.v1', data: { author: { kind: 'bot', id: '101' } } });
  });

  it.each([
    ['onTicketDelete', { ticket }, 'case.deleted.v1'],
    ['onConversationDelete', { conversation: { id: 1, ticket_id: 5158 } }, 'message.redacted.v1'],
    ['onConversationUpdate', { conversation: { id: 1, ticket_id: 5158 } }, 'unmapped.v1'],
    ['onExternalEvent', '{"a":1}', 'unmapped.v1'],
    ['onTicketDreamtOf', { ticket }, 'unmapped.v1'],
    ['onTicketCreate', {}, 'unmapped.v1'],
  ])('maps %s', async (name, data, type) => {
    expect((await factsOf(event(name, data as object)))[0]?.type).toBe(type);
  });

  it('opens a case with the same id as an automation does', async () => {
    const [byApp] = await factsOf(event('onTicketCreate', { ticket, requester: { id: 101, name: 'Robin' } }));
    const [byRule] = await factsOf(simple({ triggered_event: '{ticket_action:created}' }));
    expect(byApp?.id).toBe(byRule?.id);
  });
});
