import {
  type DeskState,
  isStaff,
  type ZendeskAudit,
  type ZendeskComment,
  type ZendeskTicket,
  type ZendeskUser,
} from './desk-state.js';
import { brandId, customStatusIds, formId } from './event-payload.js';

/** What the REST API shows: numbers for ids and lower-case words, unlike the webhooks. */

const number = (id: string | null): number | null => (id === null ? null : Number(id));

/** What came through the REST API is `api` here, and `web_service` in the webhooks. */
const via = (channel: string) => ({
  channel: channel === 'web_service' ? 'api' : channel,
  source: { from: {}, to: {}, rel: null },
});

export const ticketJson = (ticket: ZendeskTicket, url: string): Readonly<Record<string, unknown>> => ({
  url: `${url}/api/v2/tickets/${ticket.id}.json`,
  id: Number(ticket.id),
  external_id: ticket.externalId,
  via: via(ticket.channel),
  created_at: ticket.createdAt,
  updated_at: ticket.updatedAt,
  type: ticket.type,
  subject: ticket.subject,
  raw_subject: ticket.subject,
  description: ticket.description,
  priority: ticket.priority,
  status: ticket.status,
  requester_id: number(ticket.requesterId),
  submitter_id: number(ticket.submitterId),
  assignee_id: number(ticket.assigneeId),
  organization_id: number(ticket.organizationId),
  group_id: number(ticket.groupId),
  brand_id: Number(brandId),
  ticket_form_id: Number(formId),
  custom_status_id: Number(customStatusIds[ticket.status]),
  is_public: ticket.comments.some((comment) => comment.public),
  tags: [...ticket.tags],
  custom_fields: Object.entries(ticket.customFields).map(([id, value]) => ({ id: Number(id), value })),
  satisfaction_rating: ticket.satisfaction === undefined ? null : { score: ticket.satisfaction },
});

export const commentJson = (comment: ZendeskComment): Readonly<Record<string, unknown>> => ({
  id: Number(comment.id),
  type: 'Comment',
  author_id: Number(comment.authorId),
  body: comment.body,
  html_body: comment.htmlBody ?? `<div class="zd-comment">${escapeHtml(comment.body)}</div>`,
  plain_body: comment.body,
  public: comment.public,
  attachments: comment.attachments.map((attachment) => ({
    id: Number(attachment.id),
    file_name: attachment.name,
    content_type: attachment.contentType,
    size: attachment.sizeBytes,
  })),
  audit_id: Number(comment.auditId),
  via: via(comment.channel),
  created_at: comment.createdAt,
  metadata: { system: {}, custom: {} },
});

export const auditJson = (ticket: ZendeskTicket, audit: ZendeskAudit): Readonly<Record<string, unknown>> => ({
  id: Number(audit.id),
  ticket_id: Number(ticket.id),
  created_at: audit.createdAt,
  author_id: Number(audit.authorId),
  metadata: { system: {}, custom: audit.custom },
  events: audit.events,
  via: via(audit.channel),
});

export const userJson = (user: ZendeskUser, url: string): Readonly<Record<string, unknown>> => ({
  url: `${url}/api/v2/users/${user.id}.json`,
  id: Number(user.id),
  name: user.name,
  email: user.email,
  role: user.role,
  locale: user.locale,
  active: true,
  suspended: false,
  verified: true,
  external_id: null,
  organization_id: null,
  phone: null,
  tags: [],
  only_private_comments: false,
  restricted_agent: !isStaff(user),
  created_at: user.createdAt,
  updated_at: user.updatedAt,
});

/** Each author once; for pages that sideload users. */
export const authorsJson = (
  state: DeskState,
  comments: readonly { readonly authorId: string }[],
  url: string,
): readonly Readonly<Record<string, unknown>>[] =>
  [...new Set(comments.map(({ authorId }) => authorId))].flatMap((id) => {
    const user = state.users.get(id);
    return user === undefined ? [] : [userJson(user, url)];
  });

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');
