import { tooMany } from '../../too-many.js';
import type { ChangeContext, FreshdeskChange, FreshdeskTicketChange } from './change-ticket.js';
import { type FreshdeskPerson, type FreshdeskTicket, liveTicketOf, ticketOf } from './desk-state.js';
import { htmlOf } from './html.js';
import { createPeople, type FreshdeskWho, type NewPerson } from './people.js';

/** A ticket as it is now; it changes with the desk. */
export type FreshdeskTicketView = Readonly<Omit<FreshdeskTicket, 'conversations'>> & {
  readonly conversations: readonly FreshdeskTicket['conversations'][number][];
};

export interface FreshdeskCustomerWrites {
  /** Leave it out to open a new ticket. */
  readonly ticket?: string;
  readonly subject?: string;
  readonly text: string;
  /** In place of what is made of the text. */
  readonly html?: string;
  /** Default: the ticket's requester; of a new ticket, an invented contact. */
  readonly customer?: FreshdeskWho;
  /** How a new ticket comes in. Default: 1, e-mail. */
  readonly source?: number;
  readonly tags?: readonly string[];
  /** Default: 1, low. */
  readonly priority?: number;
  readonly customFields?: Readonly<Record<string, unknown>>;
}

export interface FreshdeskAgentWrites {
  readonly ticket: string;
  readonly text: string;
  readonly html?: string;
  /** A reply that the customer gets, or a private note. Default: true. */
  readonly public?: boolean;
  /** A note that the customer can read, in place of a reply. Default: false. */
  readonly note?: boolean;
  /** Default: the first agent. */
  readonly agent?: FreshdeskWho;
  readonly status?: number;
}

export type FreshdeskFields = Omit<FreshdeskTicketChange, 'conversation' | 'deleted' | 'agentId' | 'groupId'> & {
  /** Whom to assign; `null` for nobody. */
  readonly agent?: FreshdeskWho | null;
  /** A group's id. */
  readonly group?: string | null;
};

/** What happens at the desk by people's hands; each call changes the ticket and sends what Freshdesk sends for it. */
export interface FreshdeskAgentsDesk {
  customerWrites(input: FreshdeskCustomerWrites): FreshdeskTicketView;
  agentWrites(input: FreshdeskAgentWrites): FreshdeskTicketView;
  /** Status, priority, tags, agent, group, type, subject, custom fields: all of it is one update. */
  changeTicket(ticket: string, fields: FreshdeskFields, options?: { readonly by?: FreshdeskWho }): FreshdeskTicketView;
  /** Into the trash, from where `restore` takes it back. */
  deleteTicket(ticket: string, options?: { readonly by?: FreshdeskWho }): void;
  restore(ticket: string, options?: { readonly by?: FreshdeskWho }): void;
  addPerson(person: NewPerson): FreshdeskPerson;
}

export interface AgentsDeskContext extends ChangeContext {
  readonly maxTickets: number;
  readonly maxPeople: number;
  change(ticket: FreshdeskTicket, change: FreshdeskTicketChange, by: FreshdeskPerson): void;
  emit(change: FreshdeskChange): void;
}

const inventedCustomer = { name: 'Robin Sample', email: 'robin@customer.example.com' };

export function createAgentsDesk(context: AgentsDeskContext): FreshdeskAgentsDesk {
  const { state } = context;
  const people = createPeople(context);

  function open(input: FreshdeskCustomerWrites): FreshdeskTicket {
    if (state.tickets.size >= context.maxTickets) throw tooMany('tickets', context.maxTickets);
    const requester = people.contact(input.customer ?? inventedCustomer);
    const at = context.stamp();
    const { text, html = htmlOf(text), subject = firstWords(text), source = 1, priority = 1 } = input;
    const ticket: FreshdeskTicket = {
      ...{ id: context.newId('ticket'), subject, description: html, status: 2, priority, source, type: null },
      ...{ requesterId: requester.id, agentId: null, groupId: null, tags: input.tags ?? [], deleted: false },
      ...{ customFields: input.customFields ?? {}, createdAt: at, updatedAt: at, conversations: [] },
    };
    state.tickets.set(ticket.id, ticket);
    const told = { action: 'created', changes: {}, conversation: undefined, at, atMs: context.now() } as const;
    context.emit({ ...told, ticket, by: requester });
    return ticket;
  }

  return {
    addPerson: people.add,
    customerWrites(input) {
      if (input.ticket === undefined) return open(input);
      const ticket = liveTicketOf(state, input.ticket);
      const customer = people.contact(input.customer ?? ticket.requesterId);
      const body = input.html ?? htmlOf(input.text);
      const tags = input.tags === undefined ? undefined : [...new Set([...ticket.tags, ...input.tags])];
      const { priority, customFields } = input;
      const conversation = { body, private: false, source: 0, incoming: true };
      context.change(ticket, { conversation, tags, priority, customFields }, customer);
      return ticket;
    },
    agentWrites(input) {
      const ticket = liveTicketOf(state, input.ticket);
      const isReply = (input.public ?? true) && input.note !== true;
      const body = input.html ?? htmlOf(input.text);
      const conversation = { body, private: input.public === false, source: isReply ? 0 : 2, incoming: false };
      context.change(ticket, { conversation, status: input.status }, people.agent(input.agent));
      return ticket;
    },
    changeTicket(id, { agent, group, ...fields }, { by } = {}) {
      const ticket = liveTicketOf(state, id);
      const agentId = agent === undefined || agent === null ? agent : people.agent(agent).id;
      context.change(ticket, { ...fields, agentId, groupId: group }, people.agent(by));
      return ticket;
    },
    deleteTicket: (id, { by } = {}) => context.change(ticketOf(state, id), { deleted: true }, people.agent(by)),
    restore: (id, { by } = {}) => context.change(ticketOf(state, id), { deleted: false }, people.agent(by)),
  };
}

const firstWords = (text: string): string => text.split(/\s+/, 8).join(' ').slice(0, 80);
