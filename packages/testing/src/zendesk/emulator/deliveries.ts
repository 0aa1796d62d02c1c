import type { Attempt, Deliver } from '../../delivery/attempt.js';
import { type BreakerOptions, createBreakers } from '../../delivery/circuit-breaker.js';
import { createDeliveries, type Deliveries } from '../../delivery/deliveries.js';
import type { Delivery, DeliveryOptions, Outgoing } from '../../delivery/delivery.js';
import type { SeededRandom } from '../../seeded-random.js';
import type { Time } from '../../time.js';
import { signedZendeskRequest } from '../sign.js';
import { wholeSecond } from './desk-state.js';
import type { ZendeskWebhook } from './webhook-subscription.js';

/** How the emulated Zendesk delivers. It waits 10 seconds for an answer unless `timeoutMs` says otherwise. */
export interface ZendeskDeliveryOptions extends DeliveryOptions {
  /** Wait before a try that the receiver set no time for. Default: 1000. */
  readonly retryDelayMs?: number;
  /** Sign every try at its own time, or keep the first one's. Zendesk does not say which it does. Default: true. */
  readonly signEachTry?: boolean;
  readonly breaker?: BreakerOptions | false;
}

interface About {
  /** Of the whole invocation: the same for all its tries. */
  readonly invocationId: string;
  readonly webhookId: string;
  /** Such as `zen:event-type:ticket.created`; of a trigger webhook `trigger`. */
  readonly type: string;
  /** Of the envelope; of a trigger webhook the same as the invocation's. */
  readonly eventId: string;
}

export interface ZendeskDelivery extends Delivery, About {}

export interface OutgoingEvent {
  readonly type: string;
  readonly eventId: string;
  readonly body: string;
  /** Events of one lane leave in order. */
  readonly lane: string;
}

interface Item extends OutgoingEvent, Outgoing {
  readonly webhook: ZendeskWebhook;
}

export interface ZendeskDeliveries extends Omit<Deliveries<Item, About>, 'send'> {
  /** The events of one change, to one webhook. */
  send(webhook: ZendeskWebhook, events: readonly OutgoingEvent[]): void;
}

/** Sends webhooks the way Zendesk does: at least once, in no promised order. */
export function createZendeskDeliveries(context: {
  readonly deliver: Deliver;
  readonly time: Time;
  readonly random: SeededRandom;
  readonly accountId: number;
  readonly options: ZendeskDeliveryOptions;
}): ZendeskDeliveries {
  const { random, accountId, options } = context;
  const breakers = options.breaker === false ? undefined : createBreakers(options.breaker);
  const deliveries = createDeliveries<Item, About>({
    ...context,
    manner: {
      timeoutMs: 10_000,
      about: ({ type, eventId, webhook }) => ({
        ...{ invocationId: ulid(random), webhookId: webhook.id ?? '', type, eventId },
      }),
      request({ webhook, body }, { attempts, invocationId, webhookId }, nowMs) {
        const signedAtMs = options.signEachTry === false ? (attempts[0]?.atMs ?? nowMs) : nowMs;
        const { url, secret } = webhook;
        const timestamp = wholeSecond(signedAtMs);
        return signedZendeskRequest({ url, secret, timestamp, body, webhookId, invocationId, accountId });
      },
      retry: (last, attempts) => retryAfter(last, attempts, options.retryDelayMs ?? 1_000),
      gate: ({ url }) => breakers?.of(url),
    },
  });
  return {
    ...deliveries,
    send: (webhook, events) => deliveries.send(events.map((event) => ({ ...event, webhook, url: webhook.url }))),
  };
}

const most = { conflict: 3, askedToWait: 3, timedOut: 5 } as const;

/**
 * A 409 is tried again up to three times, a 429 or 503 only with a `Retry-After` below 60 seconds, a time-out up to five
 * times; any other failure is final.
 */
function retryAfter(last: Attempt, attempts: readonly Attempt[], retryDelayMs: number): number | undefined {
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

const ulid = (random: SeededRandom): string =>
  `01${Array.from({ length: 24 }, () => random.pick([...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'])).join('')}`;
