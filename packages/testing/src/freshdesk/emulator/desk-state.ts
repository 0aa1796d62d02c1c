import { DeskrailError } from '@deskrail/contracts';

/** A contact, or an agent. */
export interface FreshdeskPerson {
  readonly id: string;
  name: string;
  readonly email: string;
  readonly isAgent: boolean;
  readonly phone: string | null;
  readonly createdAt: string;
  updatedAt: string;
}

/** A reply or note; what a ticket was opened with is its description, and not among them. */
export interface FreshdeskConversation {
  readonly id: string;
  readonly authorId: string;
  /** HTML. */
  readonly body: string;
  readonly incoming: boolean;
  readonly private: boolean;
  /** 0 reply, 2 note. */
  readonly source: number;
  readonly createdAt: string;
}

export interface FreshdeskTicket {
  readonly id: string;
  subject: string;
  /** HTML. */
  readonly description: string;
  status: number;
  priority: number;
  /** 1 e-mail, 2 portal, 3 phone, 7 chat, 9 feedback widget, 10 outbound e-mail. */
  readonly source: number;
  type: string | null;
  readonly requesterId: string;
  agentId: string | null;
  groupId: string | null;
  tags: readonly string[];
  customFields: Readonly<Record<string, unknown>>;
  deleted: boolean;
  readonly createdAt: string;
  updatedAt: string;
  readonly conversations: FreshdeskConversation[];
}

export type FreshdeskIdKind = 'ticket' | 'conversation' | 'person';

/** A status by what agents call it, and what customers are shown where that differs. */
export type FreshdeskStatusName = string | readonly [forAgents: string, forCustomers: string];

/** All that the emulated desk remembers. */
export interface DeskState {
  readonly people: Map<string, FreshdeskPerson>;
  readonly tickets: Map<string, FreshdeskTicket>;
  /** Names by id, as this account has them. */
  readonly statuses: ReadonlyMap<number, readonly [forAgents: string, forCustomers: string]>;
  readonly groups: ReadonlyMap<string, string>;
}

export const priorityNames: Readonly<Record<number, string>> = { 1: 'Low', 2: 'Medium', 3: 'High', 4: 'Urgent' };

export const sourceNames: Readonly<Record<number, string>> = {
  1: 'Email',
  2: 'Portal',
  3: 'Phone',
  7: 'Chat',
  9: 'Feedback Widget',
  10: 'Outbound Email',
};

const usualStatuses: Readonly<Record<number, FreshdeskStatusName>> = {
  2: ['Open', 'Being Processed'],
  3: ['Pending', 'Awaiting your Reply'],
  4: ['Resolved', 'This ticket has been Resolved'],
  5: ['Closed', 'This ticket has been Closed'],
  6: ['Waiting on Customer', 'Awaiting your Reply'],
  7: ['Waiting on Third Party', 'Being Processed'],
};

export function emptyDesk(options: {
  readonly statuses?: Readonly<Record<number, FreshdeskStatusName>> | undefined;
  readonly groups?: Readonly<Record<string, string>> | undefined;
}): DeskState {
  const named = Object.entries({ ...usualStatuses, ...options.statuses }).map(
    ([id, name]) => [Number(id), typeof name === 'string' ? ([name, name] as const) : name] as const,
  );
  return {
    people: new Map(),
    tickets: new Map(),
    statuses: new Map(named),
    groups: new Map(Object.entries(options.groups ?? { '43000123456': 'Customer care', '43000123457': 'Warehouse' })),
  };
}

/** A ticket by its id; throws `not-found`. */
export function ticketOf(state: DeskState, id: string): FreshdeskTicket {
  const ticket = state.tickets.get(id);
  if (ticket === undefined) throw new DeskrailError('not-found', `The emulated Freshdesk has no ticket ${id}.`);
  return ticket;
}

/** A ticket that still changes; throws `desk-refused` for one in the trash. */
export function liveTicketOf(state: DeskState, id: string): FreshdeskTicket {
  const ticket = ticketOf(state, id);
  if (ticket.deleted) throw new DeskrailError('desk-refused', `Ticket ${id} was deleted: restore() it first.`);
  return ticket;
}

/** Somebody by id or e-mail address; throws `not-found`. */
export function personOf(state: DeskState, idOrEmail: string): FreshdeskPerson {
  const person = state.people.get(idOrEmail) ?? findByEmail(state, idOrEmail);
  if (person === undefined) throw new DeskrailError('not-found', 'The emulated Freshdesk knows no such person.');
  return person;
}

export const findByEmail = (state: DeskState, email: string): FreshdeskPerson | undefined =>
  [...state.people.values()].find((person) => person.email.toLowerCase() === email.toLowerCase());

/** Freshdesk's times have whole seconds. */
export const wholeSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
