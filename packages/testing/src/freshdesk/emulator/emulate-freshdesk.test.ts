import { describe, expect, test } from 'vitest';
import { manualTime } from '../../time.js';
import { type EmulateFreshdeskOptions, emulateFreshdesk, type FreshdeskEmulator } from './emulate-freshdesk.js';

const open = (options: EmulateFreshdeskOptions = {}) =>
  emulateFreshdesk({
    ...{ secret: 'a-secret', time: manualTime(), deliver: async () => new Response(null, { status: 204 }) },
    ...options,
  });
const told = (desk: FreshdeskEmulator) => desk.deliveries.map((delivery) => delivery.told);
const lastOf = (desk: FreshdeskEmulator) => JSON.parse(desk.deliveries.at(-1)?.body ?? '').freshdesk_webhook;

describe('what people do at the desk', () => {
  test('a customer who writes opens a ticket; each change is one webhook', () => {
    const desk = open();
    const ticket = desk.customerWrites({ subject: 'A tent', text: 'Is it "tight"?' });
    desk.agentWrites({ ticket: ticket.id, text: 'Yes.', status: 4 });
    desk.agentWrites({ ticket: ticket.id, text: 'Ask the warehouse.', public: false });
    desk.agentWrites({ ticket: ticket.id, text: 'For all to read.', note: true });
    desk.customerWrites({ ticket: ticket.id, text: 'It is not.' });
    desk.deleteTicket(ticket.id);
    desk.restore(ticket.id);
    expect(told(desk)).toEqual([
      ...['{ticket_action:created}', '{reply_sent:sent}', '{note_type:private}', '{note_type:public}'],
      ...['{reply_sent:sent}', '{ticket_action:deleted}', '{ticket_action:restored}'],
    ]);
    expect(ticket).toMatchObject({ status: 2, subject: 'A tent', description: '<div>Is it &quot;tight&quot;?</div>' });
    expect(ticket.conversations.map((one) => [one.source, one.private, one.incoming])).toEqual([
      ...[
        [0, false, false],
        [2, true, false],
        [2, false, false],
        [0, false, true],
      ],
    ]);
  });

  test('of several properties changed at once, only the first that the rule waits for is told', () => {
    const desk = open({ webhooks: [{ url: 'https://b.example', secret: 's', events: ['priority', 'status'] }] });
    const { id } = desk.customerWrites({ text: 'Hello' });
    desk.changeTicket(id, { status: 3, priority: 4, tags: ['late'] });
    expect(told(desk)).toEqual(['{ticket_action:created}', '{status:{from:2,to:3}}', '{priority:{from:1,to:4}}']);
    desk.changeTicket(id, { agent: 'agent@fernhill.example.com', group: '43000123457' });
    desk.changeTicket(id, { tags: ['late', 'tent'] });
    desk.changeTicket(id, { tags: ['late', 'tent'] });
    expect(told(desk).slice(3)).toEqual(['{responder_id:{from:,to:43090494001}}', '{tags:{from:late,to:late,tent}}']);
  });

  test('the body has this account’s names, which an admin may have changed', () => {
    const desk = open({ statuses: { 2: 'Offen', 9: ['Bei der Werkstatt', 'In Arbeit'] } });
    const { id } = desk.customerWrites({ text: 'Hallo', customFields: { cf_order: 1042 } });
    expect(lastOf(desk)).toMatchObject({ ticket_id: 5158, ticket_status: 'Offen', ticket_cf_order: '1042' });
    desk.changeTicket(id, { status: 9 });
    expect(lastOf(desk)).toMatchObject({
      ticket_status: 'Bei der Werkstatt',
      triggered_event: '{status:{from:2,to:9}}',
    });
    expect(lastOf(desk)).not.toHaveProperty('ticket_updated_at');
  });

  test('the latest comment begins with its author’s name; a private one is beside the public one', () => {
    const desk = open();
    const { id } = desk.customerWrites({ text: 'Hello' });
    desk.agentWrites({ ticket: id, text: 'Yes.' });
    desk.agentWrites({ ticket: id, text: 'Psst.', public: false });
    expect(lastOf(desk)).toMatchObject({
      ticket_latest_public_comment: 'Fern Agent : <div>Yes.</div>',
      ticket_latest_private_comment: 'Fern Agent : <div>Psst.</div>',
    });
  });

  test('the admin ticks which fields are sent, under older or newer names', () => {
    const fields = ['ticket_id', 'ticket_contact_email'];
    const desk = open({ webhooks: [{ url: 'https://b.example', secret: 's', naming: 'contact', fields }] });
    desk.customerWrites({ text: 'Hello' });
    expect(lastOf(desk)).toEqual({ ticket_id: 5158, ticket_contact_email: 'robin@customer.example.com' });
  });

  test('a template is filled in unescaped: a quotation mark breaks it', () => {
    const desk = open({ content: { template: '{"id":{{ticket.id}},"subject":"{{ticket.subject}}"}' } });
    desk.customerWrites({ subject: 'A tent', text: 'Hello' });
    expect(JSON.parse(desk.deliveries[0]?.body ?? '')).toEqual({ id: 5158, subject: 'A tent' });
    desk.customerWrites({ subject: 'A "large" tent', text: 'Hello' });
    expect(() => JSON.parse(desk.deliveries[1]?.body ?? '')).toThrow(SyntaxError);
  });

  test('what a template asks for in vain is empty, or stands as it is', () => {
    const content = { template: '{"id":{{ticket.id}},"mood":"{{ticket.mood}}"}' };
    for (const [keepsUnknown, mood] of [
      [false, ''],
      [true, '{{ticket.mood}}'],
    ] as const) {
      const desk = open({ webhooks: [{ url: 'https://b.example', secret: 's', content, keepsUnknown }] });
      desk.customerWrites({ text: 'Hello' });
      expect(JSON.parse(desk.deliveries.at(-1)?.body ?? '')).toEqual({ id: 5158, mood });
    }
  });

  test('the simple content can be a form', async () => {
    const received: Request[] = [];
    const desk = open({
      webhooks: [{ url: 'https://b.example', secret: 's', encoding: 'form', fields: ['ticket_id', 'ticket_subject'] }],
      deliver: async (request) => {
        received.push(request);
        return new Response(null, { status: 200 });
      },
    });
    desk.customerWrites({ subject: 'A & B', text: 'Hello' });
    await desk.settled();
    const form = received.find(({ url }) => url === 'https://b.example/');
    expect(form?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(await form?.text()))).toEqual({
      'freshdesk_webhook[ticket_id]': '5158',
      'freshdesk_webhook[ticket_subject]': 'A & B',
    });
  });

  test('in the trash nothing changes a ticket', () => {
    const desk = open();
    const { id } = desk.customerWrites({ text: 'Hello' });
    desk.deleteTicket(id);
    expect(() => desk.agentWrites({ ticket: id, text: 'Too late.' })).toThrow(/restore/);
    expect(() => desk.changeTicket('1', { status: 2 })).toThrow(/no ticket 1/);
  });
});

