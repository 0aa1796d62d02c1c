import type { NormalizeContext, Party } from '@deskrail/contracts';
import {
  type AttachmentInput,
  actorOf,
  type Draft,
  htmlToText,
  identifier,
  isObject,
  type JsonObject,
  known,
  messageDraft,
  type NoFact,
  subjectOf,
  text,
} from '@deskrail/webhooks';
import type { AppPayload } from '../payload.js';
import { changeDrafts } from './changes.js';
import { textDigest } from './comment.js';
import type { FreshdeskConnection } from './connection.js';
import { listOf } from './fields.js';
import { openingIdentity } from './identity.js';
import { agentOrNobody, groupOrNobody, userOf } from './party.js';
import { timeIn } from './times.js';
import { casePriority, caseStatus, channelOf, conversationChannelOf, wordOf } from './words.js';

/** What an event of the app platform is about, by the desk's ids. */
export interface AppEvent {
  readonly connection: FreshdeskConnection;
  readonly ticket: JsonObject;
  readonly ticketId: string;
  readonly data: JsonObject;
  readonly atMs: number;
}

/** The platform's other events: no fact has a place for them. */
const withoutContract = /^on(External|App|Contact|Company|Agent|Group|Conversation|Time|Sat|Csat|Field|Scheduled)/;

export function ticketOf(payload: AppPayload): { ticket: JsonObject; ticketId: string | undefined } {
  const { data } = payload;
  const ticket = isObject(data.ticket) ? data.ticket : {};
  const conversation = isObject(data.conversation) ? data.conversation : {};
  return { ticket, ticketId: identifier(ticket.id) ?? identifier(conversation.ticket_id) };
}

export async function appEventDrafts(
  payload: AppPayload,
  { connection, receivedAtMs }: NormalizeContext,
): Promise<readonly Draft[] | NoFact> {
  const { ticket, ticketId } = ticketOf(payload);
  const { data, event } = payload;
  const isKnown = /^on(Ticket(Create|Update|Delete)|Conversation(Create|Delete))$/.test(event);
  if (!isKnown) return withoutContract.test(event) ? 'no-contract' : 'unknown-event';
  if (ticketId === undefined) return 'incomplete';
  const about: AppEvent = { connection, ticket, ticketId, data, atMs: receivedAtMs };
  switch (event) {
    case 'onTicketCreate':
      return [await openedDraft(about)];
    case 'onTicketUpdate':
      return changeDrafts(about);
    case 'onTicketDelete':
      return [{ type: 'case.deleted.v1', data: { mode: 'soft' } }];
    case 'onConversationDelete':
      return conversationDeleted(about);
    default:
      return conversationCreated(about);
  }
}

/** The opening of a case, the same from an event and from a reading of the desk. */
export async function openedDraft(about: AppEvent): Promise<Draft> {
  const { connection, ticket, data } = about;
  const requester = requesterOf(about);
  const actor = isObject(data.actor) && identifier(data.actor.id) !== requester.id ? data.actor : undefined;
  const openedAt = timeIn(ticket.created_at);
  const description = bodyText(ticket, 'description');
  return {
    type: 'case.opened.v1',
    identity: await openingIdentity(about),
    actor: actorOf(requester),
    ...(openedAt === undefined ? {} : { time: openedAt }),
    data: known({
      subject: text(ticket.subject, 4096),
      description,
      visibility: description === undefined ? undefined : ('public' as const),
      status: caseStatus(ticket.status, connection) ?? ('open' as const),
      vendorStatus: wordOf(ticket.status),
      priority: casePriority(ticket.priority, connection),
      kind: text(ticket.type, 64)?.toLowerCase(),
      tags: listOf(ticket.tags),
      channel: channelOf(ticket.source),
      requester,
      submitter: actor === undefined ? undefined : userOf('agent', actor, connection),
      assignee: agentOrNobody(ticket.responder_id),
      group: groupOrNobody(ticket.group_id),
      organizationId: identifier(ticket.company_id) ?? null,
    }),
  };
}

function requesterOf({ connection, ticket, data }: AppEvent): Party {
  const given = isObject(data.requester) ? data.requester : {};
  return userOf('customer', { ...given, id: identifier(given.id) ?? ticket.requester_id }, connection);
}

