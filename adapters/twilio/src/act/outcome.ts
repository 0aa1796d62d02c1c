import type { Clock, DeskrailError, Execution } from '@deskrail/contracts';
import {
  type DeskAnswer,
  readingFailed,
  refusedWith,
  retryAfterMs,
  usualRefusal,
  withoutAnswer,
} from '@deskrail/webhooks/act';

/** Without a `Retry-After`: Twilio counts by the second, and its daily cap by the day. */
const defaultRetryMs = { limited: 5_000, unavailable: 10_000, daily: 3_600_000 };

/** Errors by Twilio's own numbers that say more than their status. Permanent: the same message never goes. */
const permanent: ReadonlyMap<number, string> = new Map([
  [20003, 'desk-refused'],
  [20404, 'conversation-not-found'],
  [21408, 'region-not-permitted'],
  [21602, 'text-empty'],
  [21608, 'address-unverified'],
  [21610, 'opted-out'],
  [21617, 'text-too-long'],
  [21619, 'text-empty'],
  [21655, 'template-invalid'],
  [21656, 'template-invalid'],
  [21910, 'address-invalid'],
  [63016, 'window-closed'],
  ...[21211, 21212, 21214, 21217, 21401, 21407, 21421, 21601, 21603, 21604, 21606, 21612, 21614, 21659, 21660].map(
    (code): [number, string] => [code, 'address-invalid'],
  ),
  [63003, 'address-invalid'],
  [63007, 'address-invalid'],
]);

const limited: ReadonlySet<number> = new Set([20429, 63017, 63018]);

/** What an answer that is no success means for an action. `wrote`: the request was to send something. */
export function failureOf(answer: DeskAnswer, wrote: boolean, clock: Clock): Execution {
  if (answer.kind !== 'answer') return withoutAnswer(answer, { wrote });
  const { status, headers, body } = answer;
  const failure = refusedWith(status);
  const told = retryAfterMs(headers.get('retry-after'), clock);
  // Twilio may have sent it before it failed.
  if (status >= 500 && wrote) return { outcome: 'uncertain', why: 'timed-out' };
  const number = Number(body.code ?? 0);
  if (status === 429 || limited.has(number)) {
    return failure('rate-limited', false, told ?? defaultRetryMs.limited);
  }
  if (status >= 500) return failure('desk-unavailable', false, told ?? defaultRetryMs.unavailable);
  if (number === 63038) return failure('rate-limited', false, defaultRetryMs.daily);
  // The queue of this one sender is full, hours long: nobody else has to wait.
  if (number === 21611 || number === 30001) return failure('queue-full', false);
  const known = permanent.get(number);
  if (known !== undefined) return failure(known, true);
  const isClosed = /conversation\b.*\bclosed/i.test(String(body.message));
  const other = failure(isClosed ? 'conversation-closed' : 'message-invalid', true);
  return usualRefusal(status, 'conversation-not-found') ?? other;
}

/** The same of a reading that others wait for: `desk-refused`, `rate-limited` or `dependency-unavailable`. */
export const unanswered = (why: Execution): DeskrailError =>
  readingFailed(why, {
    desk: 'Twilio',
    wanted: 'the messages that were to be read',
    refused: 'Twilio refuses the credentials of rest.token. Give it valid ones.',
  });
