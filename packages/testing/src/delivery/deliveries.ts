import { DeskrailError } from '@deskrail/contracts';
import type { SeededRandom } from '../seeded-random.js';
import type { Time } from '../time.js';
import type { Deliver } from './attempt.js';
import type { Delivery, DeliveryManner, DeliveryOptions, Outgoing } from './delivery.js';
import { createLanes } from './lanes.js';
import { createTries, type DeliveryJob, type OpenDelivery } from './tries.js';

export type ReleaseOrder = 'as-sent' | 'reversed' | 'shuffled';

export interface Deliveries<Item extends Outgoing, About extends object> {
  /** The last 10,000. */
  readonly record: readonly (About & Delivery)[];
  /** The events of one change, to one webhook. */
  send(items: readonly Item[]): void;
  /** From now on everything waits, as in an incident; bounded by `maxPending`. */
  hold(): void;
  /** Let go of what was held, in the order it came, reversed, or shuffled by the seed. */
  release(order?: ReleaseOrder): void;
  /** Resolves when nothing is waiting or under way, save what is held. */
  settled(options?: { readonly signal?: AbortSignal }): Promise<void>;
  close(): Promise<void>;
}

const maxRecord = 10_000;

/** Sends webhooks in a vendor's manner: at least once, in no promised order, and the same way for the same seed. */
export function createDeliveries<Item extends Outgoing, About extends object>(context: {
  readonly deliver: Deliver;
  readonly time: Time;
  readonly random: SeededRandom;
  readonly manner: DeliveryManner<Item, About>;
  readonly options: DeliveryOptions;
}): Deliveries<Item, About> {
  const { time, random, manner, options } = context;
  const { maxPending = 10_000 } = options;
  const record: OpenDelivery<About>[] = [];
  const stop = new AbortController();
  const lanes = createLanes({ tries: createTries({ ...context, signal: stop.signal }), time, signal: stop.signal });
  let held: DeliveryJob<Item, About>[] | undefined;
  const start = (job: DeliveryJob<Item, About>, ms = 0) => lanes.start(job, ms + drawDelay(random, options.delayMs));

  function enqueue(item: Item, about: About, { duplicate, waitMs }: { duplicate: boolean; waitMs: number }): void {
    const { url, body } = item;
    const delivery: OpenDelivery<About> = { ...about, url, body, attempts: [], status: 'pending', duplicate };
    record.push(delivery);
    if (record.length > maxRecord) record.shift();
    if (stop.signal.aborted || lanes.running.size + (held?.length ?? 0) >= maxPending) delivery.status = 'lost';
    else if (held === undefined) start({ delivery, item }, waitMs);
    else {
      delivery.status = 'held';
      held.push({ delivery, item });
    }
  }

  return {
    record,
    send(items) {
      const isReordered = random.next() < (options.reorder ?? 0);
      const waitMs = isReordered ? (manner.overtakenMs ?? 0) : 0;
      for (const item of isReordered ? shuffled(random, items) : items) {
        const about = manner.about(item);
        enqueue(item, about, { duplicate: false, waitMs });
        if (random.next() < (options.duplicate ?? 0)) enqueue(item, about, { duplicate: true, waitMs });
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
