import type { ZendeskEventPayload } from '../fixtures/payload.js';
import {
  type DeskState,
  isStaff,
  userOf,
  type ZendeskComment,
  type ZendeskTicket,
  type ZendeskUser,
} from './desk-state.js';

/** What changed, before it has an envelope. */
export interface DeskEvent {
  /** Without `zen:event-type:`. */
  readonly type: string;
  readonly event: Readonly<Record<string, unknown>>;
}

export const customStatusIds: Readonly<Record<string, string>> = {
  new: '8447320465778',
  open: '8447320465790',
  pending: '8447320465802',
  hold: '8447320465814',
  solved: '8447320465826',
  closed: '8447320465826',
  deleted: '8447320465826',
};
export const brandId = '8447346621310';
export const formId = '8646151517822';

interface Context {
  readonly accountId: number;
  readonly eventId: string;
  readonly time: string;
  readonly actorId: string;
  readonly channel: string;
}

/** The event-family envelope of a ticket: ids are strings and enumerations upper-case, as Zendesk sends them. */
export function ticketPayload(
  ticket: ZendeskTicket,
  { type, event }: DeskEvent,
  context: Context,
): ZendeskEventPayload {
  return {
    account_id: context.accountId,
    detail: type.startsWith('messaging_ticket.') ? { id: ticket.id } : detailOf(ticket, context),
    event: { ...event },
    id: context.eventId,
    subject: `zen:ticket:${ticket.id}`,
    time: context.time,
    type: `zen:event-type:${type}`,
    zendesk_event_version: '2022-11-06',
  };
}

const detailOf = (ticket: ZendeskTicket, context: Context) => ({
  actor_id: context.actorId,
  assignee_id: ticket.assigneeId,
  brand_id: brandId,
  created_at: ticket.createdAt,
  custom_status: customStatusIds[ticket.status] ?? '',
  description: ticket.description,
  external_id: ticket.externalId,
  form_id: formId,
  group_id: ticket.groupId,
  id: ticket.id,
  is_public: ticket.comments.some((comment) => comment.public),
  organization_id: ticket.organizationId,
  priority: upper(ticket.priority),
  requester_id: ticket.requesterId,
  status: upper(ticket.status),
  subject: ticket.subject,
  submitter_id: ticket.submitterId,
  tags: [...ticket.tags],
  type: upper(ticket.type),
  updated_at: ticket.updatedAt,
  via: { channel: context.channel },
});

export function userPayload(user: ZendeskUser, { type, event }: DeskEvent, context: Context): ZendeskEventPayload {
  return {
    account_id: context.accountId,
    detail: {
      created_at: user.createdAt,
      default_group_id: '0',
      email: user.email,
      external_id: '',
      id: user.id,
      organization_id: '0',
      role: user.role,
      updated_at: user.updatedAt,
    },
    event: { ...event },
    id: context.eventId,
    subject: `zen:user:${user.id}`,
    time: context.time,
    type: `zen:event-type:${type}`,
    zendesk_event_version: '2022-06-20',
  };
}

/** The `comment` of a `comment_added` event. */
export function commentInEvent(state: DeskState, comment: ZendeskComment): Readonly<Record<string, unknown>> {
  const author = userOf(state, comment.authorId);
  return {
    author: { id: author.id, is_staff: isStaff(author), name: author.name },
    body: comment.body,
    ...(comment.htmlBody === undefined ? {} : { html_body: comment.htmlBody }),
    id: comment.id,
    is_public: comment.public,
  };
}

export const upper = (word: string | null): string | null => word?.toUpperCase() ?? null;
