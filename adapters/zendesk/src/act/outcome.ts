import type { Clock, DeskrailError, Execution } from '@deskrail/contracts';
import { isObject, type JsonObject } from '@deskrail/webhooks';
import { failed, readingFailed, refusedWith, retryAfterMs, usualRefusal, withoutAnswer } from '@deskrail/webhooks/act';
import type { Answer } from './desk.js';

/** Zendesk's limits are per minute; without a `Retry-After` that is how long to wait. */
const defaultRetryMs = { limited: 60_000, unavailable: 10_000 };

/** What an answer that is no success means for an action. `wrote`: the request was to change something. */
export function failureOf(answer: Answer, wrote: boolean, clock: Clock): Execution {
  if (answer.kind === 'limited') return { ...failed('rate-limited', false), retryAfterMs: answer.retryAfterMs };
  if (answer.kind !== 'answer') return withoutAnswer(answer, { wrote });
  const { status, headers } = answer;
  const failure = refusedWith(status);
  const told = askedToWaitMs(headers, clock);
  switch (status) {
    case 409:
      return failure('conflict', false);
    case 422:
      return failure(refusalOf(answer.body), true);
    case 429:
      return failure('rate-limited', false, told ?? defaultRetryMs.limited);
    case 503:
      return failure('desk-unavailable', false, told ?? defaultRetryMs.unavailable);
  }
  // Any other failure of the desk's own may have come after the change was made.
  if (status >= 500) {
    return wrote
      ? { outcome: 'uncertain', why: 'timed-out' }
      : failure('desk-unavailable', false, defaultRetryMs.unavailable);
  }
  return usualRefusal(status, 'ticket-not-found') ?? failure('ticket-invalid', true);
}

/** The same of a reading that others wait for: `rate-limited` or `dependency-unavailable`, and for how long. */
export const unanswered = (why: Execution): DeskrailError =>
  readingFailed(why, { desk: 'Zendesk', wanted: 'what was to be read of the ticket' });

/** `{ details: { status: [{ description: "… closed …" }] } }`; a ticket holds 5,000 comments and no more. */
function refusalOf(body: JsonObject): string {
  const details = isObject(body.details) ? body.details : {};
  if (/closed/i.test(JSON.stringify(details.status ?? ''))) return 'ticket-closed';
  return /(too many|limit|maximum)[^"]*comments|comments[^"]*(limit|maximum|too many)/i.test(JSON.stringify(details))
    ? 'ticket-full'
    : 'ticket-invalid';
}

export const askedToWaitMs = (headers: Headers, clock: Clock): number | undefined =>
  retryAfterMs(headers.get('retry-after') ?? headers.get('ratelimit-reset'), clock);
