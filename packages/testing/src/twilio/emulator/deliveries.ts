import type { Attempt, Deliver } from '../../delivery/attempt.js';
import { createDeliveries, type Deliveries } from '../../delivery/deliveries.js';
import type { Delivery, DeliveryOptions, Outgoing } from '../../delivery/delivery.js';
import type { SeededRandom } from '../../seeded-random.js';
import type { Time } from '../../time.js';
import type { TwilioFormParams } from '../fixtures/fixture.js';
import { signedTwilioRequest } from '../sign.js';
import { connectionOverrides, givenUpAfter } from './connection-overrides.js';
import type { TwilioWebhookKind } from './webhook-subscription.js';

/**
 * How the emulated Twilio delivers. It waits 15 seconds for an answer, 5 for those to Conversations and Event Streams,
 * unless `timeoutMs` says otherwise.
 */
export interface TwilioDeliveryOptions extends DeliveryOptions {
  /** Wait before a try that connection overrides ask for. Default: 1000. */
  readonly retryDelayMs?: number;
}

interface About {
  readonly kind: TwilioWebhookKind | 'status';
  /** Of the message or the conversation that it is about; of a sink the first event's id. */
  readonly sid: string;
  /** `I-Twilio-Idempotency-Token`: the same for all its tries, its fallback and its duplicate. */
  readonly token: string;
  /** Empty for a sink. */
  readonly params: TwilioFormParams;
}

export interface TwilioDelivery extends Delivery, About {}

export interface TwilioOutgoing extends Outgoing, Omit<About, 'token'> {
  readonly method: 'POST' | 'GET';
  readonly fallbackUrl: string | undefined;
}

export interface TwilioDeliveries extends Deliveries<TwilioOutgoing, About> {}

const giveUpMs = 4 * 3_600_000;

/** Sends webhooks the way Twilio does: once, in no promised order; to sinks of Event Streams at least once. */
export function createTwilioDeliveries(context: {
  readonly deliver: Deliver;
  readonly time: Time;
  readonly random: SeededRandom;
  readonly options: TwilioDeliveryOptions;
  authToken(): string;
  onAnswer(item: TwilioOutgoing, response: Response): Promise<void>;
}): TwilioDeliveries {
  const { random, authToken, onAnswer, options } = context;
  return createDeliveries<TwilioOutgoing, About>({
    ...context,
    manner: {
      timeoutMs: ({ kind }) => (kind === 'conversations' || kind === 'events' ? 5_000 : 15_000),
      overtakenMs: 500,
      about: ({ kind, sid, params }) => ({ kind, sid, params, token: random.uuid() }),
      request(item, { attempts, token: idempotencyToken }) {
        const { url, method, kind, body } = item;
        const sign = { authToken: authToken(), idempotencyToken, method };
        if (kind === 'events') return signedTwilioRequest({ ...sign, url, body });
        const gaveUp = item.fallbackUrl !== undefined && givenUpAfter(attempts, connectionOverrides(url)) !== undefined;
        const target = gaveUp ? (item.fallbackUrl ?? url) : url;
        const params = gaveUp ? { ...item.params, ...whyFallback(url, attempts) } : item.params;
        return signedTwilioRequest({ ...sign, url: target, params });
      },
      retry(last, attempts, { kind, url, fallbackUrl }) {
        if (kind === 'events') return eventBackoff(last, attempts, random);
        const givenUp = givenUpAfter(attempts, connectionOverrides(url));
        if (givenUp === undefined) return options.retryDelayMs ?? 1_000;
        return givenUp === attempts.length && fallbackUrl !== undefined ? 0 : undefined;
      },
      onAnswer,
    },
  });
}

/** What the fallback URL is told: 11205 for no connection, 11200 for anything else. */
function whyFallback(url: string, attempts: readonly Attempt[]): TwilioFormParams {
  const isUnreachable = attempts.at(-1)?.outcome === 'unreachable';
  return { ErrorCode: isUnreachable ? '11205' : '11200', ErrorUrl: url.replace(/#.*$/s, '') };
}

/** Exponential, with jitter, for four hours at most. */
function eventBackoff(last: Attempt, attempts: readonly Attempt[], random: SeededRandom): number | undefined {
  const most = Math.min(600_000, 1_000 * 2 ** (attempts.length - 1));
  const waitMs = Math.ceil(most * (0.5 + random.next() / 2));
  return last.atMs + waitMs - (attempts[0]?.atMs ?? last.atMs) > giveUpMs ? undefined : waitMs;
}
