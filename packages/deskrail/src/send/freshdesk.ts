import { freshdeskTemplate } from '@deskrail/freshdesk';
import { freshdeskReceive } from '@deskrail/freshdesk/receive';
import { freshdeskFixtures } from '@deskrail/testing';
import { nearest } from '../command/nearest.js';
import { usageError } from '../command/parse.js';
import type { Message, SendingDesk } from './sending-desk.js';

const { triggeredEvents } = freshdeskFixtures;

/** By what an automation rule says that it fired for. */
const events = {
  ticket: triggeredEvents.created,
  reply: triggeredEvents.reply,
  note: triggeredEvents.privateNote,
  status: '{status:{from:,to:}}',
} as const;
type Event = keyof typeof events;

/** Filled into the template that `deskrail template freshdesk` prints, as an automation rule does. */
export const freshdeskSending: SendingDesk = {
  events: `${Object.keys(events).join(', ')}: an automation rule’s webhook with Deskrail’s template`,
  secretVariable: 'DESKRAIL_FRESHDESK_SECRET',
  receive: freshdeskReceive,
  async sign(message, { secret }) {
    const event = eventOf(message.event);
    const { body } = freshdeskFixtures.templateBody({
      template: freshdeskTemplate,
      triggeredEvent: event === 'status' ? changed(message.status) : events[event],
      values: valuesOf(event, message),
    });
    return { body, headers: { 'content-type': 'application/json', 'x-deskrail-secret': secret } };
  },
};

function eventOf(name: string): Event {
  if (Object.hasOwn(events, name)) return name as Event;
  const guess = nearest(name, Object.keys(events));
  const advice = guess ? `Did you mean ${guess}?` : `Write ${Object.keys(events).join(', ')}.`;
  throw usageError(`Freshdesk sends no ${JSON.stringify(name)}. ${advice}`, 'send');
}

/** As an account has them that nobody has changed; the desk tells the id, and the name beside it. */
const statuses: Readonly<Record<string, string>> = { Open: '2', Pending: '3', Resolved: '4', Closed: '5' };

function statusOf(given = 'Resolved'): string {
  const name = Object.keys(statuses).find((known) => known.toLowerCase() === given.toLowerCase());
  if (name !== undefined) return name;
  throw usageError(`--status takes ${Object.keys(statuses).join(', ')} on Freshdesk.`, 'send');
}

const changed = (status: string | undefined): string => `{status:{from:,to:${statuses[statusOf(status)]}}}`;

function valuesOf(event: Event, message: Message): Readonly<Record<string, string>> {
  const { ticket, known, status, nowMs } = message;
  const now = new Date(nowMs).toISOString();
  const customer = known?.requester?.name ?? 'A customer';
  const subject = message.subject ?? known?.subject ?? 'Sent by hand';
  return {
    ...{ 'ticket.id': ticket, 'ticket.subject': subject, 'ticket.modified_on': now, 'ticket.updated_at': now },
    ...{ 'ticket.requester.id': known?.requester?.id ?? '43090494101', 'ticket.requester.name': customer },
    ...(known === undefined ? {} : { 'ticket.tags': known.tags.join(', ') }),
    ...{ 'ticket.latest_public_comment': '', 'ticket.latest_private_comment': '' },
    ...(event === 'status' && { 'ticket.status': statusOf(status) }),
    ...(event === 'ticket' && { 'ticket.description': html(message.text ?? 'Sent by hand'), 'ticket.created_at': now }),
    ...(event === 'reply' && { 'ticket.latest_public_comment': comment(message, customer, 'customer') }),
    ...(event === 'note' && { 'ticket.latest_private_comment': comment(message, customer, 'agent') }),
  };
}

function comment({ text, from }: Message, customer: string, usual: 'customer' | 'agent'): string {
  if (text === undefined || text.trim() === '') throw usageError('A message has words: give --text.', 'send');
  const who = from ?? usual;
  if (who !== 'customer' && who !== 'agent') throw usageError('--from takes customer or agent on Freshdesk.', 'send');
  return `${who === 'agent' ? 'Fern Agent' : customer} : ${html(text)}`;
}

/** As the desk's editor leaves it. */
const html = (text: string): string =>
  `<div>${text.replace(/[&<>"]/g, (character) => escapes[character] ?? '').replaceAll('\n', '<br>')}</div>`;
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
