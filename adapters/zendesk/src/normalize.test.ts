import { describe, expect, it } from 'vitest';
import { connection, detail, envelope, factOf, factsOf } from './fakes/webhook.js';

describe('the envelope', () => {
  it('takes time, subject, correlation, actor and origin from the event', async () => {
    const body = envelope('ticket.status_changed', { current: 'SOLVED', previous: 'OPEN' });
    const [fact] = await factsOf(body);
    expect(fact).toMatchObject({
      id: 'acme/zendesk/event/cbe4028c-7239-495d-b020-f22348516046/case.status-changed.v1',
      identity: 'exact',
      source: '/connections/zendesk',
      subject: 'conversation:zendesk:5158',
      correlationid: 'conversation:zendesk:5158',
      time: '2025-01-08T10:12:07.672717030Z',
      tenant: 'acme',
      connection: 'zendesk',
      actor: 'customer/8447388090494',
      authenticity: 'signed',
      data: {
        origin: {
          vendor: 'zendesk',
          event: 'ticket.status_changed',
          eventId: 'cbe4028c-7239-495d-b020-f22348516046',
          by: 'event',
          channel: 'web_service',
          raw: JSON.stringify(body),
        },
      },
    });
  });

  it('keeps only the hash of the body where the connection says so', async () => {
    const hashing = { ...connection, keep: 'hash' as const };
    const [fact] = await factsOf(envelope('ticket.created', {}), { connection: hashing });
    expect(fact?.data.origin.rawHash).toMatch(/^sha256:[\da-f]{64}$/);
    expect(fact?.data.origin.raw).toBeUndefined();
  });

  it('derives an id where the vendor gives none, the same each time', async () => {
    const body = envelope('ticket.created', {}, { id: undefined });
    const [first] = await factsOf(body);
    const [again] = await factsOf(body);
    expect(first?.identity).toBe('derived');
    expect(again?.id).toBe(first?.id);
  });

  it('keeps integers beyond 2^53 exactly and never mistakes them for an identity', async () => {
    const raw = JSON.stringify(
      envelope('ticket.custom_field_changed', {
        custom_field: { id: 360000, title: 'Serial', type: 'integer' },
        previous: {},
        current: { value: 0 },
        meta: { sequence: { id: 0, position: 1 } },
      }),
    )
      .replace('"value":0', '"value":12345678901234567890123456')
      .replace('"id":0', '"id":98765432109876543210987654');
    const [fact] = await factsOf(raw);
    expect(fact?.data).toMatchObject({ field: { id: '360000' }, current: '12345678901234567890123456' });
    expect(fact?.data.origin.raw).toBe(raw);
  });
});