test('an app hears of the ticket and of the conversation, with what changed', () => {
  const desk = open({ content: 'app', truncateAt: 20 });
  const { id } = desk.customerWrites({ text: 'Hello' });
  desk.changeTicket(id, { status: 4, priority: 2 });
  desk.customerWrites({ ticket: id, text: 'It is not tight at all.' });
  desk.deleteTicket(id);
  expect(told(desk)).toEqual([
    ...['onTicketCreate', 'onTicketUpdate', 'onTicketUpdate', 'onConversationCreate', 'onTicketDelete'],
  ]);
  const [, updated, reopened, conversation] = desk.deliveries.map(({ body }) => JSON.parse(body));
  expect(updated).toMatchObject({
    ...{ account_id: 13, domain: 'fernhill.freshdesk.example', timestamp: Date.parse('2026-03-02T08:00:00Z') },
    data: { ticket: { id: 5158, changes: { status: [2, 4], priority: [1, 2] } }, actor: { name: 'Fern Agent' } },
  });
  expect(reopened.data.ticket.changes).toEqual({ status: [4, 2] });
  expect(conversation.data.conversation).toMatchObject({
    ...{ ticket_id: 5158, incoming: true, private: false, body_text: 'It is not tight at a' },
    ...{ is_body_truncated: true, is_body_text_truncated: true },
  });
});

test('ids can be given, people found, and changes listened to', async () => {
  let next = 0;
  await using desk = open({ ids: () => String(++next) });
  const seen: string[] = [];
  const stop = desk.onChange(({ action, by }) => seen.push(`${action} by ${by.name}`));
  const jo = { name: 'Jo Other', email: 'jo@customer.example.com' };
  const ticket = desk.customerWrites({ text: 'Hello', customer: jo });
  stop();
  desk.changeTicket(ticket.id, { priority: 2 });
  expect(seen).toEqual(['created by Jo Other']);
  expect(desk.people.get(jo.email)?.id).toBe(ticket.requesterId);
  expect(desk.tickets.list()).toHaveLength(1);
  expect(next).toBe(4);
});
