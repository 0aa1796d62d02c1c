import { tooMany } from '../../too-many.js';
import type { AgentsDeskContext, CustomerWrites, ZendeskTicketView } from './agents-desk.js';
import type { TicketChange } from './change-ticket.js';
import { ticketOf, type ZendeskPriority, type ZendeskTicket, type ZendeskUser } from './desk-state.js';
import type { People } from './people.js';

const inventedCustomer = { name: 'Robin Sample', email: 'robin@customer.example' };

/** A comment on an open ticket, a new ticket, or the follow-up of a closed one. */
export function customerWrites(context: AgentsDeskContext, people: People, input: CustomerWrites): ZendeskTicketView {
  const { state, newId } = context;
  const known = input.ticket === undefined ? undefined : ticketOf(state, input.ticket);
  const customer = people.of(input.customer ?? known?.requesterId ?? inventedCustomer);
  const attachments = input.attachments?.map((attachment) => ({ ...attachment, id: newId('attachment') }));
  const comment = { body: input.text, public: true, attachments };
  if (known !== undefined && known.status !== 'closed' && known.status !== 'deleted') {
    const by = { userId: customer.id, channel: input.channel ?? known.channel };
    context.change(known, { comment, ...tagsAdded(known, input.tags), ...given(input.priority) }, by);
    return known;
  }
  const channel = known?.status === 'closed' ? 'closed_ticket' : (input.channel ?? 'mail');
  const subject = input.subject ?? known?.subject ?? firstWords(input.text);
  const ticket = newTicket(context, { ...input, subject, channel }, customer);
  context.open(ticket, { comment }, { userId: customer.id, channel });
  return ticket;
}

function newTicket(
  context: AgentsDeskContext,
  input: CustomerWrites & { readonly subject: string; readonly channel: string },
  requester: ZendeskUser,
): ZendeskTicket {
  const { state, newId, stamp } = context;
  if (state.tickets.size >= context.maxTickets) throw tooMany('tickets', context.maxTickets);
  const at = stamp();
  const { subject, channel, text, priority = null, tags = [] } = input;
  const ticket: ZendeskTicket = {
    ...{ id: newId('ticket'), subject, description: text, status: 'new', priority, type: null, externalId: null },
    ...{ requesterId: requester.id, submitterId: requester.id, assigneeId: null, groupId: null, organizationId: null },
    ...{ satisfaction: undefined, tags, customFields: {}, channel, createdAt: at, updatedAt: at },
    ...{ comments: [], audits: [] },
  };
  state.tickets.set(ticket.id, ticket);
  return ticket;
}

/** Tags beside those that the ticket has. */
export const tagsAdded = (ticket: ZendeskTicket, tags: readonly string[] | undefined): Pick<TicketChange, 'tags'> =>
  tags === undefined ? {} : { tags: [...ticket.tags, ...tags] };

const given = (priority: ZendeskPriority | undefined): Pick<TicketChange, 'priority'> =>
  priority === undefined ? {} : { priority };

const firstWords = (text: string): string => text.split(/\s+/, 8).join(' ').slice(0, 80);
