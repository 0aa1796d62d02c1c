import type { LookUp, SeenMessages } from '@deskrail/contracts';
import { identifier, isObject, type JsonObject } from '@deskrail/webhooks';
import type { Desk } from './desk.js';
import { failureOf, unanswered } from './outcome.js';

/** Under this key an action's id stands in the metadata of the audit that its update made. */
export const markerKey = 'deskrail_action';

const pageSize = 100;
const maxPages = 60;

/**
 * Go through a ticket's audits for an action's marker. Audits are the ticket's own history, not a search index: what is
 * not there did not happen. Throws `dependency-unavailable` when the desk does not answer, `rate-limited`, `aborted`.
 */
export async function findMarker(desk: Desk, ticketId: string, actionId: string, signal: AbortSignal): Promise<LookUp> {
  const history = await findAudit(desk, ticketId, (audit) => markerOf(audit) === actionId, signal);
  if (history.found !== undefined) return { found: true, ...commentIn(history.found) };
  return { found: false, certain: history.complete };
}

/**
 * Whether the ticket has a message that was not seen: public, not its opening, not one of our own actions', and no older
 * than the latest one seen. In a history too long to read it through, that counts as so. Throws as {@link findMarker}.
 */
export async function hasUnseenMessage(
  desk: Desk,
  ticket: JsonObject,
  seen: SeenMessages,
  signal: AbortSignal,
): Promise<boolean> {
  const ids = new Set(seen.ids);
  // Zendesk's times have whole seconds here.
  const fromMs = Math.floor(Date.parse(seen.upTo) / 1000) * 1000;
  const isUnseen = (audit: JsonObject): boolean => {
    if (audit.created_at === ticket.created_at || Date.parse(String(audit.created_at)) < fromMs) return false;
    if (markerOf(audit) !== undefined) return false;
    const comment = commentEventOf(audit);
    return comment?.public === true && !ids.has(identifier(comment.id) ?? '');
  };
  const history = await findAudit(desk, String(identifier(ticket.id)), isUnseen, signal);
  return history.found !== undefined || !history.complete;
}

async function findAudit(
  desk: Desk,
  ticketId: string,
  fits: (audit: JsonObject) => boolean,
  signal: AbortSignal,
): Promise<{ readonly found?: JsonObject; readonly complete: boolean }> {
  let path: string | undefined =
    `/api/v2/tickets/${encodeURIComponent(ticketId)}/audits.json?page%5Bsize%5D=${pageSize}`;
  for (let page = 0; page < maxPages && path !== undefined; page += 1) {
    const answer = await desk.get(path, signal);
    // A ticket that is gone holds nothing, and takes nothing any more.
    if (answer.kind === 'answer' && answer.status === 404) return { complete: true };
    if (answer.kind !== 'answer' || answer.status !== 200 || !Array.isArray(answer.body.audits)) {
      throw unanswered(failureOf(answer, false, desk.clock));
    }
    const found = answer.body.audits.filter(isObject).find(fits);
    if (found !== undefined) return { found, complete: true };
    const more = nextLink(answer.body);
    if (more === undefined) return { complete: true };
    path = desk.pathOf(more);
  }
  return { complete: false };
}

/** The action's id on an audit, where one of ours made it. */
export function markerOf(audit: JsonObject): unknown {
  const metadata = isObject(audit.metadata) ? audit.metadata : {};
  return isObject(metadata.custom) ? metadata.custom[markerKey] : undefined;
}

/** By cursor, or by page where an account has only that. */
export function nextLink(body: JsonObject): unknown {
  if (isObject(body.meta)) return body.meta.has_more === true && isObject(body.links) ? body.links.next : undefined;
  return body.next_page ?? undefined;
}

/** The comment that an update made: its event's id is the comment's. */
export function commentIn(audit: unknown): { vendorId?: string } {
  const id = identifier(isObject(audit) ? commentEventOf(audit)?.id : undefined);
  return id === undefined ? {} : { vendorId: id };
}

const commentEventOf = ({ events }: JsonObject): JsonObject | undefined =>
  Array.isArray(events) ? events.filter(isObject).find(({ type }) => type === 'Comment') : undefined;
