import { numeric } from './app-event.js';
import {
  type DeskState,
  type FreshdeskConversation,
  type FreshdeskPerson,
  type FreshdeskTicket,
  personOf,
} from './desk-state.js';
import { textOf } from './html.js';
import { dueBy } from './placeholders.js';

type Json = Readonly<Record<string, unknown>>;

const support = 'support@fernhill.example.com';

/** A ticket of a list has its description only where the caller asks for it. */
export function ticketJson(ticket: FreshdeskTicket, options: { readonly description: boolean }): Json {
  const { description } = ticket;
  return {
    ...{ id: Number(ticket.id), subject: ticket.subject },
    ...(options.description ? { description, description_text: textOf(description) } : {}),
    ...{ status: ticket.status, priority: ticket.priority, source: ticket.source, type: ticket.type },
    ...{ requester_id: Number(ticket.requesterId), responder_id: numeric(ticket.agentId) },
    ...{ group_id: numeric(ticket.groupId), company_id: null, product_id: null, email_config_id: null },
    ...{ tags: [...ticket.tags], custom_fields: { ...ticket.customFields }, to_emails: [support] },
    ...{ cc_emails: [], fwd_emails: [], reply_cc_emails: [], ticket_cc_emails: [], support_email: support },
    ...{ spam: false, is_escalated: false, fr_escalated: false, due_by: dueBy(ticket), fr_due_by: dueBy(ticket) },
    ...(ticket.deleted ? { deleted: true } : {}),
    ...{ created_at: ticket.createdAt, updated_at: ticket.updatedAt },
  };
}

/** As the list of conversations shows one. */
export function conversationJson(conversation: FreshdeskConversation, ticket: FreshdeskTicket, state: DeskState): Json {
  const { incoming, source, createdAt } = conversation;
  const author = personOf(state, conversation.authorId);
  const requester = personOf(state, ticket.requesterId);
  const isMail = source === 0;
  return {
    ...{ body: conversation.body, body_text: textOf(conversation.body), id: Number(conversation.id) },
    ...{ incoming, private: conversation.private, user_id: Number(author.id), source },
    ...{ support_email: isMail ? support : null, ticket_id: Number(ticket.id) },
    ...{ to_emails: isMail ? [incoming ? support : requester.email] : [], from_email: isMail ? author.email : null },
    ...{ cc_emails: [], bcc_emails: [], attachments: [], email_failure_count: null, outgoing_failures: null },
    ...{ created_at: createdAt, updated_at: createdAt, last_edited_at: null, last_edited_user_id: null },
  };
}

export const agentJson = (person: FreshdeskPerson): Json => ({
  ...{
    id: Number(person.id),
    available: true,
    occasional: false,
    signature: null,
    ticket_scope: 1,
    type: 'support_agent',
  },
  ...{ group_ids: [], role_ids: [], created_at: person.createdAt, updated_at: person.updatedAt },
  contact: {
    ...{ active: true, email: person.email, name: person.name, phone: person.phone, mobile: null, job_title: null },
    ...{ language: 'en', time_zone: 'London', created_at: person.createdAt, updated_at: person.updatedAt },
  },
});

export const contactJson = (person: FreshdeskPerson): Json => ({
  ...{ id: Number(person.id), name: person.name, email: person.email, phone: person.phone, mobile: null },
  ...{ active: true, address: null, company_id: null, description: null, job_title: null, language: 'en' },
  ...{ time_zone: 'London', twitter_id: null, unique_external_id: null, other_emails: [], tags: [], custom_fields: {} },
  ...{ created_at: person.createdAt, updated_at: person.updatedAt },
});

/** The account's ticket fields, as far as an integration reads them: the statuses with both their names. */
export function ticketFieldsJson(state: DeskState): readonly Json[] {
  const statuses = [...state.statuses].map(([id, names]) => [String(id), [...names]] as const);
  const groups = [...state.groups].map(([id, name]) => [name, Number(id)] as const);
  const agents = [...state.people.values()].filter(({ isAgent }) => isAgent);
  const field = (position: number, name: string, label: string, type: string, choices?: unknown) => ({
    ...{ id: 43_000_000_000 + position, name, label, type, position, default: true },
    ...{ description: '', required_for_closure: false, required_for_agents: name !== 'ticket_type' },
    ...{ label_for_customers: label, customers_can_edit: false, displayed_to_customers: true },
    ...(choices === undefined ? {} : { choices }),
  });
  return [
    field(1, 'requester', 'Search a requester', 'default_requester'),
    field(2, 'subject', 'Subject', 'default_subject'),
    field(3, 'ticket_type', 'Type', 'default_ticket_type', ['Question', 'Incident', 'Problem']),
    field(4, 'status', 'Status', 'default_status', Object.fromEntries(statuses)),
    field(5, 'priority', 'Priority', 'default_priority', { Low: 1, Medium: 2, High: 3, Urgent: 4 }),
    field(6, 'group', 'Group', 'default_group', Object.fromEntries(groups)),
    field(7, 'agent', 'Agent', 'default_agent', Object.fromEntries(agents.map(({ id, name }) => [name, Number(id)]))),
  ];
}
