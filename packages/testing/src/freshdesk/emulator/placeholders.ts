import {
  type DeskState,
  type FreshdeskConversation,
  type FreshdeskTicket,
  personOf,
  priorityNames,
  sourceNames,
} from './desk-state.js';
import { textOf } from './html.js';

/** Placeholders by their names, such as `ticket.latest_public_comment`, with the words that an agent sees. */
export type PlaceholderValues = Readonly<Record<string, string>>;

/** What fills a rule's placeholders: names, not ids; HTML, not text. Times and their placeholders are not confirmed. */
export function placeholderValues(
  ticket: FreshdeskTicket,
  context: { readonly state: DeskState; readonly url: string; readonly triggeredEvent: string },
): PlaceholderValues {
  const { state, url } = context;
  return {
    ...ticketValues(ticket, state, url),
    ...peopleValues(ticket, state),
    ...customValues(ticket),
    triggered_event: context.triggeredEvent,
    helpdesk_name: 'Fernhill',
  };
}

function ticketValues(ticket: FreshdeskTicket, state: DeskState, url: string): PlaceholderValues {
  const latest = (isPrivate: boolean) =>
    comment(
      ticket.conversations.findLast((one) => one.private === isPrivate),
      state,
    );
  return {
    'ticket.id': ticket.id,
    'ticket.raw_id': ticket.id,
    'ticket.subject': ticket.subject,
    'ticket.description': ticket.description,
    'ticket.description_text': textOf(ticket.description),
    'ticket.url': `${url}/helpdesk/tickets/${ticket.id}`,
    'ticket.public_url': `${url}/public/tickets/${'0'.repeat(64 - ticket.id.length)}${ticket.id}`,
    'ticket.portal_url': `${url}/support/tickets/${ticket.id}`,
    'ticket.portal_name': 'Fernhill',
    'ticket.status': state.statuses.get(ticket.status)?.[0] ?? String(ticket.status),
    'ticket.priority': priorityNames[ticket.priority] ?? String(ticket.priority),
    'ticket.source': sourceNames[ticket.source] ?? String(ticket.source),
    'ticket.ticket_type': ticket.type ?? '',
    'ticket.tags': ticket.tags.join(', '),
    'ticket.due_by_time': dueBy(ticket),
    'ticket.created_on': ticket.createdAt,
    'ticket.modified_on': ticket.updatedAt,
    'ticket.created_at': ticket.createdAt,
    'ticket.updated_at': ticket.updatedAt,
    'ticket.deleted': String(ticket.deleted),
    'ticket.group.name': (ticket.groupId === null ? undefined : state.groups.get(ticket.groupId)) ?? '',
    'ticket.latest_public_comment': latest(false),
    'ticket.latest_private_comment': latest(true),
  };
}

function peopleValues(ticket: FreshdeskTicket, state: DeskState): PlaceholderValues {
  const agent = ticket.agentId === null ? undefined : personOf(state, ticket.agentId);
  const requester = personOf(state, ticket.requesterId);
  const [firstname = '', ...others] = requester.name.split(' ');
  const shown = {
    ...{ id: requester.id, name: requester.name, firstname, lastname: others.join(' '), email: requester.email },
    ...{ phone: requester.phone ?? '', address: '', company_name: '', unique_external_id: '' },
  };
  const as = (who: string) => Object.entries(shown).map(([key, value]) => [`ticket.${who}.${key}`, value]);
  return {
    ...Object.fromEntries([...as('requester'), ...as('contact')]),
    'ticket.agent.name': agent?.name ?? '',
    'ticket.agent.email': agent?.email ?? '',
  };
}

const customValues = (ticket: FreshdeskTicket): PlaceholderValues =>
  Object.fromEntries(
    Object.entries(ticket.customFields).map(([name, value]) => [`ticket.${name}`, String(value ?? '')]),
  );

/** The author's name is part of it. */
function comment(conversation: FreshdeskConversation | undefined, state: DeskState): string {
  if (conversation === undefined) return '';
  return `${personOf(state, conversation.authorId).name} : ${conversation.body}`;
}

const threeDaysMs = 3 * 86_400_000;

export const dueBy = (ticket: FreshdeskTicket): string =>
  `${new Date(Date.parse(ticket.createdAt) + threeDaysMs).toISOString().slice(0, 19)}Z`;

/** Nothing is escaped: a quotation mark or a line break in a value breaks a JSON template, as at the vendor. */
export const fillTemplate = (
  template: string,
  values: PlaceholderValues,
  options: { readonly keepsUnknown?: boolean } = {},
): string =>
  template.replace(
    /\{\{\s*([\w.]+)\s*\}\}/g,
    (whole, name: string) => values[name] ?? (options.keepsUnknown === true ? whole : ''),
  );