describe('ticket events', () => {
  it('opens a case', async () => {
    expect(await factOf('ticket.created', {})).toMatchObject({
      type: 'case.opened.v1',
      data: {
        subject: 'Order 1042',
        description: 'Where is my order?',
        visibility: 'public',
        status: 'open',
        vendorStatus: 'OPEN',
        priority: 'low',
        kind: 'task',
        tags: ['vip'],
        channel: 'web_service',
        requester: { kind: 'customer', id: '8447388090494' },
        assignee: { kind: 'agent', id: '8447388090494' },
        group: { id: '8447320466430' },
        organizationId: '8447346622462',
        externalId: null,
      },
    });
  });

  it.each([
    [null, []],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    ['a b', ['a', 'b']],
    [undefined, []],
  ])('reads tags given as %j', async (tags, expected) => {
    const fact = await factOf('ticket.created', {}, { detail: { ...detail, tags } });
    expect(fact.data).toMatchObject({ tags: expected });
  });

  it('takes a comment of an end user as received', async () => {
    const comment = {
      id: '9876543210',
      body: 'Any news?',
      is_public: true,
      author: { id: '7', is_staff: false, name: 'Ada' },
    };
    expect(await factOf('ticket.comment_added', { comment })).toMatchObject({
      id: 'acme/zendesk/message/9876543210',
      type: 'message.received.v1',
      actor: 'customer/7',
      data: {
        messageId: '9876543210',
        author: { kind: 'customer', id: '7', name: 'Ada' },
        visibility: 'public',
        text: 'Any news?',
      },
    });
  });

  it('takes a comment of staff as sent, of a listed id as a bot’s', async () => {
    const comment = { id: 5, body: 'On it.', is_public: true, author: { id: 70, is_staff: true } };
    expect(await factOf('ticket.comment_added', { comment })).toMatchObject({
      type: 'message.sent.v1',
      actor: 'agent/70',
      data: { messageId: '5', author: { kind: 'agent', id: '70' } },
    });
    const bots = { comment: { ...comment, author: { id: '900', is_staff: true } } };
    expect(await factOf('ticket.comment_added', bots)).toMatchObject({ actor: 'bot/900' });
  });

  it.each([
    ['7', 'message.received.v1', 'customer'],
    ['70', 'message.sent.v1', 'agent'],
    ['8', 'message.sent.v1', 'unknown'],
  ])('tells author %s by the ticket where nobody says whether it is staff, whatever the channel', async (id, ...is) => {
    const comment = { id: '5', body: 'Hello', is_public: true, author: { id } };
    const of = { ...detail, requester_id: '7', assignee_id: '70', via: { channel: 'mail' } };
    const fact = await factOf('ticket.comment_added', { comment }, { detail: of });
    expect([fact.type, (fact.data as { author: { kind: string } }).author.kind]).toEqual(is);
  });

  it('takes a copied customer’s comment as received where the event says so', async () => {
    const comment = { id: '5', body: 'Me too', is_public: true, author: { id: '8', is_staff: false } };
    const fact = await factOf('ticket.comment_added', { comment }, { detail: { ...detail, requester_id: '7' } });
    expect(fact).toMatchObject({ type: 'message.received.v1', data: { author: { kind: 'customer', id: '8' } } });
  });

  it.each([
    ['ARCHIVED', 'closed'],
    ['SCRUBBED', 'closed'],
    ['DELETED', 'other'],
    ['HOLD', 'on-hold'],
  ])('reads the status %s as %s, and keeps its word', async (vendorCurrent, current) => {
    const fact = await factOf('ticket.status_changed', { previous: 'SOLVED', current: vendorCurrent });
    expect(fact).toMatchObject({ data: { previous: 'solved', current, vendorCurrent } });
  });

  it('holds a comment that does not say it is public for private', async () => {
    const comment = { id: '5', body: 'note', author: { id: '70', is_staff: true } };
    expect(await factOf('ticket.comment_added', { comment })).toMatchObject({ data: { visibility: 'private' } });
  });

  it('follows redaction and privacy', async () => {
    expect(await factOf('ticket.comment_redacted', { comment: { id: '5' } })).toMatchObject({
      type: 'message.redacted.v1',
      data: { messageId: '5', part: 'text' },
    });
    const attachment = { comment: { id: '5', attachment: { id: '9' } } };
    expect(await factOf('ticket.attachment_redacted_from_comment', attachment)).toMatchObject({
      data: { messageId: '5', part: 'attachment', attachmentId: '9' },
    });
    expect(await factOf('ticket.comment_made_private', { comment: { id: '5' } })).toMatchObject({
      type: 'message.made-private.v1',
      data: { messageId: '5' },
    });
  });

  it.each([
    [
      'status_changed',
      { current: 'HOLD', previous: 'new' },
      'case.status-changed.v1',
      { current: 'on-hold', previous: 'new', vendorCurrent: 'HOLD' },
    ],
    [
      'status_changed',
      { current: 'DELETED', previous: 'OPEN' },
      'case.status-changed.v1',
      { current: 'other', vendorCurrent: 'DELETED' },
    ],
    [
      'custom_status_changed',
      { current: '8447320465790', previous: null },
      'case.status-changed.v1',
      { current: 'open', previous: null, vendorCurrent: '8447320465790' },
    ],
    [
      'priority_changed',
      { previous: null, current: 'HIGH' },
      'case.priority-changed.v1',
      { previous: null, current: 'high' },
    ],
    [
      'agent_assignment_changed',
      { previous: '1', current: null },
      'case.assigned.v1',
      { assignee: null, previousAssignee: { kind: 'agent', id: '1' } },
    ],
    [
      'group_assignment_changed',
      { previous: null, current: '4' },
      'case.assigned.v1',
      { group: { id: '4' }, previousGroup: null },
    ],
    ['tags_changed', { tags_added: ['x'], tags_removed: null }, 'case.tagged.v1', { added: ['x'], removed: [] }],
    [
      'subject_changed',
      { previous: 'a', current: 'b' },
      'case.field-changed.v1',
      { field: { id: 'subject' }, previous: 'a', current: 'b' },
    ],
    [
      'followers_changed',
      { users_added: ['1'], users_removed: [] },
      'case.field-changed.v1',
      { field: { id: 'followers' }, current: { added: ['1'], removed: [] } },
    ],
    [
      'custom_field_changed',
      {
        custom_field: { id: '36', title: 'Plan', type: 'tagger' },
        previous: { value: 'free' },
        current: { value: ['pro'] },
      },
      'case.field-changed.v1',
      { field: { id: '36', name: 'Plan', kind: 'tagger' }, previous: 'free', current: ['pro'] },
    ],
    ['soft_deleted', {}, 'case.deleted.v1', { mode: 'soft' }],
    ['permanently_deleted', {}, 'case.deleted.v1', { mode: 'permanent' }],
    ['marked_as_spam', {}, 'case.deleted.v1', { mode: 'spam' }],
    ['undeleted', {}, 'case.status-changed.v1', { previous: 'other', current: 'open', vendorPrevious: 'DELETED' }],
    [
      'next_sla_breach_changed',
      { previous: '2025-01-08T10:12:07Z', current: null },
      'sla.changed.v1',
      { what: 'next-breach', current: null },
    ],
    [
      'sla_policy_changed',
      { previous: null, current: { id: '12' } },
      'sla.changed.v1',
      { what: 'sla-policy', current: '12' },
    ],
    [
      'csat_received',
      { satisfaction_score: { score: 'GOOD' } },
      'csat.received.v1',
      { rating: 'good', vendorScore: 'GOOD' },
    ],
    ['csat_requested', {}, 'unmapped.v1', { why: 'no-contract', vendorEvent: 'zen:event-type:ticket.csat_requested' }],
    ['invented', {}, 'unmapped.v1', { why: 'unknown-event' }],
    ['comment_added', {}, 'unmapped.v1', { why: 'incomplete' }],
  ])('%s %j', async (event, change, type, data) => {
    expect(await factOf(`ticket.${event}`, change)).toMatchObject({ type, data });
  });

  it('tells a merge on both sides', async () => {
    const facts = await factsOf(envelope('ticket.merged', { target_ticket_id: '5160' }));
    expect(facts).toMatchObject([
      { subject: 'conversation:zendesk:5158', data: { side: 'source', other: 'conversation:zendesk:5160' } },
      { subject: 'conversation:zendesk:5160', data: { side: 'target', other: 'conversation:zendesk:5158' } },
    ]);
    expect(new Set(facts.map(({ id }) => id)).size).toBe(2);
    expect(facts[1]?.data.origin.raw).toBeUndefined();
  });
});

