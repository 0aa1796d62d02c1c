import { DeskrailError } from '@deskrail/contracts';
import type { Time } from '../../time.js';
import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.js';
import type { DeliveryOptions, ZendeskDelivery } from './deliveries.js';
import { type Attempt, attemptDelivery, type Deliver, retryAfter } from './delivery-attempt.js';
import { createSlots } from './slots.js';
import type { ZendeskWebhook } from './webhook-subscription.js';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** A delivery as its tries go on. */
export type OpenDelivery = Mutable<Omit<ZendeskDelivery, 'attempts'>> & { attempts: Attempt[] };

export interface DeliveryJob {
  readonly delivery: OpenDelivery;
  readonly webhook: ZendeskWebhook;
  readonly lane: string;
}

export interface DeliveryTries {
  /** One try. Settles the delivery, or says how long to wait before the next. */
  next(job: DeliveryJob): Promise<number | undefined>;
  /** All further tries, beginning with a wait. */
  goOn(job: DeliveryJob, waitMs: number): Promise<void>;
}

const maxRetries = { conflict: 3, askedToWait: 3, timedOut: 5 } as const;

/**
 * A 409 is tried again up to three times, a 429 or 503 only with a `Retry-After` below 60 seconds, a time-out up to five
 * times; any other failure is final. While a webhook's breaker is open, what comes is skipped.
 */
export function createTries(context: {
  readonly deliver: Deliver;
  readonly time: Time;
  readonly accountId: number;
  readonly options: DeliveryOptions;
  readonly signal: AbortSignal;
}): DeliveryTries {
  const { deliver, time, accountId, options, signal } = context;
  const { retryDelayMs = 1_000, timeoutMs = 10_000 } = options;
  const slots = createSlots(options.concurrency ?? 16);
  const breakers = new Map<string, CircuitBreaker>();

  function breakerOf(webhook: ZendeskWebhook): CircuitBreaker | undefined {
    if (options.breaker === false) return undefined;
    const breaker = breakers.get(webhook.url) ?? createCircuitBreaker(options.breaker);
    breakers.set(webhook.url, breaker);
    return breaker;
  }

  async function tryOnce({ delivery, webhook }: DeliveryJob): Promise<Attempt | undefined> {
    if (signal.aborted) throw new DeskrailError('closed', 'The emulated desk was closed.');
    const breaker = breakerOf(webhook);
    if (breaker?.isOpen(time.now())) return undefined;
    const signedAtMs = options.signEachTry === false ? (delivery.attempts[0]?.atMs ?? time.now()) : time.now();
    const { webhookId, invocationId, body } = delivery;
    const attempt = await attemptDelivery({
      ...{ deliver, time, webhook, accountId, timeoutMs, signedAtMs, webhookId, invocationId, body, signal },
    });
    delivery.attempts.push(attempt);
    breaker?.record(time.now(), attempt.outcome === 'accepted');
    return attempt;
  }

  async function next(job: DeliveryJob): Promise<number | undefined> {
    const { delivery } = job;
    const attempt = await slots.use(() => tryOnce(job));
    if (attempt === undefined) delivery.status = 'skipped';
    else if (attempt.outcome === 'accepted') delivery.status = 'delivered';
    else {
      const wait = retryAfter(attempt, delivery.attempts, maxRetries, retryDelayMs);
      if (wait !== undefined) return wait;
      delivery.status = 'failed';
    }
    return undefined;
  }

  return {
    next,
    async goOn(job, waitMs) {
      for (let wait: number | undefined = waitMs; wait !== undefined; wait = await next(job)) {
        if (wait > 0) await time.sleep(wait, signal);
      }
    },
  };
}