/** HTML holds the lines that the desk's own plain text has lost. Cut short where the event says so: then see `enrich`. */
export function bodyText(holder: JsonObject, name: 'description' | 'body'): string | undefined {
  const html = holder[name];
  const plain = holder[`${name}_text`];
  const isCut = holder[`is_${name}_truncated`] === true;
  if (typeof html === 'string' && !(isCut && typeof plain === 'string')) return htmlToText(html);
  return typeof plain === 'string' ? plain : undefined;
}

function conversationDeleted({ data }: AppEvent): readonly Draft[] | NoFact {
  const messageId = isObject(data.conversation) ? identifier(data.conversation.id) : undefined;
  return messageId === undefined ? 'incomplete' : [{ type: 'message.redacted.v1', data: { messageId, part: 'text' } }];
}

async function conversationCreated(about: AppEvent): Promise<readonly Draft[] | NoFact> {
  const { connection, data, ticketId, atMs } = about;
  const conversation = isObject(data.conversation) ? data.conversation : {};
  const actor = isObject(data.actor) ? data.actor : {};
  const draft = await conversationDraft({ connection, conversation, actor, ticketId, atMs });
  return draft === undefined ? 'incomplete' : [draft];
}

/** A reply or note with the desk's own id, from an app's event or from REST. */
export async function conversationDraft(input: {
  readonly connection: FreshdeskConnection;
  readonly conversation: JsonObject;
  /** Who did it, where that is known: the author, if the ids are the same. */
  readonly actor: JsonObject;
  readonly ticketId: string;
  readonly atMs: number;
}): Promise<Draft | undefined> {
  const { connection, conversation, actor, ticketId } = input;
  const messageId = identifier(conversation.id);
  if (messageId === undefined) return undefined;
  const userId = identifier(conversation.user_id);
  const isActor = userId === undefined || userId === identifier(actor.id);
  const author = userOf(
    conversation.incoming === true ? 'customer' : 'agent',
    isActor ? actor : { id: userId },
    connection,
  );
  // A note and a reply come as the same event: what does not say that it is public is private.
  const visibility = conversation.private === false ? ('public' as const) : ('private' as const);
  const said = bodyText(conversation, 'body') ?? '';
  const at = timeIn(conversation.created_at);
  const draft = messageDraft({
    connection,
    messageId,
    author,
    visibility,
    channel: conversationChannelOf(conversation.source),
    text: said,
    html: typeof conversation.body === 'string' ? conversation.body : undefined,
    attachments: attachmentsOf(conversation.attachments),
    actionId: await actionIdOf(input, messageId, visibility, said),
  });
  return {
    ...draft,
    subject: subjectOf('conversation', connection, ticketId),
    ...(at === undefined ? {} : { time: at }),
  };
}

/** By the id that its answer told; before that answer is here, by its words and the agent. */
async function actionIdOf(
  { connection, conversation, ticketId, atMs }: Parameters<typeof conversationDraft>[0],
  conversationId: string,
  visibility: 'public' | 'private',
  said: string,
): Promise<string | undefined> {
  const { memory } = connection;
  if (memory?.wroteTo(ticketId) !== true) return undefined;
  const author = { id: identifier(conversation.user_id) };
  const seen = { ticketId, digest: await textDigest(said), visibility, atMs, author };
  return memory.actionOf({ ...seen, conversationId });
}

function attachmentsOf(value: unknown): AttachmentInput[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.filter(isObject).slice(0, 500).map(attachmentOf);
}

const attachmentOf = (given: JsonObject): AttachmentInput => {
  const size = given.file_size ?? given.size;
  return known({
    id: identifier(given.id),
    name: text(given.name, 1024),
    contentType: text(given.content_type, 256),
    sizeBytes: Number.isSafeInteger(size) && (size as number) >= 0 ? (size as number) : undefined,
    // Cut short, an address is of no use.
    url:
      typeof given.attachment_url === 'string' && given.attachment_url.length <= 4096
        ? given.attachment_url
        : undefined,
  }) as AttachmentInput;
};
