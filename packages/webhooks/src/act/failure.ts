import { DeskrailError, type Execution, isDeskrailError } from '@deskrail/contracts';
import type { DeskAnswer } from './answer.js';
import { throwIfAborted } from './stop.js';

export type Failure = Extract<Execution, { outcome: 'failed' }>;

export const failed = (code: string, permanent = true): Failure => ({ outcome: 'failed', code, permanent });

/** What a call without an answer means for an action. `wrote`: it was to change something. */
export function withoutAnswer(
  { kind }: Exclude<DeskAnswer, { readonly kind: 'answer' }>,
  { wrote }: { readonly wrote: boolean },
): Execution {
  return kind === 'lost' && wrote ? { outcome: 'uncertain', why: 'timed-out' } : failed('desk-unreachable', false);
}

/** What a status that is no success means for an action. */
export const refusedWith =
  (status: number) =>
  (code: string, permanent: boolean, retryAfterMs?: number): Failure => ({
    ...failed(code, permanent),
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

/** What a status means at any desk, where the adapter knows nothing better. `missing`: the code for what is not there. */
export function usualRefusal(status: number, missing: string): Failure | undefined {
  const failure = refusedWith(status);
  switch (status) {
    case 401:
    case 403:
      return failure('desk-refused', true);
    case 404:
    case 410:
      return failure(missing, true);
    case 413:
      return failure('text-too-long', true);
  }
  return status >= 300 && status < 400 ? failure('desk-moved', true) : undefined;
}

/**
 * A failed reading as its caller hears of it: `rate-limited`, `dependency-unavailable`, or `desk-refused` where there are
 * words for that.
 */
export function readingFailed(
  why: Execution,
  { desk, wanted, refused }: { readonly desk: string; readonly wanted: string; readonly refused?: string },
): DeskrailError {
  const { code, status, retryAfterMs } = why.outcome === 'failed' ? why : ({} as Partial<Failure>);
  const details = { ...(status !== undefined && { status }), ...(retryAfterMs !== undefined && { retryAfterMs }) };
  if (code === 'desk-refused' && refused !== undefined) return new DeskrailError('desk-refused', refused, { details });
  const isLimited = code === 'rate-limited';
  return new DeskrailError(
    isLimited ? 'rate-limited' : 'dependency-unavailable',
    isLimited
      ? `${desk} takes no more calls now. Look again when its limit allows.`
      : `${desk} did not give ${wanted}. Look again later.`,
    { retryable: true, details },
  );
}

/**
 * Why a reply is not sent: the customer wrote what was not seen (`conflict`), or the desk did not let us look. `undefined`:
 * nothing is in its way. Throws `aborted`.
 */
export async function conflictWhere(
  hasUnseen: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  try {
    return (await hasUnseen()) ? failed('conflict', false) : undefined;
  } catch (error) {
    throwIfAborted(signal);
    if (!isDeskrailError(error)) throw error;
    const isRefused = error.code === 'desk-refused';
    const code = isRefused || error.code === 'rate-limited' ? error.code : 'desk-unavailable';
    return { ...failed(code, isRefused), ...error.details };
  }
}