describe('messaging', () => {
  const message = (actor: object) => ({ actor, conversation_id: 'c1', message: { id: 'm1', body: 'hello' } });
  it.each([
    [{ id: '1', type: 'end_user', name: 'Ada' }, 'message.received.v1', 'customer'],
    [{ id: '2', type: 'agent' }, 'message.sent.v1', 'agent'],
    [{ id: 'zd:answerBot', type: 'agent' }, 'message.sent.v1', 'bot'],
    [{ id: '3', type: 'trigger' }, 'message.sent.v1', 'bot'],
    [{ id: '4', type: 'system' }, 'message.sent.v1', 'system'],
    [{ id: '900', type: 'agent' }, 'message.sent.v1', 'bot'],
  ])('%j', async (actor, type, kind) => {
    const fact = await factOf('messaging_ticket.message_added', message(actor), { detail: { id: '5158' } });
    expect(fact).toMatchObject({
      type,
      subject: 'conversation:zendesk:5158',
      data: { author: { kind }, text: 'hello' },
    });
  });
});

describe('what has no fact', () => {
  it.each([
    [{ hello: 'world' }, '(none)', 'no-contract'],
    [[1, 2], '(none)', 'no-contract'],
    ['"text"', '(none)', 'no-contract'],
    [{ ticket_event: { type: 'Agent Assignment Changed' } }, 'ticket_event: Agent Assignment Changed', 'no-contract'],
    [envelope('article.published', {}), 'zen:event-type:article.published', 'unknown-event'],
    [envelope('ticket.updated', {}), 'zen:event-type:ticket.updated', 'unknown-event'],
    [envelope('agent.promoted', {}), 'zen:event-type:agent.promoted', 'unknown-event'],
  ])('%j is kept whole', async (body, vendorEvent, why) => {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    expect(await factsOf(raw)).toMatchObject([{ type: 'unmapped.v1', data: { vendorEvent, why, origin: { raw } } }]);
  });

  it('is dropped where it only says who is online', async () => {
    const event = { channel: 'support', previous_state: 'offline', new_state: 'online' };
    for (const name of ['state_changed', 'unified_state_changed', 'work_item_added']) {
      const given = { detail: { account_id: '2', agent_id: '10011', version: '3' }, subject: 'zen:agent:10011' };
      expect(await factsOf(envelope(`agent.${name}`, event, given))).toEqual([]);
    }
  });
});
