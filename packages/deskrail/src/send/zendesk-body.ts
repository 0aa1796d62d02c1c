import { zendeskFixtures } from '@deskrail/testing';
import { nearest } from '../command/nearest.js';
import { usageError } from '../command/parse.js';
import type { KnownTicket } from './known-ticket.js';

interface BodyOptions {
  /** As Zendesk calls it, such as `ticket.comment_added`; `zen:event-type:` may stand before it. */
  readonly event: string;
  readonly time: string;
  readonly eventId: string;
  readonly commentId: string;
  readonly text: string | undefined;
  readonly ticket: string;
  readonly subject: string | undefined;
  readonly fromAgent: boolean;
  readonly isPrivate: boolean;
  /** What the instance knows of the ticket already; it stays as it is. */
  readonly known: KnownTicket | undefined;
}

const messageAdded = 'messaging_ticket.message_added';
const stranger = { id: '8447399000001', is_staff: false, name: 'A customer' };
const agent = { id: '8447399000002', is_staff: true, name: 'An agent' };

/** The body of one event as Zendesk would send it, with what was asked for laid over the fixture. */
export function zendeskBody(options: BodyOptions): unknown {
  const name = options.event.replace(/^zen:event-type:/, '');
  const [family = '', type = ''] = splitOnce(name, '.');
  const common = { id: options.eventId, time: options.time };
  const { ticketEventTypes, userEventTypes, organizationEventTypes } = zendeskFixtures;
  const ticketType = family === 'ticket' ? ticketEventTypes.find((known) => known === type) : undefined;
  if (ticketType !== undefined) {
    const event = ticketType === 'comment_added' ? { event: { comment: commentOf(options) } } : {};
    return zendeskFixtures.ticketEvent(ticketType, { ...common, detail: ticketOf(options), ...event });
  }
  const userType = family === 'user' ? userEventTypes.find((known) => known === type) : undefined;
  if (userType !== undefined) return zendeskFixtures.userEvent(userType, common);
  const organizationType =
    family === 'organization' ? organizationEventTypes.find((known) => known === type) : undefined;
  if (organizationType !== undefined) return zendeskFixtures.organizationEvent(organizationType, common);
  if (name === messageAdded) {
    const { id, name: called } = options.fromAgent ? agent : customerOf(options);
    const actor = { id, name: called, type: options.fromAgent ? 'agent' : 'end_user' } as const;
    const detail = { id: options.ticket };
    const message = { id: options.commentId, body: wordsOf(options) };
    const event = { actor, conversation_id: `by-hand-${detail.id}`, message };
    return zendeskFixtures.messageAdded({ ...common, detail, event });
  }
  const known = [
    messageAdded,
    ...ticketEventTypes.map((each) => `ticket.${each}`),
    ...userEventTypes.map((each) => `user.${each}`),
    ...organizationEventTypes.map((each) => `organization.${each}`),
  ];
  const guess = nearest(name, known);
  throw usageError(
    `Zendesk sends no ${JSON.stringify(name)}.${guess ? ` Did you mean ${guess}?` : ' Try ticket.comment_added.'}`,
    'send',
  );
}

function ticketOf(options: BodyOptions) {
  const { ticket, subject, text, time, fromAgent, known } = options;
  const customer = customerOf(options);
  return {
    id: ticket,
    actor_id: (fromAgent ? agent : customer).id,
    requester_id: customer.id,
    submitter_id: (fromAgent ? agent : customer).id,
    subject: subject ?? known?.subject ?? 'Sent by hand',
    description: text ?? 'Sent by hand',
    ...(known !== undefined && { tags: known.tags }),
    created_at: time,
    updated_at: time,
  };
}

const customerOf = ({ known }: BodyOptions) =>
  known?.requester === undefined
    ? stranger
    : { id: known.requester.id, is_staff: false, name: known.requester.name ?? stranger.name };

function commentOf(options: BodyOptions) {
  const { commentId, fromAgent, isPrivate } = options;
  return {
    id: commentId,
    author: fromAgent ? agent : customerOf(options),
    body: wordsOf(options),
    is_public: !isPrivate,
  };
}

function wordsOf({ text }: BodyOptions): string {
  if (text === undefined || text.trim() === '') throw usageError('A message has words: give --text "…".', 'send');
  return text;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
