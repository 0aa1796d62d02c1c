import type { Clock, DeskrailError, Execution } from '@deskrail/contracts';
import { isObject } from '@deskrail/webhooks';
import {
  type Failure,
  failed,
  readingFailed,
  refusedWith,
  retryAfterMs,
  usualRefusal,
  withoutAnswer,
} from '@deskrail/webhooks/act';
import type { Answer } from './desk.js';

/** Freshdesk's limits are per minute; without a `Retry-After` that is how long to wait. */
const defaultRetryMs = { limited: 60_000, unavailable: 10_000 };

/** What an answer that is no success means for an action. `wrote`: the request was to change something. */
export function failureOf(answer: Answer, wrote: boolean, clock: Clock): Execution {
  if (answer.kind !== 'answer') return withoutAnswer(answer, { wrote });
  const { status, headers } = answer;
  const failure = refusedWith(status);
  const told = retryAfterMs(headers.get('retry-after'), clock);
  switch (status) {
    case 409:
      return failure('conflict', false);
    case 429:
      return failure('rate-limited', false, told ?? defaultRetryMs.limited);
  }
  // A failure of the desk's own, or of what stands before it, may have come after the change was made.
  if (status >= 500) {
    if (wrote) return { outcome: 'uncertain', why: 'timed-out' };
    return failure('desk-unavailable', false, told ?? defaultRetryMs.unavailable);
  }
  return usualRefusal(status, 'ticket-not-found') ?? failure('ticket-invalid', true);
}

/** The account's limit is used up: the next call would be refused, and would count. */
export function spent(answer: Answer): Failure | undefined {
  if (answer.kind !== 'answer' || answer.headers.get('x-ratelimit-remaining')?.trim() !== '0') return undefined;
  return { ...failed('rate-limited', false), retryAfterMs: defaultRetryMs.limited };
}

/** The same of a reading that others wait for: `desk-refused`, `rate-limited` or `dependency-unavailable`. */
export const unanswered = (why: Execution): DeskrailError =>
  readingFailed(why, {
    desk: 'Freshdesk',
    wanted: 'what was to be read of the ticket',
    refused: 'Freshdesk refused the API key, or what it asked for. Check rest.token and the agent’s role.',
  });

/** Names of the fields that a 400 complains of; never what was in them. */
export function fieldsRefused(answer: Answer): readonly string[] {
  const body = answer.kind === 'answer' && isObject(answer.body) ? answer.body : {};
  if (!Array.isArray(body.errors)) return [];
  return body.errors
    .filter(isObject)
    .map(({ field }) => field)
    .filter((field): field is string => typeof field === 'string' && /^[\w.-]{1,64}$/.test(field))
    .slice(0, 20);
}
