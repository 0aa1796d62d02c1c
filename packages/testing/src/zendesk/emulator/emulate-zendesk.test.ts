import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { manualTime } from '../../time.js';
import { type EmulateZendeskOptions, emulateZendesk, type ZendeskEmulator } from './emulate-zendesk.js';

const secret = 'a-signing-secret';
const accepted = async () => new Response(null, { status: 204 });
const open = (options: EmulateZendeskOptions = {}) =>
  emulateZendesk({ secret, time: manualTime(), deliver: accepted, ...options });
const bodies = (desk: ZendeskEmulator) => desk.deliveries.map(({ body }) => JSON.parse(body));
const typesAfter = (desk: ZendeskEmulator, before: number) =>
  desk.deliveries.slice(before).map(({ type }) => type.replace('zen:event-type:ticket.', ''));

/** A desk with one ticket of a customer. */
function withTicket(options: EmulateZendeskOptions = {}) {
  const desk = open(options);
  const ticket = desk.customerWrites({ subject: 'A tent', text: 'Is it tight?' });
  return { desk, ticket, types: typesAfter.bind(undefined, desk, desk.deliveries.length) };
}

describe('what people do at the desk', () => {
  test('a customer who writes opens a ticket, told in the envelope that Zendesk uses', () => {
    const desk = open();
    const ticket = desk.customerWrites({ subject: 'A tent', text: 'Is it "tight"?', tags: ['tents'] });
    expect(typesAfter(desk, 0)).toEqual(['zen:event-type:user.created', 'created', 'comment_added']);
    const [, created, added] = bodies(desk);
    expect(created).toMatchObject({
      account_id: 22129848,
      detail: {
        id: ticket.id,
        status: 'NEW',
        subject: 'A tent',
        priority: null,
        tags: ['tents'],
        via: { channel: 'mail' },
      },
      subject: `zen:ticket:${ticket.id}`,
      zendesk_event_version: '2022-11-06',
    });
    expect(created.time).toMatch(/^2026-03-02T08:00:00\.\d{9}Z$/);
    expect(added.event.comment).toEqual({
      id: ticket.comments[0]?.id,
      body: 'Is it "tight"?',
      is_public: true,
      author: { id: ticket.requesterId, is_staff: false, name: 'Robin Sample' },
    });
  });

  test('what happens in one millisecond is still told in its order', () => {
    const desk = open();
    const { id } = desk.customerWrites({ text: 'Hello' });
    for (let more = 0; more < 20; more++) desk.agentWrites({ ticket: id, text: 'Hello', status: 'solved' });
    const times = bodies(desk).map(({ time }) => time);
    expect(times).toEqual([...new Set(times)].sort());
  });

  test('the description may come without a comment event', () => {
    const desk = open({ descriptionEvent: false });
    const ticket = desk.customerWrites({ text: 'Hello' });
    expect(typesAfter(desk, 1)).toEqual(['created']);
    expect(ticket.comments).toHaveLength(1);
  });

  test('events of one change share a sequence, whose id is too long for a JSON number', () => {
    const { desk } = withTicket();
    const ids = desk.deliveries.slice(1).map(({ body }) => /"sequence":\{"id":(\d+),"position":\d\}/.exec(body)?.[1]);
    expect(ids[0]).toMatch(/^\d{26}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  test('a customer’s answer opens a solved ticket; one to a closed ticket opens a follow-up', () => {
    const { desk, ticket, types } = withTicket();
    desk.agentWrites({ ticket: ticket.id, text: 'Yes.', status: 'solved' });
    expect(types()).toEqual(['comment_added', 'status_changed']);
    expect(bodies(desk).at(-1).event).toMatchObject({ previous: 'NEW', current: 'SOLVED' });
    desk.customerWrites({ ticket: ticket.id, text: 'It is not.' });
    expect(ticket.status).toBe('open');
    desk.solve(ticket.id);
    desk.closeTicket(ticket.id);
    const followUp = desk.customerWrites({ ticket: ticket.id, text: 'Still not.' });
    expect(followUp.id).not.toBe(ticket.id);
    expect(followUp).toMatchObject({ channel: 'closed_ticket', subject: 'A tent', requesterId: ticket.requesterId });
  });

  test('private notes, assignment, fields, tags', () => {
    const { desk, ticket, types } = withTicket();
    desk.agentWrites({ ticket: ticket.id, text: 'Ask the warehouse.', public: false, tags: ['warehouse'] });
    desk.assign({ ticket: ticket.id, agent: 'agent@fernhill.example', group: '8447320466430' });
    desk.change(ticket.id, { priority: 'high', type: 'question', customFields: { '360001': 'pro' } });
    expect(types()).toEqual([
      ...['comment_added', 'tags_changed'],
      ...['status_changed', 'agent_assignment_changed', 'group_assignment_changed'],
      ...['priority_changed', 'type_changed', 'custom_field_changed'],
    ]);
    expect(ticket).toMatchObject({
      status: 'open',
      priority: 'high',
      tags: ['warehouse'],
      customFields: { 360001: 'pro' },
    });
    expect(ticket.comments.map((comment) => comment.public)).toEqual([true, false]);
  });

  test('a messaging conversation: the event has the ticket’s id alone, and makes no comment', () => {
    const { desk, ticket } = withTicket();
    desk.messagingWrites({ ticket: ticket.id, text: 'Hello?' });
    desk.messagingWrites({ ticket: ticket.id, text: 'Hi there.', by: 'system' });
    const [message, bot] = desk.deliveries.slice(-2).map(({ body }) => JSON.parse(body));
    expect(message).toMatchObject({
      type: 'zen:event-type:messaging_ticket.message_added',
      id: expect.stringMatching(/^01\d{24}$/),
      subject: `zen:ticket:${ticket.id}`,
      event: { actor: { id: ticket.requesterId, type: 'end_user' }, message: { body: 'Hello?' } },
    });
    expect(message.detail).toEqual({ id: ticket.id });
    expect(bot.event.actor).toMatchObject({ id: 'zd:answerBot', type: 'system' });
    expect(bot.event.conversation_id).toBe(message.event.conversation_id);
    expect(ticket.comments).toHaveLength(1);
  });

  test('redaction, privacy, merge, deletion, satisfaction', () => {
    const { desk, ticket, types } = withTicket();
    const comment = ticket.comments[0]?.id ?? '';
    desk.makePrivate({ ticket: ticket.id, comment });
    desk.redact({ ticket: ticket.id, comment });
    expect(ticket.comments[0]?.body).not.toContain('tight');
    desk.rate(ticket.id, 'good');
    const other = desk.customerWrites({ text: 'Once more.' });
    desk.merge({ from: ticket.id, into: other.id });
    expect(ticket.status).toBe('closed');
    desk.softDelete(other.id);
    desk.restore(other.id);
    desk.markAsSpam(other.id);
    const told = types();
    for (const type of ['comment_made_private', 'comment_redacted', 'csat_received', 'merged', 'soft_deleted']) {
      expect(told).toContain(type);
    }
    expect(told.slice(-2)).toEqual(['undeleted', 'marked_as_spam']);
    expect(() => desk.agentWrites({ ticket: ticket.id, text: 'Too late.' })).toThrow(/closed/);
  });
});

describe('chance and time', () => {
  const play = (desk: ZendeskEmulator) => {
    for (const text of ['One', 'Two', 'Three']) {
      const { id } = desk.customerWrites({ text });
      desk.agentWrites({ ticket: id, text: 'Yes', status: 'pending' });
    }
    return desk.deliveries.map(({ body, invocationId, duplicate }) => ({ body, invocationId, duplicate }));
  };

  test('the same seed gives the same desk, another seed another', () => {
    const options = { delivery: { duplicate: 0.5, reorder: 0.5 } };
    const first = play(open({ ...options, seed: 4 }));
    expect(play(open({ ...options, seed: 4 }))).toEqual(first);
    expect(play(open({ ...options, seed: 5 }))).not.toEqual(first);
    expect(first.some(({ duplicate }) => duplicate)).toBe(true);
    const positions = first.map(({ body }) => JSON.parse(body).event.meta?.sequence.position ?? 1);
    expect(positions.some((position, index) => position < (positions[index - 1] ?? 0))).toBe(true);
  });

  test('ids can be given', () => {
    let next = 0;
    const desk = open({
      ids: (kind) => `${{ ticket: 1, comment: 2, user: 3, audit: 4, attachment: 5 }[kind]}00${++next}`,
    });
    expect(desk.customerWrites({ text: 'Hello' }).id).toMatch(/^100\d$/);
  });

  test('each change has a stamp of its own, or shares its second as at Zendesk', () => {
    for (const stamps of ['distinct', 'whole-seconds'] as const) {
      const { desk, ticket } = withTicket({ stamps });
      const before = ticket.updatedAt;
      desk.agentWrites({ ticket: ticket.id, text: 'Yes.' });
      expect(ticket.updatedAt === before).toBe(stamps === 'whole-seconds');
    }
  });
});

test('a webhook of the trigger family gets its template filled in, once a change', () => {
  const template =
    '{"id":"{{ticket.id}}","by":"{{ current_user.name }}","status":"{{ticket.status}}","text":"{{ticket.latest_comment.value}}","no":"{{nothing}}"}';
  const url = 'https://hooks.example/trigger';
  const desk = open({ webhooks: [{ url, secret: 'another', template }] });
  const ticket = desk.customerWrites({ text: 'Is it "tight"?' });
  const sent = desk.deliveries.filter((delivery) => delivery.url === url);
  expect(sent.map(({ body }) => JSON.parse(body))).toEqual([
    { id: ticket.id, by: 'Robin Sample', status: 'New', text: 'Is it "tight"?', no: '' },
  ]);
  desk.subscribe({ url: `${url}/raw`, secret: 'another', template, escapes: false });
  desk.agentWrites({ ticket: ticket.id, text: 'It is "tight".' });
  expect(() => JSON.parse(desk.deliveries.at(-1)?.body ?? '')).toThrow(SyntaxError);
});

test('signs what it sends, and subscriptions choose what that is', async () => {
  const received: { headers: Headers; body: string }[] = [];
  const desk = emulateZendesk({
    time: manualTime(),
    webhooks: [{ url: 'https://hooks.example/', secret, subscriptions: ['ticket.comment_added'] }],
    async deliver(request) {
      received.push({ headers: request.headers, body: await request.text() });
      return accepted();
    },
  });
  desk.customerWrites({ text: 'Grüße' });
  await desk.settled();
  expect(received).toHaveLength(1);
  const [{ headers, body } = { headers: new Headers(), body: '' }] = received;
  const mac = createHmac('sha256', secret).update('2026-03-02T08:00:00Z').update(body).digest('base64');
  expect(headers.get('x-zendesk-webhook-signature')).toBe(mac);
  expect(headers.get('x-zendesk-account-id')).toBe('22129848');
  expect(JSON.parse(body).type).toBe('zen:event-type:ticket.comment_added');
});

test('has limits, and refuses a webhook without a secret', () => {
  const desk = open({ maxTickets: 1 });
  desk.customerWrites({ text: 'One' });
  expect(() => desk.customerWrites({ text: 'Two' })).toThrow(expect.objectContaining({ code: 'overloaded' }));
  expect(() => open({ secret: '' })).toThrow(expect.objectContaining({ code: 'secret-empty' }));
});
