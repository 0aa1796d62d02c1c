import type { Clock } from '@deskrail/contracts';
import type { ReadError } from '../remote/remote-calls.js';
import { retryAfterMsOf } from '../remote/retry.js';

/** Statuses that say "not now"; any other below 500 says "not like this". */
const passing = new Set([408, 409, 425, 429]);

const advice: Readonly<Record<number, string>> = {
  400: 'it refused the request as malformed; the model may not know structured output: see the option `api`',
  401: 'it refused the API key',
  403: 'the API key may not use the model',
  404: 'it knows no such model or path; look at the model’s name and the baseURL',
};

/** An error of the client’s, by its status and code; its message may hold the key or what a customer wrote. */
export const openAiErrorReader =
  (clock: Clock) =>
  (error: unknown): ReadError => {
    const { status, headers, code } = (error ?? {}) as { status?: unknown; headers?: Headers; code?: unknown };
    if (typeof status !== 'number') return { retryable: true, counts: true, what: 'it cannot be reached' };
    if (code === 'insufficient_quota') return { retryable: false, counts: true, what: 'the account’s quota is spent' };
    const retryable = headers?.get('x-should-retry') !== 'false' && (status >= 500 || passing.has(status));
    return {
      retryable,
      counts: status >= 500 || status === 429 || status === 401,
      retryAfterMs: retryAfterMsOf(headers, clock.now()),
      what: advice[status] ?? `it answered ${status}`,
    };
  };
