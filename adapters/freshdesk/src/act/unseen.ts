import type { SeenMessages } from '@deskrail/contracts';
import type { JsonObject } from '@deskrail/webhooks';
import { commentId, textDigest } from '../normalize/comment.js';
import type { FreshdeskConnection } from '../normalize/connection.js';
import { createdMs, idOf, listConversations, textOf, visibilityOf } from './conversations.js';
import type { Desk } from './desk.js';
import type { People } from './people.js';

/** How long after it was written a message may have been received: only receiving has a time with the default payload. */
const receivedLateMs = 120_000;

interface Reading {
  readonly desk: Desk;
  readonly people: People;
  readonly connection: FreshdeskConnection;
  readonly ticketId: string;
  /** The ticket's, such as `/tickets/5158`. */
  readonly path: string;
  readonly ticket: JsonObject;
  readonly seen: SeenMessages;
}

/**
 * Whether the ticket has a public message that was not seen: not one of our own actions', and not older than the latest
 * one seen. A history too long to read through counts as so. Throws as `listConversations`.
 */
export async function hasUnseenMessage(reading: Reading, signal: AbortSignal): Promise<boolean> {
  const { desk, seen, path } = reading;
  const { list, complete } = await listConversations(desk, path, signal);
  if (!complete) return true;
  const messages = list.filter((conversation) => visibilityOf(conversation) === 'public');
  const known = await seenAmong(messages, reading, signal);
  // Freshdesk's times have whole seconds.
  const upToMs = Math.floor(Date.parse(seen.upTo) / 1000) * 1000;
  const unknown = messages.filter((conversation) => !known.has(idOf(conversation)));
  const fromMs = known.size >= seenComments(seen).length && known.size > 0 ? upToMs - receivedLateMs : upToMs;
  for (const conversation of unknown) {
    if (!(createdMs(conversation) >= fromMs)) continue;
    if (!(await isOurs(conversation, reading))) return true;
  }
  return false;
}

const seenComments = ({ ids }: SeenMessages): readonly string[] => ids.filter((id) => id.startsWith('comment-'));

/** By the desk's own id, or by the ids that an automation's webhooks give to the same comment. */
async function seenAmong(
  messages: readonly JsonObject[],
  { connection, people, seen, ticket, ticketId }: Reading,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const ids = new Set(seen.ids);
  const byWords = seenComments(seen).length > 0 || connection.source !== 'app';
  const known = new Set<string>();
  const counts = new Map<string, number>();
  for (const conversation of messages) {
    if (ids.has(idOf(conversation))) known.add(idOf(conversation));
    else if (byWords) {
      const author = await people.nameOf(conversation, ticket.requester, signal);
      const said = { ticketId, visibility: 'public' as const, author, text: textOf(conversation) };
      const base = await commentId(said);
      const nth = counts.get(base) ?? 0;
      counts.set(base, nth + 1);
      const others = [nth > 0 ? await commentId({ ...said, when: nth }) : base];
      for (const time of [conversation.created_at, ticket.updated_at]) {
        if (typeof time === 'string') others.push(await commentId({ ...said, when: time }));
      }
      if (others.some((id) => ids.has(id))) known.add(idOf(conversation));
    }
  }
  return known;
}

async function isOurs(conversation: JsonObject, { connection, ticketId }: Reading): Promise<boolean> {
  if (connection.memory?.wroteTo(ticketId) !== true) return false;
  const seen = {
    ...{ ticketId, visibility: 'public' as const, atMs: createdMs(conversation) },
    digest: await textDigest(textOf(conversation)),
  };
  return connection.memory.actionOf({ ...seen, conversationId: idOf(conversation) }) !== undefined;
}
