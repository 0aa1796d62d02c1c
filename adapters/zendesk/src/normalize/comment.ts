import { type Connection, messageFactId, type Party } from '@deskrail/contracts';
import { identifier, isObject, type JsonObject } from '../payload.js';
import type { Draft } from './draft.js';
import { actorOf, partyOf } from './party.js';
import { channelOf, type TicketMapping } from './ticket-event.js';
import { known, text } from './values.js';

/** What every message needs, from whichever family it comes. */
export interface MessageInput {
  readonly connection: Connection;
  readonly messageId: string;
  readonly author: Party;
  readonly visibility: 'public' | 'private';
  readonly channel?: string | undefined;
  readonly text: string;
  readonly html?: string | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
}

type Attachment = { readonly [Key in 'id' | 'name' | 'contentType' | 'url']?: string } & {
  readonly sizeBytes?: number;
};

/**
 * Received from a customer, else sent: where nobody says whose it is, a missing suggestion is better than one that
 * answers an agent's own words, and than an answer that does not count. The fact is named by the desk's own id, whichever family
 * brought it.
 */
export function messageDraft({ connection, messageId, author, ...rest }: MessageInput): Draft {
  return {
    type: author.kind === 'customer' ? 'message.received.v1' : 'message.sent.v1',
    data: known({ messageId, author, ...rest }) as never,
    actor: actorOf(author),
    identity: messageFactId({ tenant: connection.tenant, connection: connection.id }, messageId),
  };
}

export const commentAdded: TicketMapping = ({ connection, payload: { change, detail } }) => {
  const comment = isObject(change.comment) ? change.comment : {};
  const messageId = identifier(comment.id);
  if (messageId === undefined) return 'incomplete';
  const by = isObject(comment.author) ? comment.author : {};
  const id = identifier(by.id) ?? identifier(comment.author_id);
  const people = { requesterId: detail.requester_id, assigneeId: detail.assignee_id };
  const author = partyOf({ id, isStaff: by.is_staff, ...people }, connection, by.name);
  return messageDraft({
    connection,
    messageId,
    author,
    // A note and a reply come as the same event: what does not say that it is public is private.
    visibility: comment.is_public === true ? 'public' : 'private',
    channel: channelOf(detail),
    text: typeof comment.body === 'string' ? comment.body : '',
    html: typeof comment.html_body === 'string' ? comment.html_body : undefined,
    attachments: attachmentsOf(comment.attachments),
  });
};

export function attachmentsOf(value: unknown): Attachment[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.filter(isObject).slice(0, 500).map(attachmentOf);
}

const attachmentOf = (given: JsonObject): Attachment =>
  known({
    id: identifier(given.id),
    name: text(given.filename ?? given.file_name, 1024),
    contentType: text(given.content_type, 256),
    sizeBytes: Number.isSafeInteger(given.size) && (given.size as number) >= 0 ? (given.size as number) : undefined,
    // Cut short, an address is of no use.
    url: typeof given.content_url === 'string' && given.content_url.length <= 4096 ? given.content_url : undefined,
  }) as Attachment;

export const commentRedacted =
  (part: 'text' | 'attachment'): TicketMapping =>
  ({ payload: { change } }) => {
    const comment = isObject(change.comment) ? change.comment : {};
    const messageId = identifier(comment.id);
    if (messageId === undefined) return 'incomplete';
    const attachmentId = isObject(comment.attachment) ? identifier(comment.attachment.id) : undefined;
    return { type: 'message.redacted.v1', data: known({ messageId, part, attachmentId }) };
  };

export const commentMadePrivate: TicketMapping = ({ payload: { change } }) => {
  const messageId = isObject(change.comment) ? identifier(change.comment.id) : undefined;
  return messageId === undefined ? 'incomplete' : { type: 'message.made-private.v1', data: { messageId } };
};
