import {
  type Connection,
  derivedFactId,
  type Fact,
  type FactIdentity,
  formatActor,
  type Observation,
} from '@deskrail/contracts';
import {
  actorOf,
  type Draft,
  finishFacts,
  identifier,
  isObject,
  type JsonObject,
  known,
  messageDraft,
  subjectOf,
  text,
  time,
} from '@deskrail/webhooks';
import { attachmentsOf } from '../normalize/comment.js';
import { agentOrNobody } from '../normalize/party.js';
import { casePriority, caseStatus, idOrNull, list } from '../normalize/values.js';
import { commentIn, markerOf } from './audits.js';
import { type People, personOf } from './people.js';

/** A ticket and what was written on it and done to it of late, all as the REST API gives it. */
export interface Seen {
  readonly connection: Connection;
  readonly ticket: JsonObject;
  readonly ticketId: string;
  readonly comments: readonly JsonObject[];
  readonly audits: readonly JsonObject[];
  readonly people: People;
  readonly by: 'export' | 'rest';
  readonly nowMs: number;
}

/** The same facts as its webhooks would have given, so far as the desk still knows; and the state that it is in. */
export async function observationOf(seen: Seen): Promise<Observation> {
  const { connection, ticket, ticketId } = seen;
  const conversation = subjectOf('conversation', connection, ticketId);
  if (isDeleted(ticket)) return { conversation, facts: await finish(seen, [await deleted(seen)]) };
  const actions = actionsIn(seen.audits);
  const messages = seen.comments.flatMap((comment) => messageOf(comment, seen, actions));
  const erasures = await Promise.all(seen.audits.flatMap((audit) => erasuresIn(audit, seen)));
  const facts = await finish(seen, [...messages, ...erasures]);
  const [state] = await finish(seen, [await stateOf(seen)]);
  return state === undefined ? { conversation, facts } : { conversation, facts, state };
}

export const isDeleted = ({ status }: JsonObject): boolean => text(status, 256)?.toLowerCase() === 'deleted';

/** Soft or for good the export does not say, save where it has overwritten the text already. */
async function deleted({ connection, ticket, ticketId }: Seen): Promise<Draft> {
  const scrubbed = ticket.subject === 'SCRUBBED' && ticket.description === 'SCRUBBED';
  const mode = scrubbed ? 'permanent' : 'soft';
  const identity = await named(connection, 'case.deleted.v1', [ticketId, mode, ticket.updated_at]);
  return { type: 'case.deleted.v1', data: { mode }, identity };
}

/** The state as one fact, named by what it says: read twice, it is the same. */
export async function stateOf(seen: Omit<Seen, 'comments' | 'audits'>): Promise<Draft> {
  const { connection, ticket, ticketId } = seen;
  const group = identifier(ticket.group_id);
  const data = known({
    subject: text(ticket.subject, 4096),
    status: caseStatus(ticket.status),
    vendorStatus: text(ticket.status, 256),
    priority: casePriority(ticket.priority),
    tags: list(ticket.tags),
    channel: channelOf(ticket),
    requester: identifier(ticket.requester_id) === undefined ? undefined : personOf(ticket.requester_id, seen),
    assignee: agentOrNobody(ticket.assignee_id),
    group: group === undefined ? null : { id: group },
    organizationId: idOrNull(ticket.organization_id),
    externalId: text(ticket.external_id, 512) ?? null,
    openedAt: time(ticket.created_at),
  });
  const type = 'case.state-observed.v1';
  const identity = await named(connection, type, [ticketId, ticket.updated_at, data]);
  return { type, data, identity };
}

function messageOf(comment: JsonObject, seen: Seen, actions: ReadonlyMap<string, string>): Draft[] {
  const messageId = identifier(comment.id);
  if (messageId === undefined) return [];
  const { connection } = seen;
  const said = comment.body ?? comment.plain_body;
  const draft = messageDraft({
    connection,
    messageId,
    author: personOf(comment.author_id, seen),
    visibility: comment.public === true ? 'public' : 'private',
    channel: channelOf(comment),
    text: typeof said === 'string' ? said : '',
    html: typeof comment.html_body === 'string' ? comment.html_body : undefined,
    attachments: attachmentsOf(comment.attachments),
    actionId: actions.get(messageId),
  });
  const at = time(comment.created_at);
  return [at === undefined ? draft : { ...draft, time: at }];
}

/** Which comments actions of ours wrote, by the marker on the audit that each came with. */
function actionsIn(audits: readonly JsonObject[]): ReadonlyMap<string, string> {
  return new Map(
    audits.flatMap((audit): [string, string][] => {
      const { vendorId } = commentIn(audit);
      const actionId = text(markerOf(audit), 128);
      return vendorId === undefined || actionId === undefined ? [] : [[vendorId, actionId]];
    }),
  );
}

/** What was taken out of comments, or made private. */
function erasuresIn(audit: JsonObject, seen: Seen): Promise<Draft>[] {
  const { connection } = seen;
  const events = Array.isArray(audit.events) ? audit.events.filter(isObject) : [];
  const at = time(audit.created_at);
  return events.flatMap((event) => {
    const erasure = erasureOf(event);
    if (erasure === undefined) return [];
    const identified = named(connection, erasure.type, [audit.id, event.id, erasure.data]);
    const actor = actorOf(personOf(audit.author_id, seen));
    return [identified.then((identity) => ({ ...erasure, identity, actor, ...(at !== undefined && { time: at }) }))];
  });
}

function erasureOf(event: JsonObject): Draft | undefined {
  const messageId = identifier(event.comment_id);
  if (messageId === undefined) return undefined;
  switch (event.type) {
    case 'CommentRedactionEvent':
      return { type: 'message.redacted.v1', data: { messageId, part: 'text' } };
    case 'AttachmentRedactionEvent': {
      const attachmentId = identifier(event.attachment_id);
      return { type: 'message.redacted.v1', data: known({ messageId, part: 'attachment' as const, attachmentId }) };
    }
    case 'CommentPrivacyChange':
      return event.public === false ? { type: 'message.made-private.v1', data: { messageId } } : undefined;
    default:
      return undefined;
  }
}

/** As text: an id must come of any JSON, and of what is not there. */
const named = ({ tenant, id }: Connection, type: string, change: readonly unknown[]): Promise<FactIdentity> =>
  derivedFactId({ tenant, connection: id }, type, JSON.stringify(change));

/** The word that the webhooks have for what the REST API calls `api`. */
function channelOf({ via }: JsonObject): string | undefined {
  const channel = text(isObject(via) ? via.channel : undefined, 128);
  return channel === 'api' ? 'web_service' : channel;
}

export async function finish(seen: Omit<Seen, 'comments' | 'audits'>, drafts: readonly Draft[]): Promise<Fact[]> {
  const { connection, ticket, ticketId, by, nowMs } = seen;
  const facts = await finishFacts(
    drafts,
    {
      subject: subjectOf('conversation', connection, ticketId),
      actor: formatActor('system'),
      time: time(ticket.updated_at) ?? new Date(nowMs).toISOString(),
      eventId: undefined,
      change: () => ticketId,
      origin: { by },
    },
    { connection, authenticity: 'confirmed', receivedAtMs: nowMs, headers: new Headers(), raw: '' },
  );
  // Read from several answers: there is no one body to keep.
  return facts.map((fact) => {
    const { raw: _raw, rawHash: _hash, ...origin } = fact.data.origin;
    return { ...fact, data: { ...fact.data, origin } } as Fact;
  });
}
