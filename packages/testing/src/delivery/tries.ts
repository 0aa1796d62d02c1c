import { DeskrailError } from '@deskrail/contracts';
import type { Time } from '../time.js';
import { type Attempt, attemptDelivery, type Deliver } from './attempt.js';
import type { Delivery, DeliveryManner, DeliveryOptions, Outgoing } from './delivery.js';
import { createSlots } from './slots.js';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** A delivery as its tries go on. */
export type OpenDelivery<About extends object> = About &
  Mutable<Omit<Delivery, 'attempts'>> & { readonly attempts: Attempt[] };

export interface DeliveryJob<Item extends Outgoing, About extends object> {
  readonly delivery: OpenDelivery<About>;
  readonly item: Item;
}

export interface DeliveryTries<Item extends Outgoing, About extends object> {
  /** One try. Settles the delivery, or says how long to wait before the next. */
  next(job: DeliveryJob<Item, About>): Promise<number | undefined>;
  /** All further tries, beginning with a wait. */
  goOn(job: DeliveryJob<Item, About>, waitMs: number): Promise<void>;
}

/** Tries a delivery for as long as the vendor's manner says to. */
export function createTries<Item extends Outgoing, About extends object>(context: {
  readonly deliver: Deliver;
  readonly time: Time;
  readonly manner: DeliveryManner<Item, About>;
  readonly options: DeliveryOptions;
  readonly signal: AbortSignal;
}): DeliveryTries<Item, About> {
  const { deliver, time, manner, options, signal } = context;
  const slots = createSlots(options.concurrency ?? 16);

  /** Settles the delivery, or gives the wait that a gate or the retry policy asks for. */
  async function tryOnce({ delivery, item }: DeliveryJob<Item, About>): Promise<number | undefined> {
    if (signal.aborted) throw new DeskrailError('closed', 'The emulated desk was closed.');
    const gate = manner.gate?.(item);
    const admitted = gate?.admit(time.now(), delivery) ?? 'go';
    if (admitted !== 'go') {
      if ('waitMs' in admitted) return admitted.waitMs;
      delivery.status = admitted.end;
      return undefined;
    }
    const atMs = time.now();
    const request = await manner.request(item, delivery, atMs);
    const usualMs = typeof manner.timeoutMs === 'number' ? manner.timeoutMs : manner.timeoutMs(item);
    const timeoutMs = options.timeoutMs ?? usualMs;
    const onAnswer = (answer: Response) => manner.onAnswer?.(item, answer);
    const attempt = await attemptDelivery({ deliver, time, request, atMs, timeoutMs, signal, onAnswer });
    delivery.attempts.push(attempt);
    gate?.note?.(time.now(), attempt);
    const wait = attempt.outcome === 'accepted' ? undefined : manner.retry(attempt, delivery.attempts, item);
    if (wait === undefined) delivery.status = attempt.outcome === 'accepted' ? 'delivered' : 'failed';
    return wait;
  }

  const next = (job: DeliveryJob<Item, About>) => slots.use(() => tryOnce(job));

  return {
    next,
    async goOn(job, waitMs) {
      for (let wait: number | undefined = waitMs; wait !== undefined; wait = await next(job)) {
        if (wait > 0) await time.sleep(wait, signal);
      }
    },
  };
}
