import { type Clock, DeskrailError, type Execution } from '@deskrail/contracts';
import { isObject } from '@deskrail/webhooks';
import type { Answer } from './desk.js';

export type Failure = Extract<Execution, { outcome: 'failed' }>;

/** Freshdesk's limits are per minute; without a `Retry-After` that is how long to wait. */
const defaultRetryMs = { limited: 60_000, unavailable: 10_000 };
const maxRetryMs = 3_600_000;

export const failed = (code: string, permanent = true): Failure => ({ outcome: 'failed', code, permanent });

/** What an answer that is no success means for an action. `wrote`: the request was to change something. */
export function failureOf(answer: Answer, wrote: boolean, clock: Clock): Execution {
  if (answer.kind === 'unreachable') return failed('desk-unreachable', false);
  if (answer.kind === 'lost') {
    return wrote ? { outcome: 'uncertain', why: 'timed-out' } : failed('desk-unreachable', false);
  }
  const { status } = answer;
  const failure = (code: string, permanent: boolean, retryAfterMs?: number): Failure => ({
    ...{ outcome: 'failed', code, status, permanent },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
  switch (status) {
    case 401:
    case 403:
      return failure('desk-refused', true);
    case 404:
    case 410:
      return failure('ticket-not-found', true);
    case 409:
      return failure('conflict', false);
    case 413:
      return failure('text-too-long', true);
    case 429:
      return failure('rate-limited', false, retryAfterMs(answer.headers, clock) ?? defaultRetryMs.limited);
  }
  // A failure of the desk's own, or of what stands before it, may have come after the change was made.
  if (status >= 500) {
    if (wrote) return { outcome: 'uncertain', why: 'timed-out' };
    return failure('desk-unavailable', false, retryAfterMs(answer.headers, clock) ?? defaultRetryMs.unavailable);
  }
  return failure(status >= 300 && status < 400 ? 'desk-moved' : 'ticket-invalid', true);
}

/** The account's limit is used up: the next call would be refused, and would count. */
export function spent(answer: Answer): Failure | undefined {
  if (answer.kind !== 'answer' || answer.headers.get('x-ratelimit-remaining')?.trim() !== '0') return undefined;
  return { ...failed('rate-limited', false), retryAfterMs: defaultRetryMs.limited };
}

/** The same of a reading that others wait for: `desk-refused`, `rate-limited` or `dependency-unavailable`. */
export function unanswered(why: Execution): DeskrailError {
  const { code, status, retryAfterMs } = why.outcome === 'failed' ? why : ({} as Partial<Failure>);
  const details = { ...(status !== undefined && { status }), ...(retryAfterMs !== undefined && { retryAfterMs }) };
  if (code === 'desk-refused') {
    const message = 'Freshdesk refused the API key, or what it asked for. Check rest.token and the agent’s role.';
    return new DeskrailError('desk-refused', message, { details });
  }
  const limited = code === 'rate-limited';
  return new DeskrailError(
    limited ? 'rate-limited' : 'dependency-unavailable',
    limited
      ? 'Freshdesk takes no more calls now. Look again when its limit allows.'
      : 'Freshdesk did not give what was to be read of the ticket. Look again later.',
    { retryable: true, details },
  );
}

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

export function retryAfterMs(headers: Headers, clock: Clock): number | undefined {
  const value = headers.get('retry-after');
  if (value === null || value.trim() === '') return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - clock.now() : seconds * 1000;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), maxRetryMs) : undefined;
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new DeskrailError('aborted', 'Stopped before the desk was asked for anything more.');
}
