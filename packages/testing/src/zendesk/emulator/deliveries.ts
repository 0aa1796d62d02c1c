import { DeskrailError } from '@deskrail/contracts';
import type { SeededRandom } from '../../seeded-random.js';
import type { Time } from '../../time.js';
import { type BreakerOptions, type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.js';
import { type Attempt, attemptDelivery, type Deliver, retryAfter } from './delivery-attempt.js';
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

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Open = Mutable<Omit<ZendeskDelivery, 'attempts'>> & { attempts: Attempt[] };
interface Job {
  readonly delivery: Open;
  readonly webhook: ZendeskWebhook;
  readonly lane: string;
}

const maxRecord = 10_000;
const maxRetries = { conflict: 3, askedToWait: 3, timedOut: 5 } as const;

/**
 * Sends webhooks the way Zendesk does: at least once, in no promised order. A 409 is tried again up to three times, a 429
 * or 503 only with a `Retry-After` below 60 seconds, a time-out up to five times; any other failure is final.
 */
export function createDeliveries(context: {
  readonly deliver: Deliver;
  readonly time: Time;
  readonly random: SeededRandom;
  readonly accountId: number;
  readonly options: DeliveryOptions;
}): Deliveries {
  const { deliver, time, random, accountId, options } = context;
  const { concurrency = 16, maxPending = 10_000, retryDelayMs = 1_000, timeoutMs = 10_000 } = options;
  const record: Open[] = [];
  const running = new Set<Promise<void>>();
  const lanes = new Map<string, Promise<void>>();
  const breakers = new Map<string, CircuitBreaker>();
  const stop = new AbortController();
  const slots = createSlots(concurrency);
  let held: Job[] | undefined;

  const breakerOf = (webhook: ZendeskWebhook): CircuitBreaker | undefined => {
    if (options.breaker === false) return undefined;
    const known = breakers.get(webhook.url) ?? createCircuitBreaker(options.breaker);
    breakers.set(webhook.url, known);
    return known;
  };

  /** One try; `undefined` where the breaker is open. */
  async function tryOnce({ delivery, webhook }: Job): Promise<Attempt | undefined> {
    if (stop.signal.aborted) throw new DeskrailError('closed', 'The emulated desk was closed.');
    const breaker = breakerOf(webhook);
    if (breaker?.isOpen(time.now())) return undefined;
    const signedAtMs = options.signEachTry === false ? (delivery.attempts[0]?.atMs ?? time.now()) : time.now();
    const attempt = await attemptDelivery({
      ...{ deliver, time, webhook, accountId, timeoutMs, signedAtMs },
      ...{ webhookId: delivery.webhookId, invocationId: delivery.invocationId, body: delivery.body },
      signal: stop.signal,
    });
    delivery.attempts.push(attempt);
    breaker?.record(time.now(), attempt.outcome === 'accepted');
    return attempt;
  }

  /** Settles the delivery, or says how long to wait before the next try. */
  function judge(delivery: Open, attempt: Attempt | undefined): number | undefined {
    if (attempt === undefined) delivery.status = 'skipped';
    else if (attempt.outcome === 'accepted') delivery.status = 'delivered';
    else {
      const wait = retryAfter(attempt, delivery.attempts, maxRetries, retryDelayMs);
      if (wait !== undefined) return wait;
      delivery.status = 'failed';
    }
    return undefined;
  }

  async function retry(job: Job, firstWait: number): Promise<void> {
    for (let wait: number | undefined = firstWait; wait !== undefined; ) {
      if (wait > 0) await time.sleep(wait, stop.signal);
      wait = judge(job.delivery, await slots.use(() => tryOnce(job)));
    }
  }

  function start(job: Job): void {
    const delay = drawDelay(random, options.delayMs);
    const before = delay > 0 ? time.sleep(delay, stop.signal) : (lanes.get(job.lane) ?? Promise.resolve());
    const first = before.then(async () => judge(job.delivery, await slots.use(() => tryOnce(job))));
    // The lane moves on after the first try: what is tried again may be overtaken.
    const lane = first.then(ignore, ignore);
    if (delay === 0) lanes.set(job.lane, lane);
    const whole = first
      .then((wait) => (wait === undefined ? undefined : retry(job, wait)))
      .catch(() => {
        job.delivery.status = 'lost';
      })
      .finally(() => {
        running.delete(whole);
        if (lanes.get(job.lane) === lane) lanes.delete(job.lane);
      });
    running.add(whole);
  }

  function enqueue(webhook: ZendeskWebhook, event: OutgoingEvent, ids: Pick<Open, 'invocationId' | 'duplicate'>): void {
    const { type, eventId, body, lane } = event;
    const delivery: Open = {
      ...{ ...ids, webhookId: webhook.id ?? '', url: webhook.url },
      ...{ type, eventId, body, attempts: [], status: 'pending' },
    };
    record.push(delivery);
    if (record.length > maxRecord) record.shift();
    if (stop.signal.aborted || running.size + (held?.length ?? 0) >= maxPending) delivery.status = 'lost';
    else if (held === undefined) start({ delivery, webhook, lane });
    else {
      delivery.status = 'held';
      held.push({ delivery, webhook, lane });
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
      const ordered = {
        'as-sent': () => jobs,
        reversed: () => jobs.toReversed(),
        shuffled: () => shuffled(random, jobs),
      };
      for (const job of ordered[order]()) {
        job.delivery.status = 'pending';
        start(job);
      }
    },
    async settled({ signal } = {}) {
      while (running.size > 0) await untilAborted(Promise.all(running), signal);
    },
    async close() {
      stop.abort();
      for (const { delivery } of held ?? []) delivery.status = 'lost';
      held = undefined;
      await Promise.all(running);
    },
  };
}

/** At most `limit` at once; the others wait their turn. */
function createSlots(limit: number) {
  const waiting: (() => void)[] = [];
  let used = 0;
  return {
    async use<Result>(work: () => Promise<Result>): Promise<Result> {
      if (used >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
      else used += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) used -= 1;
        else next();
      }
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

const ignore = () => {};
