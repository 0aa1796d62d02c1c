import type { Time } from '../../time.js';
import { signedZendeskRequest } from '../sign.js';
import { wholeSecond } from './desk-state.js';
import type { ZendeskWebhook } from './webhook-subscription.js';

/** Takes a signed webhook to whoever receives it; `fetch` does. */
export type Deliver = (request: Request) => Promise<Response>;

/** One try of a delivery, and what the desk made of the answer. */
export interface Attempt {
  readonly atMs: number;
  readonly outcome: 'accepted' | 'refused' | 'timed-out' | 'unreachable';
  readonly status?: number;
  readonly retryAfterSeconds?: number;
}

interface AttemptContext {
  readonly deliver: Deliver;
  readonly time: Time;
  readonly webhook: ZendeskWebhook;
  readonly webhookId: string;
  readonly invocationId: string;
  readonly accountId: number;
  readonly body: string;
  readonly signedAtMs: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export async function attemptDelivery(context: AttemptContext): Promise<Attempt> {
  const { deliver, time, webhook, timeoutMs, signal } = context;
  const atMs = time.now();
  const given = new AbortController();
  const giveUp = AbortSignal.any([signal, given.signal]);
  const signed = await signedZendeskRequest({
    ...{ url: webhook.url, secret: webhook.secret, timestamp: wholeSecond(context.signedAtMs), body: context.body },
    ...{ webhookId: context.webhookId, invocationId: context.invocationId, accountId: context.accountId },
  });
  const limit = time.sleep(timeoutMs, giveUp).then(() => undefined);
  try {
    const answer = deliver(new Request(signed, { signal: giveUp }));
    const response = await Promise.race([answer, limit]);
    if (response === undefined) return { atMs, outcome: 'timed-out' };
    await response.body?.cancel();
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

/** How long to wait before another try; `undefined` where there is none. */
export function retryAfter(
  last: Attempt,
  attempts: readonly Attempt[],
  most: { readonly conflict: number; readonly askedToWait: number; readonly timedOut: number },
  retryDelayMs: number,
): number | undefined {
  const like = (same: (attempt: Attempt) => boolean) => attempts.filter(same).length;
  if (last.outcome === 'timed-out') {
    return like(({ outcome }) => outcome === 'timed-out') <= most.timedOut ? retryDelayMs : undefined;
  }
  if (last.status === 409) return like(({ status }) => status === 409) <= most.conflict ? retryDelayMs : undefined;
  if (last.status !== 429 && last.status !== 503) return undefined;
  if (last.retryAfterSeconds === undefined || last.retryAfterSeconds >= 60) return undefined;
  const asked = like(({ retryAfterSeconds }) => retryAfterSeconds !== undefined);
  return asked <= most.askedToWait ? last.retryAfterSeconds * 1000 : undefined;
}
