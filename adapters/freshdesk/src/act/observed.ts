import { type Fact, formatActor, type NormalizeContext } from '@deskrail/contracts';
import {
  type Draft,
  finishFacts,
  identifier,
  isObject,
  type JsonObject,
  known,
  subjectOf,
  text,
} from '@deskrail/webhooks';
import { bodyText, conversationDraft, openedDraft } from '../normalize/app-event.js';
import { commentId, commentIdentity } from '../normalize/comment.js';
import type { FreshdeskConnection } from '../normalize/connection.js';
import { listOf } from '../normalize/fields.js';
import { changeIdentity } from '../normalize/identity.js';
import { actorFor, agentOrNobody, groupOrNobody, userOf } from '../normalize/party.js';
import { timeIn } from '../normalize/times.js';
import { casePriority, caseStatus, channelOf, wordOf } from '../normalize/words.js';
import { visibilityOf } from './conversations.js';

interface Reading {
  readonly connection: FreshdeskConnection;
  readonly receivedAtMs: number;
}

async function finished(draft: Draft, from: JsonObject, ticketId: string, reading: Reading, at: string): Promise<Fact> {
  const { connection } = reading;
  const context: NormalizeContext = {
    ...reading,
    authenticity: 'confirmed',
    headers: new Headers(),
    raw: JSON.stringify(from),
  };
  const about = {
    ...{ subject: subjectOf('conversation', connection, ticketId), actor: formatActor('system'), time: at },
    ...{ eventId: undefined, change: () => ticketId, origin: { by: 'rest' as const } },
  };
  const [fact] = await finishFacts([draft], about, context);
  return fact as Fact;
}

const updatedAt = (ticket: JsonObject, { receivedAtMs }: Reading): string =>
  timeIn(ticket.updated_at) ?? new Date(receivedAtMs).toISOString();

/** The case itself, as its webhook would have told it. */
export async function openingFact(ticket: JsonObject, ticketId: string, reading: Reading): Promise<Fact> {
  const { connection, receivedAtMs } = reading;
  const requester = isObject(ticket.requester) ? { requester: ticket.requester } : {};
  const draft = await openedDraft({ connection, ticket, ticketId, data: requester, atMs: receivedAtMs });
  return finished(draft, ticket, ticketId, reading, timeIn(ticket.created_at) ?? updatedAt(ticket, reading));
}

/**
 * A reply or note, named as the webhooks of this connection name it: by the desk's own id where an app sends them, else
 * by what it says, who and which time. With our template that is the updated time, which nobody can know afterwards.
 */
export async function messageFact(
  about: {
    readonly conversation: JsonObject;
    readonly ticket: JsonObject;
    readonly ticketId: string;
    readonly author: string | undefined;
    /** How often the same words were there before. */
    readonly counts: Map<string, number>;
  },
  reading: Reading,
): Promise<Fact | undefined> {
  const { conversation, ticketId, author, counts } = about;
  const { connection, receivedAtMs } = reading;
  const userId = identifier(conversation.user_id);
  const actor = known({ id: userId, name: author });
  const draft = await conversationDraft({ connection, conversation, actor, ticketId, atMs: receivedAtMs });
  if (draft === undefined) return undefined;
  const at = timeIn(conversation.created_at) ?? updatedAt(about.ticket, reading);
  if (connection.source === 'app') return finished(draft, conversation, ticketId, reading, at);
  const said = { ticketId, visibility: visibilityOf(conversation), author, text: bodyText(conversation, 'body') ?? '' };
  const base = await commentId(said);
  const nth = counts.get(base) ?? 0;
  counts.set(base, nth + 1);
  const messageId = nth === 0 ? base : await commentId({ ...said, when: nth });
  const named = {
    ...draft,
    data: { ...draft.data, messageId },
    identity: commentIdentity(connection, messageId, 'derived'),
  } as Draft;
  return finished(named, conversation, ticketId, reading, at);
}

/** What the ticket is now; where a change of it never came, this is what tells. */
export async function stateFact(ticket: JsonObject, ticketId: string, reading: Reading): Promise<Fact> {
  const { connection } = reading;
  const at = updatedAt(ticket, reading);
  const requester = isObject(ticket.requester) ? ticket.requester : {};
  const customer = userOf(
    'customer',
    { ...requester, id: identifier(requester.id) ?? ticket.requester_id },
    connection,
  );
  const type = 'case.state-observed.v1';
  const draft: Draft = {
    type,
    identity: await changeIdentity(connection, type, [ticketId, at, wordOf(ticket.status) ?? null]),
    data: known({
      subject: text(ticket.subject, 4096),
      status: caseStatus(ticket.status, connection),
      vendorStatus: connection.memory?.statusNames?.get(wordOf(ticket.status) ?? '')?.[0] ?? wordOf(ticket.status),
      priority: casePriority(ticket.priority, connection),
      tags: listOf(ticket.tags),
      channel: channelOf(ticket.source),
      requester: customer,
      assignee: agentOrNobody(ticket.responder_id),
      group: groupOrNobody(ticket.group_id),
      organizationId: identifier(ticket.company_id) ?? null,
      openedAt: timeIn(ticket.created_at),
    }),
    actor: actorFor({ kind: 'system' }),
  };
  return finished(draft, ticket, ticketId, reading, at);
}
