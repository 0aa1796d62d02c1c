import {
  type AttachmentInput,
  identifier,
  isObject,
  type JsonObject,
  known,
  messageDraft,
  text,
} from '@deskrail/webhooks';
import { partyOf } from './party.js';
import { channelOf, type TicketMapping } from './ticket-event.js';

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

export function attachmentsOf(value: unknown): AttachmentInput[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.filter(isObject).slice(0, 500).map(attachmentOf);
}

const attachmentOf = (given: JsonObject): AttachmentInput =>
  known({
    id: identifier(given.id),
    name: text(given.filename ?? given.file_name, 1024),
    contentType: text(given.content_type, 256),
    sizeBytes: Number.isSafeInteger(given.size) && (given.size as number) >= 0 ? (given.size as number) : undefined,
    // Cut short, an address is of no use.
    url: typeof given.content_url === 'string' && given.content_url.length <= 4096 ? given.content_url : undefined,
  }) as AttachmentInput;

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
