import { DeskrailError } from '@deskrail/contracts';
import type { SeededRandom } from '../../seeded-random.js';
import type { Time } from '../../time.js';
import type { BreakerOptions } from './circuit-breaker.js';
import type { Attempt, Deliver } from './delivery-attempt.js';
import { createLanes } from './delivery-lanes.js';
import { createTries, type DeliveryJob, type OpenDelivery } from './delivery-tries.js';
import type { ZendeskWebhook } from './webhook-subscription.js';

/** How the emulated desk delivers. Chances are from 0 (never, the default) to 1 (always), drawn from the seed. */
export interface DeliveryOptions {
  /** Chance that an event is sent once more, as "at least once" allows. */
  readonly duplicate?: number;
  /** Chance that the events of one change leave in another order than they happened. */
  readonly reorder?: number;
  /** Wait before a delivery leaves, or a range to draw it from. Default: 0. With a wait, tickets no longer keep order. */
  readonly delayMs?: number | readonly [least: number, most: number];
  /** Wait before a try that the receiver set no time for. Default: 1000. */
  readonly retryDelayMs?: number;
  /** How long Zendesk waits for an answer. Default: 10 000. */
  readonly timeoutMs?: number;
  /** Deliveries under way at once. Default: 16. */
  readonly concurrency?: number;
  /** Deliveries waiting or under way; what comes on top is lost, as the record shows. Default: 10 000. */
  readonly maxPending?: number;
  /** Sign every try at its own time, or keep the first one's. Zendesk does not say which it does. Default: true. */
  readonly signEachTry?: boolean;
  readonly breaker?: BreakerOptions | false;
}

export interface ZendeskDelivery {
  /** Of the whole invocation: the same for all its tries. */
  readonly invocationId: string;
  readonly webhookId: string;
  readonly url: string;
  /** Such as `zen:event-type:ticket.created`; of a trigger webhook `trigger`. */
  readonly type: string;
  /** Of the envelope; of a trigger webhook the same as the invocation's. */
  readonly eventId: string;
  readonly body: string;
  readonly attempts: readonly Attempt[];
  /** `skipped`: the circuit breaker was open; `lost`: too many were waiting, or the desk was closed. */
  readonly status: 'held' | 'pending' | 'delivered' | 'failed' | 'skipped' | 'lost';
  readonly duplicate: boolean;
}

export interface OutgoingEvent {
  readonly type: string;
  readonly eventId: string;
  readonly body: string;
  /** Events of one lane leave in order. */
  readonly lane: string;
}

export interface Deliveries {
  readonly record: readonly ZendeskDelivery[];
  /** The events of one change, to one webhook. */
  send(webhook: ZendeskWebhook, events: readonly OutgoingEvent[]): void;
  /** From now on everything waits, as in an incident; bounded by `maxPending`. */
  hold(): void;
  /** Let go of what was held, in the order it came, reversed, or shuffled by the seed. */
  release(order?: 'as-sent' | 'reversed' | 'shuffled'): void;
  /** Resolves when nothing is waiting or under way, save what is held. */
  settled(options?: { readonly signal?: AbortSignal }): Promise<void>;
  close(): Promise<void>;
}

const maxRecord = 10_000;

/** Sends webhooks the way Zendesk does: at least once, in no promised order. */
export function createDeliveries(context: {
  readonly deliver: Deliver;
  readonly time: Time;
  readonly random: SeededRandom;
  readonly accountId: number;
  readonly options: DeliveryOptions;
}): Deliveries {
  const { time, random, options } = context;
  const { maxPending = 10_000 } = options;
  const record: OpenDelivery[] = [];
  const stop = new AbortController();
  const lanes = createLanes({ tries: createTries({ ...context, signal: stop.signal }), time, signal: stop.signal });
  let held: DeliveryJob[] | undefined;
  const start = (job: DeliveryJob) => lanes.start(job, drawDelay(random, options.delayMs));

  function enqueue(
    webhook: ZendeskWebhook,
    event: OutgoingEvent,
    ids: Pick<OpenDelivery, 'invocationId' | 'duplicate'>,
  ): void {
    const { type, eventId, body, lane } = event;
    const delivery: OpenDelivery = {
      ...{ ...ids, webhookId: webhook.id ?? '', url: webhook.url },
      ...{ type, eventId, body, attempts: [], status: 'pending' },
    };
    record.push(delivery);
    if (record.length > maxRecord) record.shift();
    if (stop.signal.aborted || lanes.running.size + (held?.length ?? 0) >= maxPending) delivery.status = 'lost';
    else if (held === undefined) start({ delivery, webhook, lane: `${webhook.id} ${lane}` });
    else {
      delivery.status = 'held';
      held.push({ delivery, webhook, lane: `${webhook.id} ${lane}` });
    }
  }

  return {
    record,
    send(webhook, events) {
      const ordered = random.next() < (options.reorder ?? 0) ? shuffled(random, events) : events;
      for (const event of ordered) {
        const invocationId = ulid(random);
        enqueue(webhook, event, { invocationId, duplicate: false });
        if (random.next() < (options.duplicate ?? 0)) enqueue(webhook, event, { invocationId, duplicate: true });
      }
    },
    hold() {
      held ??= [];
    },
    release(order = 'as-sent') {
      const jobs = held ?? [];
      held = undefined;
      const ordered = order === 'as-sent' ? jobs : order === 'reversed' ? jobs.toReversed() : shuffled(random, jobs);
      for (const job of ordered) {
        job.delivery.status = 'pending';
        start(job);
      }
    },
    async settled({ signal } = {}) {
      while (lanes.running.size > 0) await untilAborted(Promise.all(lanes.running), signal);
    },
    async close() {
      stop.abort();
      for (const { delivery } of held ?? []) delivery.status = 'lost';
      held = undefined;
      await Promise.all(lanes.running);
    },
  };
}

function untilAborted(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () =>
      reject(new DeskrailError('aborted', 'Stopped waiting for deliveries: the signal was aborted.'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function drawDelay(random: SeededRandom, delay: DeliveryOptions['delayMs'] = 0): number {
  if (typeof delay === 'number') return delay;
  const [least, most] = delay;
  return least + random.below(most - least + 1);
}

function shuffled<Item>(random: SeededRandom, items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

const ulid = (random: SeededRandom): string =>
  `01${Array.from({ length: 24 }, () => random.pick([...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'])).join('')}`;
