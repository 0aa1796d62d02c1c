import { DeskrailError, type LookUp } from '@deskrail/contracts';
import { identifier, isObject, type JsonObject } from '../payload.js';
import type { Desk } from './desk.js';

/** Under this key an action's id stands in the metadata of the audit that its update made. */
export const markerKey = 'deskrail_action';

const pageSize = 100;
const maxPages = 60;

/**
 * Go through a ticket's audits for an action's marker. Audits are the ticket's own history, not a search index: what is
 * not there did not happen. Throws `dependency-unavailable` when the desk does not answer, `aborted`.
 */
export async function findMarker(desk: Desk, ticketId: string, actionId: string, signal: AbortSignal): Promise<LookUp> {
  let path: string | undefined =
    `/api/v2/tickets/${encodeURIComponent(ticketId)}/audits.json?page%5Bsize%5D=${pageSize}`;
  for (let page = 0; page < maxPages && path !== undefined; page += 1) {
    const answer = await desk.get(path, signal);
    // A ticket that is gone holds nothing, and takes nothing any more.
    if (answer.kind === 'answer' && answer.status === 404) return { found: false, certain: true };
    if (answer.kind !== 'answer' || answer.status !== 200 || !Array.isArray(answer.body.audits)) {
      throw new DeskrailError('dependency-unavailable', 'Zendesk did not give the ticket’s audits. Look again later.', {
        retryable: true,
        ...(answer.kind === 'answer' ? { details: { status: answer.status } } : {}),
      });
    }
    for (const audit of answer.body.audits) {
      if (isObject(audit) && markerOf(audit) === actionId) return { found: true, ...commentIn(audit) };
    }
    const more = nextLink(answer.body);
    if (more === undefined) return { found: false, certain: true };
    path = desk.pathOf(more);
  }
  return { found: false, certain: false };
}

function markerOf(audit: JsonObject): unknown {
  const metadata = isObject(audit.metadata) ? audit.metadata : {};
  return isObject(metadata.custom) ? metadata.custom[markerKey] : undefined;
}

/** By cursor, or by page where an account has only that. */
function nextLink(body: JsonObject): unknown {
  if (isObject(body.meta)) return body.meta.has_more === true && isObject(body.links) ? body.links.next : undefined;
  return body.next_page ?? undefined;
}

/** The comment that an update made: its event's id is the comment's. */
export function commentIn(audit: unknown): { vendorId?: string } {
  const events = isObject(audit) && Array.isArray(audit.events) ? audit.events : [];
  const id = identifier(events.find((event) => isObject(event) && event.type === 'Comment')?.id);
  return id === undefined ? {} : { vendorId: id };
}
