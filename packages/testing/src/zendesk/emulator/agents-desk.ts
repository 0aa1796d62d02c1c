import type { ChangedBy, TicketChange } from './change-ticket.js';
import { customerWrites, tagsAdded } from './customer-writes.js';
import {
  type DeskState,
  openTicketOf,
  type ZendeskComment,
  type ZendeskIdKind,
  type ZendeskPriority,
  type ZendeskRole,
  type ZendeskStatus,
  type ZendeskTicket,
  type ZendeskUser,
} from './desk-state.js';
import type { DeskEvent } from './event-payload.js';
import { createMessaging } from './messaging.js';
import { createPeople } from './people.js';
import { createRareChanges } from './rare-changes.js';

/** A ticket as it is now; it changes with the desk. */
export type ZendeskTicketView = Readonly<Omit<ZendeskTicket, 'comments' | 'audits'>> & {
  readonly comments: readonly Readonly<ZendeskComment>[];
  readonly audits: ZendeskTicket['audits'];
};

/** Somebody by name and e-mail address, made when the desk does not know the address; or a known id or address. */
export type Person = string | { readonly name: string; readonly email: string; readonly locale?: string };

export interface CustomerWrites {
  /** Leave it out to open a new ticket. A closed one gets a follow-up ticket. */
  readonly ticket?: string;
  readonly subject?: string;
  readonly text: string;
  /** Default: the ticket's requester; of a new ticket, an invented customer. */
  readonly customer?: Person;
  /** Default: `mail`. */
  readonly channel?: string;
  readonly tags?: readonly string[];
  readonly priority?: ZendeskPriority;
  readonly attachments?: readonly { readonly name: string; readonly contentType: string; readonly sizeBytes: number }[];
}

export interface AgentWrites {
  readonly ticket: string;
  readonly text: string;
  /** A reply that the customer sees, or a private note. Default: true. */
  readonly public?: boolean;
  /** Default: the first agent. */
  readonly agent?: Person;
  readonly status?: ZendeskStatus;
  readonly tags?: readonly string[];
}

export interface MessagingWrites {
  readonly ticket: string;
  readonly text: string;
  /** `end_user` is the ticket's requester, `agent` the first agent, `system` Zendesk's own bot. Default: `end_user`. */
  readonly by?: 'end_user' | 'agent' | 'system';
}

/** What happens at the desk by people's hands; each call changes the ticket and sends what Zendesk sends for it. */
export interface AgentsDesk {
  customerWrites(input: CustomerWrites): ZendeskTicketView;
  agentWrites(input: AgentWrites): ZendeskTicketView;
  /** A message of a messaging conversation: its event names the ticket and nothing else of it; no comment is made. */
  messagingWrites(input: MessagingWrites): void;
  /** Any change of fields, by an agent. */
  change(ticket: string, change: Omit<TicketChange, 'comment'>, options?: { readonly agent?: Person }): void;
  solve(ticket: string, options?: { readonly agent?: Person }): void;
  assign(input: { readonly ticket: string; readonly agent?: Person; readonly group?: string }): void;
  /** What the desk does to a solved ticket some days later; after this nothing changes it. */
  closeTicket(ticket: string): void;
  /** Take a comment's text out, for ever. */
  redact(input: { readonly ticket: string; readonly comment: string; readonly agent?: Person }): void;
  makePrivate(input: { readonly ticket: string; readonly comment: string; readonly agent?: Person }): void;
  /** Close `from` and point to `into`. */
  merge(input: { readonly from: string; readonly into: string; readonly agent?: Person }): void;
  softDelete(ticket: string, options?: { readonly agent?: Person }): void;
  restore(ticket: string, options?: { readonly agent?: Person }): void;
  markAsSpam(ticket: string, options?: { readonly agent?: Person }): void;
  /** The customer's satisfaction. */
  rate(ticket: string, score: 'good' | 'bad'): void;
  addUser(input: {
    readonly name: string;
    readonly email: string;
    readonly role?: ZendeskRole;
    readonly locale?: string;
  }): ZendeskUser;
  /** The customer's right to be forgotten: `user.deleted`. Their tickets stay. */
  deleteUser(user: string): void;
}

export interface AgentsDeskContext {
  readonly state: DeskState;
  readonly newId: (kind: ZendeskIdKind) => string;
  readonly maxTickets: number;
  readonly maxUsers: number;
  /** The time of a change of this ticket, as Zendesk writes it. */
  stamp(ticket?: ZendeskTicket): string;
  change(ticket: ZendeskTicket, change: TicketChange, by: ChangedBy): { readonly comment: ZendeskComment | undefined };
  emit(ticket: ZendeskTicket, events: readonly DeskEvent[], by: ChangedBy): void;
  emitUser(user: ZendeskUser, event: DeskEvent): void;
  /** The first comment of a new ticket: its rows and audit, and the events for it. */
  open(ticket: ZendeskTicket, change: TicketChange, by: ChangedBy): void;
}

export function createAgentsDesk(context: AgentsDeskContext): AgentsDesk {
  const { state } = context;
  const people = createPeople(context);
  return {
    ...createRareChanges(context, people),
    messagingWrites: createMessaging(context, people),
    customerWrites: (input) => customerWrites(context, people, input),
    addUser: people.add,
    deleteUser: people.delete,
    agentWrites(input) {
      const ticket = openTicketOf(state, input.ticket);
      const comment = { body: input.text, public: input.public ?? true };
      const change = { comment, status: input.status, ...tagsAdded(ticket, input.tags) };
      context.change(ticket, change, people.byAgent(input.agent));
      return ticket;
    },
    change(ticket, change, { agent } = {}) {
      context.change(openTicketOf(state, ticket), change, people.byAgent(agent));
    },
    solve(ticket, { agent } = {}) {
      const by = people.byAgent(agent);
      const open = openTicketOf(state, ticket);
      context.change(open, { status: 'solved', assigneeId: open.assigneeId ?? by.userId }, by);
    },
    assign({ ticket, agent, group }) {
      const change = { assigneeId: agent === undefined ? undefined : people.of(agent).id, groupId: group };
      context.change(openTicketOf(state, ticket), change, people.byAgent(undefined));
    },
    closeTicket(ticket) {
      context.change(openTicketOf(state, ticket), { status: 'closed' }, { userId: '-1', channel: 'rule' });
    },
  };
}
