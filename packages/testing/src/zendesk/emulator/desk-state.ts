import { DeskrailError } from '@deskrail/contracts';

export type ZendeskStatus = 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed' | 'deleted';
export type ZendeskPriority = 'low' | 'normal' | 'high' | 'urgent';
export type ZendeskRole = 'end-user' | 'agent' | 'admin';

export interface ZendeskUser {
  readonly id: string;
  name: string;
  readonly email: string;
  role: ZendeskRole;
  readonly locale: string;
  readonly createdAt: string;
  updatedAt: string;
}

export interface ZendeskAttachment {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

export interface ZendeskComment {
  readonly id: string;
  readonly authorId: string;
  body: string;
  htmlBody: string | undefined;
  public: boolean;
  /** `web_service` where it came through the REST API. */
  readonly channel: string;
  readonly createdAt: string;
  readonly auditId: string;
  attachments: readonly ZendeskAttachment[];
}

export interface ZendeskAudit {
  readonly id: string;
  readonly authorId: string;
  readonly channel: string;
  readonly createdAt: string;
  /** What the update carried as `metadata`: a marker to find it by. */
  readonly custom: Readonly<Record<string, unknown>>;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

export interface ZendeskTicket {
  readonly id: string;
  subject: string;
  description: string;
  status: ZendeskStatus;
  priority: ZendeskPriority | null;
  type: string | null;
  externalId: string | null;
  requesterId: string;
  readonly submitterId: string;
  assigneeId: string | null;
  groupId: string | null;
  organizationId: string | null;
  tags: readonly string[];
  customFields: Readonly<Record<string, unknown>>;
  satisfaction: 'good' | 'bad' | undefined;
  /** How the ticket came to be. */
  readonly channel: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly comments: ZendeskComment[];
  readonly audits: ZendeskAudit[];
}

export type ZendeskIdKind = 'ticket' | 'comment' | 'user' | 'audit' | 'attachment';

/** All that the emulated desk remembers. */
export interface DeskState {
  readonly users: Map<string, ZendeskUser>;
  readonly tickets: Map<string, ZendeskTicket>;
}

export const emptyDesk = (): DeskState => ({ users: new Map(), tickets: new Map() });

/** A ticket by its id; throws `not-found`. */
export function ticketOf(state: DeskState, id: string): ZendeskTicket {
  const ticket = state.tickets.get(id);
  if (ticket === undefined) throw new DeskrailError('not-found', `The emulated desk has no ticket ${id}.`);
  return ticket;
}

/** A ticket that still changes; throws `desk-refused` for one that was closed or deleted. */
export function openTicketOf(state: DeskState, id: string): ZendeskTicket {
  const ticket = ticketOf(state, id);
  if (ticket.status !== 'closed' && ticket.status !== 'deleted') return ticket;
  throw new DeskrailError('desk-refused', `Ticket ${id} is ${ticket.status}: nothing changes it any more.`);
}

/** A user by id or e-mail address; throws `not-found`. */
export function userOf(state: DeskState, idOrEmail: string): ZendeskUser {
  const user = state.users.get(idOrEmail) ?? findByEmail(state, idOrEmail);
  if (user === undefined) throw new DeskrailError('not-found', 'The emulated desk has no such user; add it first.');
  return user;
}

export const findByEmail = (state: DeskState, email: string): ZendeskUser | undefined =>
  [...state.users.values()].find((user) => user.email.toLowerCase() === email.toLowerCase());

export function commentOf(ticket: ZendeskTicket, id: string): ZendeskComment {
  const comment = ticket.comments.find((one) => one.id === id);
  if (comment === undefined) throw new DeskrailError('not-found', `Ticket ${ticket.id} has no comment ${id}.`);
  return comment;
}

export const isStaff = (user: ZendeskUser): boolean => user.role !== 'end-user';

/** Zendesk's own times have whole seconds; those of its events have a fraction. */
export const wholeSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
