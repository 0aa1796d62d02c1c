import { type Clock, DeskrailError, type Execution } from '@deskrail/contracts';
import { isObject, type JsonObject } from '@deskrail/webhooks';
import type { Answer } from './desk.js';

type Failure = Extract<Execution, { outcome: 'failed' }>;

/** Zendesk's limits are per minute; without a `Retry-After` that is how long to wait. */
const defaultRetryMs = { limited: 60_000, unavailable: 10_000 };
const maxRetryMs = 3_600_000;

/** What an answer that is no success means for an action. `wrote`: the request was to change something. */
export function failureOf(answer: Answer, wrote: boolean, clock: Clock): Execution {
  if (answer.kind === 'limited') {
    return { outcome: 'failed', code: 'rate-limited', permanent: false, retryAfterMs: answer.retryAfterMs };
  }
  if (answer.kind === 'unreachable') return { outcome: 'failed', code: 'desk-unreachable', permanent: false };
  if (answer.kind === 'lost') {
    return wrote
      ? { outcome: 'uncertain', why: 'timed-out' }
      : { outcome: 'failed', code: 'desk-unreachable', permanent: false };
  }
  const { status } = answer;
  const failure = (code: string, permanent: boolean, retryAfterMs?: number): Failure => ({
    outcome: 'failed',
    code,
    status,
    permanent,
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
    case 422:
      return failure(refusalOf(answer.body), true);
    case 429:
      return failure('rate-limited', false, retryAfterMs(answer.headers, clock) ?? defaultRetryMs.limited);
    case 503:
      return failure('desk-unavailable', false, retryAfterMs(answer.headers, clock) ?? defaultRetryMs.unavailable);
  }
  // Any other failure of the desk's own may have come after the change was made.
  if (status >= 500) {
    return wrote
      ? { outcome: 'uncertain', why: 'timed-out' }
      : failure('desk-unavailable', false, defaultRetryMs.unavailable);
  }
  return failure(status >= 300 && status < 400 ? 'desk-moved' : 'ticket-invalid', true);
}

/** The same of a reading that others wait for: `rate-limited` or `dependency-unavailable`, and for how long. */
export function unanswered(why: Execution): DeskrailError {
  const { code, status, retryAfterMs } = why.outcome === 'failed' ? why : ({} as Partial<Failure>);
  const limited = code === 'rate-limited';
  return new DeskrailError(
    limited ? 'rate-limited' : 'dependency-unavailable',
    limited
      ? 'Zendesk takes no more calls now. Look again when its limit allows.'
      : 'Zendesk did not give what was to be read of the ticket. Look again later.',
    {
      retryable: true,
      details: { ...(status !== undefined && { status }), ...(retryAfterMs !== undefined && { retryAfterMs }) },
    },
  );
}

/** `{ details: { status: [{ description: "… closed …" }] } }`; a ticket holds 5,000 comments and no more. */
function refusalOf(body: JsonObject): string {
  const details = isObject(body.details) ? body.details : {};
  if (/closed/i.test(JSON.stringify(details.status ?? ''))) return 'ticket-closed';
  return /(too many|limit|maximum)[^"]*comments|comments[^"]*(limit|maximum|too many)/i.test(JSON.stringify(details))
    ? 'ticket-full'
    : 'ticket-invalid';
}

export function retryAfterMs(headers: Headers, clock: Clock): number | undefined {
  const value = headers.get('retry-after') ?? headers.get('ratelimit-reset');
  if (value === null) return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - clock.now() : seconds * 1000;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), maxRetryMs) : undefined;
}
