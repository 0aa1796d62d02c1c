import { DeskrailError } from '@deskrail/contracts';
import {
  type DeskState,
  isStaff,
  userOf,
  type ZendeskAttachment,
  type ZendeskComment,
  type ZendeskIdKind,
  type ZendeskPriority,
  type ZendeskStatus,
  type ZendeskTicket,
} from './desk-state.js';
import { commentInEvent, type DeskEvent, upper } from './event-payload.js';

export interface NewComment {
  readonly body: string;
  readonly htmlBody?: string | undefined;
  readonly public: boolean;
  readonly authorId?: string | undefined;
  readonly attachments?: readonly ZendeskAttachment[] | undefined;
}

/** One update of a ticket, as one audit will tell it. What is absent stays. */
export interface TicketChange {
  readonly comment?: NewComment | undefined;
  readonly status?: ZendeskStatus | undefined;
  readonly priority?: ZendeskPriority | null | undefined;
  readonly type?: string | null | undefined;
  readonly subject?: string | undefined;
  readonly externalId?: string | null | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly groupId?: string | null | undefined;
  /** The whole list, as it will be. */
  readonly tags?: readonly string[] | undefined;
  readonly customFields?: Readonly<Record<string, unknown>> | undefined;
}

export interface ChangedBy {
  readonly userId: string;
  readonly channel: string;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

export interface ChangeContext {
  readonly state: DeskState;
  /** The time of the change, as Zendesk writes it. */
  readonly at: string;
  readonly newId: (kind: ZendeskIdKind) => string;
  readonly maxComments: number;
}

export interface ChangeResult {
  readonly events: readonly DeskEvent[];
  readonly comment: ZendeskComment | undefined;
}

/** Make a change: the rows, one audit, and the events that Zendesk sends for it. An empty change leaves no trace. */
export function changeTicket(
  ticket: ZendeskTicket,
  asked: TicketChange,
  by: ChangedBy,
  context: ChangeContext,
): ChangeResult {
  const change = withConsequences(ticket, asked, by, context.state);
  if (change.comment !== undefined && ticket.comments.length >= context.maxComments) {
    throw new DeskrailError('desk-refused', `A ticket holds at most ${context.maxComments} comments.`);
  }
  const auditId = context.newId('audit');
  const comment = change.comment === undefined ? undefined : newComment(ticket, change.comment, auditId, by, context);
  const changes = changedFields(ticket, change);
  if (comment === undefined && changes.length === 0) return { events: [], comment: undefined };

  if (comment !== undefined) ticket.comments.push(comment);
  const events = [
    ...(comment === undefined ? [] : commentEvents(comment, context.state)),
    ...changes.map(({ event }) => event),
  ];
  for (const { apply } of changes) apply();
  ticket.updatedAt = context.at;
  ticket.audits.push({
    id: auditId,
    authorId: by.userId,
    channel: by.channel,
    createdAt: context.at,
    custom: by.metadata ?? {},
    events: [
      ...(comment === undefined ? [] : [{ type: 'Comment', ...commentAudit(comment) }]),
      ...changes.map(({ audit }) => ({ id: Number(context.newId('audit')), type: 'Change', ...audit })),
    ],
  });
  return { events, comment };
}

/** A customer's answer opens a ticket that was pending, on hold or solved; an assignee ends the status `new`. */
function withConsequences(ticket: ZendeskTicket, asked: TicketChange, by: ChangedBy, state: DeskState): TicketChange {
  if (asked.status !== undefined) return asked;
  const author = asked.comment === undefined ? undefined : userOf(state, asked.comment.authorId ?? by.userId);
  const reopens = author !== undefined && !isStaff(author) && ['pending', 'hold', 'solved'].includes(ticket.status);
  const taken = typeof asked.assigneeId === 'string' && ticket.status === 'new';
  return reopens || taken ? { ...asked, status: 'open' } : asked;
}

function newComment(
  ticket: ZendeskTicket,
  asked: NewComment,
  auditId: string,
  by: ChangedBy,
  context: ChangeContext,
): ZendeskComment {
  if (!context.state.tickets.has(ticket.id)) throw new DeskrailError('not-found', `Ticket ${ticket.id} is gone.`);
  return {
    id: context.newId('comment'),
    authorId: userOf(context.state, asked.authorId ?? by.userId).id,
    body: asked.body,
    htmlBody: asked.htmlBody,
    public: asked.public,
    channel: by.channel,
    createdAt: context.at,
    auditId,
    attachments: asked.attachments ?? [],
  };
}

function commentEvents(comment: ZendeskComment, state: DeskState): readonly DeskEvent[] {
  return [
    { type: 'ticket.comment_added', event: { comment: commentInEvent(state, comment) } },
    ...comment.attachments.map((attachment) => ({
      type: 'ticket.attachment_linked_to_comment',
      event: {
        comment: {
          attachment: {
            content_type: attachment.contentType,
            content_url: `https://fernhill.zendesk.example/attachments/token/${attachment.id}/?name=${encodeURIComponent(attachment.name)}`,
            filename: attachment.name,
            id: attachment.id,
            is_public: comment.public,
          },
          id: comment.id,
        },
      },
    })),
  ];
}

const commentAudit = (comment: ZendeskComment) => ({
  id: Number(comment.id),
  author_id: Number(comment.authorId),
  body: comment.body,
  public: comment.public,
  audit_id: Number(comment.auditId),
});

interface FieldChange {
  readonly event: DeskEvent;
  readonly audit: Readonly<Record<string, unknown>>;
  apply(): void;
}

const fields = [
  { key: 'status', name: 'status', event: 'ticket.status_changed', upper: true },
  { key: 'priority', name: 'priority', event: 'ticket.priority_changed', upper: true },
  { key: 'type', name: 'type', event: 'ticket.type_changed', upper: true },
  { key: 'subject', name: 'subject', event: 'ticket.subject_changed', upper: false },
  { key: 'externalId', name: 'external_id', event: 'ticket.external_id_changed', upper: false },
  { key: 'assigneeId', name: 'assignee_id', event: 'ticket.agent_assignment_changed', upper: false },
  { key: 'groupId', name: 'group_id', event: 'ticket.group_assignment_changed', upper: false },
] as const;

function changedFields(ticket: ZendeskTicket, change: TicketChange): readonly FieldChange[] {
  const plain = fields.flatMap((field): FieldChange[] => {
    const current = change[field.key];
    const previous = ticket[field.key];
    if (current === undefined || current === previous) return [];
    const shown = (value: string | null) => (field.upper ? upper(value) : value);
    return [
      {
        event: { type: field.event, event: { current: shown(current), previous: shown(previous) } },
        audit: { field_name: field.name, value: current, previous_value: previous },
        apply: () => Object.assign(ticket, { [field.key]: current }),
      },
    ];
  });
  return [...plain, ...changedTags(ticket, change.tags), ...changedCustomFields(ticket, change.customFields)];
}

function changedTags(ticket: ZendeskTicket, tags: readonly string[] | undefined): readonly FieldChange[] {
  if (tags === undefined) return [];
  const current = [...new Set(tags)];
  const added = current.filter((tag) => !ticket.tags.includes(tag));
  const removed = ticket.tags.filter((tag) => !current.includes(tag));
  if (added.length === 0 && removed.length === 0) return [];
  return [
    {
      event: { type: 'ticket.tags_changed', event: { tags_added: added, tags_removed: removed } },
      audit: { field_name: 'tags', value: current, previous_value: [...ticket.tags] },
      apply: () => {
        ticket.tags = current;
      },
    },
  ];
}

function changedCustomFields(
  ticket: ZendeskTicket,
  values: Readonly<Record<string, unknown>> | undefined,
): readonly FieldChange[] {
  return Object.entries(values ?? {}).flatMap(([id, value]) => {
    const previous = ticket.customFields[id];
    if (previous === value) return [];
    return [
      {
        event: {
          type: 'ticket.custom_field_changed',
          event: {
            current: { value },
            custom_field: { id, title: `Field ${id}`, type: typeof value === 'boolean' ? 'checkbox' : 'text' },
            previous: previous === undefined ? {} : { value: previous },
          },
        },
        audit: { field_name: id, value, previous_value: previous ?? null },
        apply: () => {
          ticket.customFields = { ...ticket.customFields, [id]: value };
        },
      },
    ];
  });
}
