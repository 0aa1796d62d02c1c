import { isDependencyFailure } from '@deskrail/contracts';
import { type Backoff, backoffMs, pause } from './backoff.js';
import type { Failure } from './dead-letter.js';
import type { Pauses } from './pauses.js';
import type { Entry } from './window.js';

export interface Retry extends Backoff {
  readonly attempts: number;
}

export interface Delivery {
  handle(entries: readonly Entry[], attempt: number): Promise<void>;
  /** Put it aside, durably. */
  bury(entry: Entry, failure: Failure): Promise<void>;
  finish(entries: readonly Entry[]): void;
  readonly pauses: Pauses;
  readonly retry: Retry;
  /** Ends retries and waits; what is not done stays so. */
  readonly stopping: AbortSignal;
  readonly random: () => number;
}

type Outcome = { readonly done: true } | { readonly done: false; readonly error: unknown };

/**
 * See events through: handled, or, where one cannot be, in the dead letters. A failing batch is halved until the guilty
 * event stands alone, and only that one is retried. Ends early only when told to stop.
 */
export async function deliver(entries: readonly Entry[], delivery: Delivery): Promise<void> {
  const [first] = entries;
  if (first === undefined) return;
  if ('unreadable' in first.content) {
    return bury(first, { reason: 'unreadable', error: first.content.unreadable, attempts: 0 }, delivery);
  }
  for (let attempt = 1; !delivery.stopping.aborted; attempt += 1) {
    const outcome = await whilePaused(() => delivery.handle(entries, attempt), delivery);
    if (outcome.done) return delivery.finish(entries);
    if (delivery.stopping.aborted) return;
    if (entries.length > 1) {
      const middle = entries.length >> 1;
      await deliver(entries.slice(0, middle), delivery);
      return deliver(entries.slice(middle), delivery);
    }
    if (attempt >= delivery.retry.attempts) {
      return bury(first, { reason: 'handler-failed', error: outcome.error, attempts: attempt }, delivery);
    }
    await pause(backoffMs(attempt, delivery.retry, delivery.random), delivery.stopping);
  }
}

async function bury(entry: Entry, failure: Failure, delivery: Delivery): Promise<void> {
  const outcome = await whilePaused(() => delivery.bury(entry, failure), delivery);
  if (outcome.done) delivery.finish([entry]);
}

/** Try until it succeeds or fails for a reason of its own: a dependency that is away is waited for, and not counted. */
async function whilePaused(action: () => Promise<void>, delivery: Delivery): Promise<Outcome> {
  let paused = false;
  try {
    for (let round = 1; ; round += 1) {
      const outcome = await outcomeOf(action);
      if (outcome.done || delivery.stopping.aborted || !isDependencyFailure(outcome.error)) return outcome;
      if (!paused) delivery.pauses.begin(outcome.error);
      paused = true;
      await pause(backoffMs(round, delivery.retry, delivery.random), delivery.stopping);
      if (delivery.stopping.aborted) return outcome;
    }
  } finally {
    if (paused) delivery.pauses.end();
  }
}

async function outcomeOf(action: () => Promise<void>): Promise<Outcome> {
  try {
    await action();
    return { done: true };
  } catch (error) {
    return { done: false, error };
  }
}
