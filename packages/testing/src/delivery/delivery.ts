import type { Attempt } from './attempt.js';

/** One webhook to one receiver, and what became of it. */
export interface Delivery {
  readonly url: string;
  readonly body: string;
  readonly attempts: readonly Attempt[];
  /**
   * `skipped`: the circuit breaker was open; `dropped`: postponed for too long; `lost`: too many were waiting, or the
   * desk was closed.
   */
  readonly status: 'held' | 'pending' | 'delivered' | 'failed' | 'skipped' | 'dropped' | 'lost';
  /** Sent once more, though the first may well have arrived. */
  readonly duplicate: boolean;
}

/** What every emulated desk can be told about its webhooks. Chances are from 0 (never, the default) to 1 (always). */
export interface DeliveryOptions {
  /** Chance that an event is sent once more, as "at least once" allows. */
  readonly duplicate?: number;
  /** Chance that events leave in another order than they happened. */
  readonly reorder?: number;
  /** Wait before a delivery leaves, or a range to draw it from. Default: 0. With a wait, nothing keeps its order. */
  readonly delayMs?: number | readonly [least: number, most: number];
  /** How long the desk waits for an answer. */
  readonly timeoutMs?: number;
  /** Deliveries under way at once. Default: 16. */
  readonly concurrency?: number;
  /** Deliveries waiting or under way; what comes on top is lost, as the record shows. Default: 10 000. */
  readonly maxPending?: number;
}

/** What is to be sent; a vendor's own kind holds whatever its request needs. */
export interface Outgoing {
  readonly url: string;
  readonly body: string;
  /** Events of one lane leave in order. */
  readonly lane: string;
}

/** How long to wait before the next try, given all tries so far; `undefined` for never. */
export type RetryPolicy<Item extends Outgoing> = (
  last: Attempt,
  attempts: readonly Attempt[],
  item: Item,
) => number | undefined;

/** What may stand before a try: a circuit breaker, a rate budget. */
export interface Gate {
  /** Go ahead, wait so long and ask again, or never. */
  admit(
    nowMs: number,
    delivery: Delivery,
  ): 'go' | { readonly waitMs: number } | { readonly end: 'skipped' | 'dropped' };
  /** Told how a try ended. */
  note?(nowMs: number, attempt: Attempt): void;
}

/** How one vendor delivers. `About` is what its record says beside the rest. */
export interface DeliveryManner<Item extends Outgoing, About extends object> {
  /** Drawn once for an event; its duplicate is about the same. */
  about(item: Item): About;
  /** A try's request, signed as the vendor signs it. */
  request(item: Item, delivery: About & Delivery, nowMs: number): Request | Promise<Request>;
  readonly retry: RetryPolicy<Item>;
  gate?(item: Item): Gate | undefined;
  /** Reads what the receiver answered, where the vendor acts on it; may use up its body. */
  onAnswer?(item: Item, response: Response): Promise<void>;
  /** How long the vendor waits for an answer, where the options do not say. */
  readonly timeoutMs: number | ((item: Item) => number);
  /**
   * Where a change is mostly told by one webhook: what is drawn by `reorder` waits this long, so that later ones
   * overtake it. Left out, the events of one change are shuffled.
   */
  readonly overtakenMs?: number;
}
