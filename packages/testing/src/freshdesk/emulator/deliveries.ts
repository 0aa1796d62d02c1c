import type { Deliver } from '../../delivery/attempt.js';
import { createDeliveries, type Deliveries } from '../../delivery/deliveries.js';
import type { Delivery, DeliveryOptions, Outgoing } from '../../delivery/delivery.js';
import type { SeededRandom } from '../../seeded-random.js';
import type { Time } from '../../time.js';
import type { RateBudget } from './rate-budget.js';
import { addressOf, type FreshdeskWebhook } from './webhook.js';

/** How the emulated Freshdesk delivers. It waits 30 seconds for an answer unless `timeoutMs` says otherwise. */
export interface FreshdeskDeliveryOptions extends DeliveryOptions {
  /** Waits before the second try, the third and so on. Default: 5, 30 and 60 minutes. */
  readonly retryAfterMs?: readonly number[];
}

interface About {
  readonly content: 'simple' | 'template' | 'app';
  /** `triggered_event` of a rule, or an app event's name. */
  readonly told: string;
}

export interface FreshdeskDelivery extends Delivery, About {}

export interface FreshdeskOutgoing extends Outgoing, About {
  readonly webhook: FreshdeskWebhook;
}

const scheduleMs = [5, 30, 60].map((minutes) => minutes * 60_000);

/** How long what `reorder` draws is overtaken for: a change is mostly one webhook, so that there is nothing to shuffle. */
const overtakenMs = 2_000;

/** Rules' webhooks are tried four times in 95 minutes, on the account's budget; an app posts once, on its own. */
export function createFreshdeskDeliveries(context: {
  readonly deliver: Deliver;
  readonly time: Time;
  readonly random: SeededRandom;
  readonly budget: RateBudget | undefined;
  readonly options: FreshdeskDeliveryOptions;
}): Deliveries<FreshdeskOutgoing, About> {
  const { options, budget } = context;
  const { retryAfterMs = scheduleMs } = options;
  return createDeliveries<FreshdeskOutgoing, About>({
    ...context,
    manner: {
      ...{ timeoutMs: 30_000, overtakenMs },
      about: ({ content, told }) => ({ content, told }),
      request({ webhook, body }) {
        const { url, headers } = addressOf(webhook);
        return new Request(url, { method: 'POST', headers, body });
      },
      retry: (_last, attempts, { content }) => (content === 'app' ? undefined : retryAfterMs[attempts.length - 1]),
      gate: ({ content }) => (content === 'app' ? undefined : budget?.gate),
    },
  });
}
