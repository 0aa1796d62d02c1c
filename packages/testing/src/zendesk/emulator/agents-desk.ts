import { DeskrailError } from '@deskrail/contracts';
import type { ChangedBy, TicketChange } from './change-ticket.js';
import {
  commentOf,
  type DeskState,
  findByEmail,
  ticketOf,
  userOf,
  type ZendeskComment,
  type ZendeskIdKind,
  type ZendeskPriority,
  type ZendeskRole,
  type ZendeskStatus,
  type ZendeskTicket,
  type ZendeskUser,
} from './desk-state.js';
import type { DeskEvent } from './event-payload.js';

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

/** What happens at the desk by people's hands; each call changes the ticket and sends what Zendesk sends for it. */
export interface AgentsDesk {
  customerWrites(input: CustomerWrites): ZendeskTicketView;
  agentWrites(input: AgentWrites): ZendeskTicketView;
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

const inventedCustomer = { name: 'Robin Sample', email: 'robin@customer.example' };
const redactedText = '▇▇▇▇▇▇▇▇';

export function createAgentsDesk(context: AgentsDeskContext): AgentsDesk {
  const { state, newId, stamp } = context;

  function addUser(input: Parameters<AgentsDesk['addUser']>[0]): ZendeskUser {
    if (state.users.size >= context.maxUsers) throw tooMany('users', context.maxUsers);
    const at = stamp();
    const user = {
      ...{ id: newId('user'), name: input.name, email: input.email, role: input.role ?? 'end-user' },
      ...{ locale: input.locale ?? 'en-GB', createdAt: at, updatedAt: at },
    };
    state.users.set(user.id, user);
    context.emitUser(user, { type: 'user.created', event: {} });
    return user;
  }

  const personOf = (person: Person): ZendeskUser =>
    typeof person === 'string' ? userOf(state, person) : (findByEmail(state, person.email) ?? addUser(person));

  function agentOf(person: Person | undefined): ZendeskUser {
    if (person !== undefined) return personOf(person);
    const agent = [...state.users.values()].find((user) => user.role === 'agent');
    if (agent === undefined) throw new DeskrailError('not-found', 'The emulated desk has no agent: addUser() one.');
    return agent;
  }

  const byAgent = (person: Person | undefined): ChangedBy => ({ userId: agentOf(person).id, channel: 'web' });

  function openTicket(input: CustomerWrites, requester: ZendeskUser, channel: string): ZendeskTicket {
    if (state.tickets.size >= context.maxTickets) throw tooMany('tickets', context.maxTickets);
    const at = stamp();
    const ticket: ZendeskTicket = {
      ...{ id: newId('ticket'), subject: input.subject ?? firstWords(input.text), description: input.text },
      ...{ status: 'new', priority: input.priority ?? null, type: null, externalId: null, satisfaction: undefined },
      ...{
        requesterId: requester.id,
        submitterId: requester.id,
        assigneeId: null,
        groupId: null,
        organizationId: null,
      },
      ...{ tags: input.tags ?? [], customFields: {}, channel, createdAt: at, updatedAt: at, comments: [], audits: [] },
    };
    state.tickets.set(ticket.id, ticket);
    return ticket;
  }

  function customerWrites(input: CustomerWrites): ZendeskTicketView {
    const known = input.ticket === undefined ? undefined : ticketOf(state, input.ticket);
    const customer = personOf(input.customer ?? known?.requesterId ?? inventedCustomer);
    const attachments = input.attachments?.map((attachment) => ({ ...attachment, id: newId('attachment') }));
    const comment = { body: input.text, public: true, attachments };
    if (known !== undefined && known.status !== 'closed') {
      const by = { userId: customer.id, channel: input.channel ?? known.channel };
      context.change(known, { comment, ...tagsAdded(known, input.tags), ...given(input.priority) }, by);
      return known;
    }
    const channel = known === undefined ? (input.channel ?? 'mail') : 'closed_ticket';
    const ticket = openTicket(
      { ...input, subject: input.subject ?? known?.subject ?? firstWords(input.text) },
      customer,
      channel,
    );
    context.open(ticket, { comment }, { userId: customer.id, channel });
    return ticket;
  }

  function remove(id: string, type: 'soft_deleted' | 'marked_as_spam', agent: Person | undefined): void {
    const ticket = ticketOf(state, id);
    ticket.status = 'deleted';
    ticket.updatedAt = stamp(ticket);
    context.emit(ticket, [{ type: `ticket.${type}`, event: {} }], byAgent(agent));
  }

  /** A change of one comment, or of the whole ticket, that is no field of it. */
  function emit(ticket: ZendeskTicket, type: string, event: DeskEvent['event'], by: ChangedBy): void {
    ticket.updatedAt = stamp(ticket);
    context.emit(ticket, [{ type, event }], by);
  }

  return {
    customerWrites,
    addUser,
    agentWrites(input) {
      const ticket = openTicketOf(state, input.ticket);
      const comment = { body: input.text, public: input.public ?? true };
      const change = { comment, status: input.status, ...tagsAdded(ticket, input.tags) };
      context.change(ticket, change, byAgent(input.agent));
      return ticket;
    },
    change(ticket, change, { agent } = {}) {
      context.change(openTicketOf(state, ticket), change, byAgent(agent));
    },
    solve(ticket, { agent } = {}) {
      const by = byAgent(agent);
      const open = openTicketOf(state, ticket);
      context.change(open, { status: 'solved', assigneeId: open.assigneeId ?? by.userId }, by);
    },
    assign({ ticket, agent, group }) {
      const change = { assigneeId: agent === undefined ? undefined : personOf(agent).id, groupId: group };
      context.change(openTicketOf(state, ticket), change, byAgent(undefined));
    },
    closeTicket(ticket) {
      context.change(openTicketOf(state, ticket), { status: 'closed' }, { userId: '-1', channel: 'rule' });
    },
    redact({ ticket: id, comment: commentId, agent }) {
      const ticket = ticketOf(state, id);
      const comment = commentOf(ticket, commentId);
      comment.body = redactedText;
      comment.htmlBody = undefined;
      // The description is the first comment.
      if (comment === ticket.comments[0]) ticket.description = redactedText;
      emit(ticket, 'ticket.comment_redacted', { comment: { id: comment.id } }, byAgent(agent));
    },
    makePrivate({ ticket: id, comment: commentId, agent }) {
      const ticket = ticketOf(state, id);
      const comment = commentOf(ticket, commentId);
      comment.public = false;
      emit(ticket, 'ticket.comment_made_private', { comment: { id: comment.id, is_public: false } }, byAgent(agent));
    },
    merge({ from, into, agent }) {
      const [source, target] = [openTicketOf(state, from), openTicketOf(state, into)];
      const by: ChangedBy = { ...byAgent(agent), channel: 'merge' };
      emit(source, 'ticket.merged', { target_ticket_id: target.id }, by);
      const body = `This request was closed and merged into request #${target.id}.`;
      const tags = [...source.tags, 'closed_by_merge'];
      context.change(source, { comment: { body, public: false }, status: 'closed', tags }, by);
      const note = { body: `Request #${source.id} was closed and merged into this request.`, public: false };
      context.change(target, { comment: note }, by);
    },
    softDelete: (ticket, { agent } = {}) => remove(ticket, 'soft_deleted', agent),
    markAsSpam: (ticket, { agent } = {}) => remove(ticket, 'marked_as_spam', agent),
    restore(id, { agent } = {}) {
      const ticket = ticketOf(state, id);
      ticket.status = 'open';
      emit(ticket, 'ticket.undeleted', {}, byAgent(agent));
    },
    rate(id, score) {
      const ticket = ticketOf(state, id);
      ticket.satisfaction = score;
      const by = { userId: ticket.requesterId, channel: 'mail' };
      emit(ticket, 'ticket.csat_received', { satisfaction_score: { score: score.toUpperCase() } }, by);
    },
    deleteUser(idOrEmail) {
      const user = userOf(state, idOrEmail);
      user.name = 'Deleted user';
      user.updatedAt = stamp();
      context.emitUser(user, { type: 'user.deleted', event: {} });
    },
  };
}

function openTicketOf(state: DeskState, id: string): ZendeskTicket {
  const ticket = ticketOf(state, id);
  if (ticket.status !== 'closed' && ticket.status !== 'deleted') return ticket;
  throw new DeskrailError('desk-refused', `Ticket ${id} is ${ticket.status}: nothing changes it any more.`);
}

const tagsAdded = (ticket: ZendeskTicket, tags: readonly string[] | undefined): Pick<TicketChange, 'tags'> =>
  tags === undefined ? {} : { tags: [...ticket.tags, ...tags] };

const given = (priority: ZendeskPriority | undefined): Pick<TicketChange, 'priority'> =>
  priority === undefined ? {} : { priority };

const firstWords = (text: string): string => text.split(/\s+/, 8).join(' ').slice(0, 80);

const tooMany = (what: string, limit: number): DeskrailError =>
  new DeskrailError(
    'overloaded',
    `The emulated desk holds at most ${limit} ${what}; raise its limit if a test needs more.`,
  );
