import { DeskrailError } from '@deskrail/contracts';

/** Waits, or rejects with `aborted` when the signal ends. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export interface RetryOptions {
  /** Calls in all. Default: 3. */
  readonly attempts?: number | undefined;
  /** All waits between calls together. Default: 10 000. */
  readonly waitMs?: number | undefined;
  /** The first wait; each one after is twice as long. Default: 500. */
  readonly firstWaitMs?: number | undefined;
  readonly sleep?: Sleep | undefined;
  /** From 0 to 1: waits are spread, so that callers do not come back all at once. Default: random. */
  readonly random?: (() => number) | undefined;
}

/** What a failure means for the next call. */
export interface Failure {
  readonly retryable: boolean;
  /** As the service said in `Retry-After`. */
  readonly retryAfterMs?: number | undefined;
}

export const sleepFor: Sleep = (ms, signal) =>
  new Promise((resolve, reject) => {
    const aborted = () => {
      clearTimeout(timer);
      reject(new DeskrailError('aborted', 'Waiting was given up, as its caller asked.'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
  });

/**
 * Calls until one succeeds, one fails for good, or the attempts or the time for waiting are used up; then the last error
 * is thrown. A service that names a time is not called before it, and not at all where that is too far.
 */
export async function withRetries<Result>(
  call: (attempt: number) => Promise<Result>,
  {
    readFailure,
    signal,
    attempts = 3,
    waitMs = 10_000,
    firstWaitMs = 500,
    sleep = sleepFor,
    random = Math.random,
  }: RetryOptions & { readonly readFailure: (error: unknown) => Failure; readonly signal: AbortSignal },
): Promise<Result> {
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call(attempt);
    } catch (error) {
      const { retryable, retryAfterMs } = readFailure(error);
      if (!retryable || attempt >= attempts || signal.aborted) throw error;
      const pause = firstWaitMs * 2 ** (attempt - 1) * (0.5 + random() / 2);
      const wait = Math.max(pause, retryAfterMs ?? 0);
      if (waited + wait > waitMs) throw error;
      waited += wait;
      await sleep(wait, signal);
    }
  }
}

/** `Retry-After` in milliseconds: seconds, or a date of HTTP; the vendor's own `retry-after-ms` before it. */
export function retryAfterMsOf(
  headers: { get(name: string): string | null } | undefined,
  now: number,
): number | undefined {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (ms >= 0) return ms;
  const said = headers?.get('retry-after') ?? '';
  if (/^\d+(?:\.\d+)?$/u.test(said)) return Number(said) * 1_000;
  const at = Date.parse(said);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
