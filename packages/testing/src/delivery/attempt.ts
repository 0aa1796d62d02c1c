import type { Time } from '../time.js';

/** Takes a signed webhook to whoever receives it; `fetch` does. */
export type Deliver = (request: Request) => Promise<Response>;

/** One try of a delivery, and what the desk made of the answer. */
export interface Attempt {
  readonly atMs: number;
  readonly outcome: 'accepted' | 'refused' | 'timed-out' | 'unreachable';
  readonly status?: number;
  readonly retryAfterSeconds?: number;
}

/** Sends `request` and waits `timeoutMs` at most for what comes back. */
export async function attemptDelivery(context: {
  readonly deliver: Deliver;
  readonly time: Time;
  readonly request: Request;
  readonly atMs: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Looks at the answer before it is thrown away, as a vendor that acts on it does. */
  onAnswer(response: Response): Promise<void> | undefined;
}): Promise<Attempt> {
  const { deliver, time, timeoutMs, signal, atMs } = context;
  const given = new AbortController();
  const giveUp = AbortSignal.any([signal, given.signal]);
  const limit = time.sleep(timeoutMs, giveUp).then(() => undefined);
  try {
    const answer = deliver(new Request(context.request, { signal: giveUp }));
    const response = await Promise.race([answer, limit]);
    if (response === undefined) return { atMs, outcome: 'timed-out' };
    await context.onAnswer(response);
    if (!response.bodyUsed) await response.body?.cancel();
    const retryAfterSeconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
    return {
      atMs,
      outcome: response.ok ? 'accepted' : 'refused',
      status: response.status,
      ...(Number.isNaN(retryAfterSeconds) ? {} : { retryAfterSeconds }),
    };
  } catch (error) {
    if (signal.aborted) throw error;
    return { atMs, outcome: 'unreachable' };
  } finally {
    given.abort();
    limit.catch(() => {});
  }
}
