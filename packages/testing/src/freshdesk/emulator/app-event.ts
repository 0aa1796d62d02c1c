import type { FreshdeskChange } from './change-ticket.js';
import {
  type DeskState,
  type FreshdeskConversation,
  type FreshdeskPerson,
  type FreshdeskTicket,
  personOf,
} from './desk-state.js';
import { textOf } from './html.js';
import { dueBy } from './placeholders.js';

export type FreshdeskAppEventName = 'onTicketCreate' | 'onTicketUpdate' | 'onTicketDelete' | 'onConversationCreate';

/** What a serverless app's handler is called with, and posts on. */
export interface FreshdeskAppEvent {
  readonly event: FreshdeskAppEventName;
  readonly account_id: number;
  readonly domain: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly region: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface AppEventContext {
  readonly state: DeskState;
  readonly accountId: number;
  readonly domain: string;
  /** Longer bodies are cut and flagged, to be read again by REST. */
  readonly truncateAt: number;
}

const eventOf: Readonly<Record<FreshdeskChange['action'], FreshdeskAppEventName>> = {
  created: 'onTicketCreate',
  updated: 'onTicketUpdate',
  deleted: 'onTicketDelete',
  restored: 'onTicketUpdate',
};

/** The events of one change: of the ticket where a property changed, and of a reply or note. */
export function appEvents(change: FreshdeskChange, context: AppEventContext): readonly FreshdeskAppEvent[] {
  const { ticket, conversation, changes, by } = change;
  const { state, accountId, domain } = context;
  const head = { account_id: accountId, domain, timestamp: change.atMs, region: 'US' };
  const people = { requester: personJson(personOf(state, ticket.requesterId)), actor: personJson(by) };
  const isOfTicket = change.action !== 'updated' || Object.keys(changes).length > 0;
  const changed = eventOf[change.action] === 'onTicketUpdate' ? { changes } : {};
  const shown = ticketInEvent(ticket, context.truncateAt);
  return [
    ...(isOfTicket
      ? [{ event: eventOf[change.action], ...head, data: { ticket: { ...shown, ...changed }, ...people } }]
      : []),
    ...(conversation === undefined
      ? []
      : [
          {
            ...{ event: 'onConversationCreate' as const, ...head },
            data: { conversation: conversationInEvent(conversation, ticket, context), actor: people.actor },
          },
        ]),
  ];
}

function cut(html: string, name: 'description' | 'body', at: number): Readonly<Record<string, unknown>> {
  const text = textOf(html);
  return {
    [name]: html.slice(0, at),
    [`${name}_text`]: text.slice(0, at),
    [`is_${name}_truncated`]: html.length > at,
    [`is_${name}_text_truncated`]: text.length > at,
  };
}

function ticketInEvent(ticket: FreshdeskTicket, truncateAt: number): Readonly<Record<string, unknown>> {
  return {
    id: Number(ticket.id),
    subject: ticket.subject,
    ...cut(ticket.description, 'description', truncateAt),
    ...{ status: ticket.status, priority: ticket.priority, source: ticket.source, type: ticket.type },
    ...{ tags: [...ticket.tags], group_id: numeric(ticket.groupId), responder_id: numeric(ticket.agentId) },
    ...{ requester_id: Number(ticket.requesterId), company_id: null, product_id: null, email_config_id: null },
    ...{ due_by: dueBy(ticket), fr_due_by: dueBy(ticket), fr_escalated: false, is_escalated: false, spam: false },
    ...{ cc_emails: [], to_emails: [], fwd_emails: [], reply_cc_emails: [], attachments: [] },
    ...{ custom_fields: { ...ticket.customFields }, created_at: ticket.createdAt, updated_at: ticket.updatedAt },
  };
}

function conversationInEvent(
  conversation: FreshdeskConversation,
  ticket: FreshdeskTicket,
  { state, truncateAt }: AppEventContext,
): Readonly<Record<string, unknown>> {
  const author = personOf(state, conversation.authorId);
  const support = 'support@fernhill.example.com';
  return {
    id: Number(conversation.id),
    ticket_id: Number(ticket.id),
    ...cut(conversation.body, 'body', truncateAt),
    ...{ incoming: conversation.incoming, private: conversation.private, source: conversation.source },
    user_id: Number(author.id),
    from_email: conversation.incoming ? author.email : support,
    support_email: conversation.source === 0 ? support : null,
    to_emails: conversation.incoming ? [support] : [],
    ...{ cc_emails: [], bcc_emails: [], attachments: [] },
    ...{ created_at: conversation.createdAt, updated_at: conversation.createdAt },
  };
}

const personJson = (person: FreshdeskPerson): Readonly<Record<string, unknown>> => ({
  ...{ id: Number(person.id), name: person.name, email: person.email, helpdesk_agent: person.isAgent },
  ...{ active: true, phone: person.phone, mobile: null, language: 'en', time_zone: 'London' },
  ...{ created_at: person.createdAt, updated_at: person.updatedAt },
});

export const numeric = (id: string | null): number | null => (id === null ? null : Number(id));
