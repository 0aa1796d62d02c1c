import { isObject, type JsonObject } from '@deskrail/webhooks';
import { type Fields, fieldsOf } from '../normalize/fields.js';
import type { Desk } from './desk.js';
import { failureOf, unanswered } from './outcome.js';

/** A list's messages on one page, and where the next one is. */
export interface MessagePage {
  readonly messages: readonly JsonObject[];
  readonly next: URL | undefined;
}

/**
 * One page of messages, of Programmable Messaging or of a conversation. `undefined`: there is no such conversation.
 * Throws `dependency-unavailable`, `rate-limited`, `desk-refused`.
 */
export async function readPage(desk: Desk, url: URL, signal: AbortSignal): Promise<MessagePage | undefined> {
  const answer = await desk.get(url, signal);
  if (answer.kind === 'answer' && answer.status === 404) return undefined;
  if (answer.kind !== 'answer' || answer.status !== 200 || !Array.isArray(answer.body.messages)) {
    throw unanswered(failureOf(answer, false, desk.clock));
  }
  const { meta, next_page_uri: uri } = answer.body;
  const link = isObject(meta) ? meta.next_page_url : uri;
  return { messages: answer.body.messages.filter(isObject), next: desk.follow(link, url) };
}

/** A message of either API under the names that webhooks have: `num_media` is `NumMedia`. */
export const fieldsIn = (message: JsonObject): Fields =>
  fieldsOf([['MessageSid', message.sid], ...Object.entries(message)]);

/** A time of either API in milliseconds: RFC 2822 there, ISO 8601 here. `NaN` where there is none. */
export const timeIn = (message: JsonObject): number =>
  Date.parse(String(message.date_sent ?? message.date_created ?? message.date_updated));

/** The account's messages between two addresses, or all, sent since then: the latest first. */
export function messagesUrl(
  desk: Desk,
  query: { readonly from?: string; readonly to?: string; readonly sinceMs: number; readonly pageSize: number },
): URL {
  const url = new URL(desk.messagesUrl);
  if (query.from !== undefined) url.searchParams.set('From', query.from);
  if (query.to !== undefined) url.searchParams.set('To', query.to);
  // The name ends in ">": the query then reads DateSent>=2026-….
  url.searchParams.set('DateSent>', `${new Date(query.sinceMs).toISOString().slice(0, 19)}Z`);
  url.searchParams.set('PageSize', String(query.pageSize));
  return url;
}
