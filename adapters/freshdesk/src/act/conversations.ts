import { identifier, isObject, type JsonObject } from '@deskrail/webhooks';
import { bodyText } from '../normalize/app-event.js';
import type { Desk } from './desk.js';
import { failureOf, unanswered } from './outcome.js';

const pageSize = 100;
const maxPages = 30;

export interface Conversations {
  readonly list: readonly JsonObject[];
  /** Of all of them, and not only of the first 3 000. */
  readonly complete: boolean;
}

/**
 * The replies and notes of a ticket by its path, the oldest first: its own history, no search index. What is not there did not happen.
 * Throws `dependency-unavailable`, `desk-refused`, `rate-limited`.
 */
export async function listConversations(desk: Desk, ticket: string, signal: AbortSignal): Promise<Conversations> {
  const list: JsonObject[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const path = `${ticket}/conversations?per_page=${pageSize}&page=${page}`;
    const answer = await desk.get(path, signal);
    // A ticket that is gone holds nothing, and takes nothing any more.
    if (answer.kind === 'answer' && answer.status === 404) return { list, complete: true };
    if (answer.kind !== 'answer' || answer.status !== 200 || !Array.isArray(answer.body)) {
      throw unanswered(failureOf(answer, false, desk.clock));
    }
    list.push(...answer.body.filter(isObject));
    if (answer.body.length < pageSize) return { list, complete: true };
  }
  return { list, complete: false };
}

export const visibilityOf = (conversation: JsonObject): 'public' | 'private' =>
  conversation.private === false ? 'public' : 'private';

export const textOf = (conversation: JsonObject): string => bodyText(conversation, 'body') ?? '';

export const createdMs = (conversation: JsonObject): number => Date.parse(String(conversation.created_at));

export const idOf = (conversation: JsonObject): string => identifier(conversation.id) ?? '';
