import { type ApprovedAction, type Connection, parseSubject, type ReplyProposal } from '@deskrail/contracts';
import type { JsonObject } from '../facts/values.js';

/** The desk's id in the subject of a conversation of this connection; `undefined` for any other subject. */
export function conversationIdIn(subject: string, { id }: Connection): string | undefined {
  const about = parseSubject(subject);
  return about?.kind === 'conversation' && about.connection === id ? about.id : undefined;
}

/** The desk's id of the conversation to act on; `undefined` where that is another connection's. */
export const conversationOf = (action: ApprovedAction, connection: Connection): string | undefined =>
  action.connection === connection.id ? conversationIdIn(action.conversation, connection) : undefined;

/** What to send to the customer. `undefined` for all else: a text that was approved as a note never goes to one. */
export const publicReplyOf = ({ proposal }: ApprovedAction): ReplyProposal | undefined =>
  proposal.kind === 'reply' && proposal.visibility === 'public' ? proposal : undefined;

/** What to write down for agents alone. */
export function noteOf({ proposal }: ApprovedAction): string | undefined {
  if (proposal.kind === 'reply' || proposal.kind === 'summary') return proposal.text;
  return proposal.kind === 'escalation' ? proposal.note : undefined;
}

/** A case's tags after a change of them. `same`: as they were. */
export function changedTags(
  before: readonly string[],
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): { readonly tags: readonly string[]; readonly same: boolean } {
  const removed = new Set(remove);
  const tags = [...new Set([...before, ...add])].filter((tag) => !removed.has(tag));
  return { tags, same: tags.length === before.length && tags.every((tag) => before.includes(tag)) };
}

/** Whether the desk's record has these values already; ids may be numbers there and text here. */
export const hasAlready = (record: JsonObject, fields: JsonObject): boolean =>
  Object.entries(fields).every(([key, value]) => String(record[key] ?? '') === String(value));
