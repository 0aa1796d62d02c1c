import { setTimeout as sleepFor } from 'node:timers/promises';
import {
  type Clock,
  DeskrailError,
  type EventLog,
  type From,
  type Logger,
  type Store,
  silentLogger,
  systemClock,
} from '@deskrail/contracts';
import { codeOf } from '../code-of.js';
import { createFallbackRates, type FallbackRates } from './fallback-rates.js';

export interface FallbackWatchOptions {
  readonly log: EventLog;
  readonly store: Pick<Store, 'transact'>;
  /** From which rate on the copilot is said to be getting worse. Default: 0.3. */
  readonly threshold?: number | undefined;
  /** Default: a day. */
  readonly windowSeconds?: number | undefined;
  /** Replies asked for in the window below which a rate says nothing, as on a first day. Default: 50. */
  readonly minimum?: number | undefined;
  /** How often to look while nothing happens. Default: a 24th of the window. */
  readonly lookMs?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** How often somebody who asked got no reply of the model's: withheld, or written by the fallback. */
export interface FallbackWatch extends AsyncDisposable {
  /** Of all tenants in the window; `undefined` while nothing was asked. */
  rate(): number | undefined;
  /** Begin to read; idempotent. */
  start(): void;
  close(): Promise<void>;
}

/**
 * Watches the rate of fallbacks per tenant and emits `fallback-rate.exceeded.v1` once a crossing. It reads the window again
 * when it starts; what was said before is remembered in the store, so that neither a restart nor another instance says
 * it again. Throws `config-invalid`.
 */
export function createFallbackWatch(options: FallbackWatchOptions): FallbackWatch {
  const { log, store, threshold = 0.3, windowSeconds = 86_400, minimum = 50 } = options;
  const { clock = systemClock, logger = silentLogger } = options;
  if (!(threshold > 0 && threshold <= 1) || !(windowSeconds > 0) || !(minimum >= 1)) {
    throw new DeskrailError('config-invalid', 'A fallback threshold is over 0 and at most 1, its window over 0 s.');
  }
  const stop = new AbortController();
  const rates = createFallbackRates({ store, threshold, windowSeconds, minimum, clock, logger });
  const lookMs = options.lookMs ?? Math.max(1_000, Math.min((windowSeconds * 1_000) / 24, 3_600_000));
  let running: Promise<unknown> | undefined;

  async function close(): Promise<void> {
    stop.abort(new DeskrailError('closed', 'The fallback watch is closing.'));
    await running;
  }

  return {
    rate: rates.rate,
    start() {
      if (stop.signal.aborted) return;
      const since = new Date(Math.max(0, clock.now() - windowSeconds * 1_000)).toISOString();
      running ??= follow({ log, rates, since, lookMs, logger, signal: stop.signal });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Following {
  readonly log: EventLog;
  readonly rates: FallbackRates;
  readonly since: string;
  readonly lookMs: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const firstWaitMs = 1_000;
const maxWaitMs = 30_000;

/** First the window as it is, then what comes. When the log is away it waits and goes on where it was. */
async function follow({ log, rates, since, lookMs, logger, signal }: Following): Promise<void> {
  let from: From = { time: since };
  let waitMs = firstWaitMs;
  // Nothing is judged by half of the window.
  let whole = false;

  async function read(until: 'end' | 'never'): Promise<void> {
    for await (const { event, appendedAt, cursor } of log.read({ stream: 'decisions', from, until, signal })) {
      from = { after: cursor };
      waitMs = firstWaitMs;
      const tenant = rates.count(event, appendedAt);
      if (whole && tenant !== undefined) await rates.look(tenant);
    }
  }

  async function lookNowAndThen(): Promise<void> {
    while (!signal.aborted) {
      if (whole) await rates.lookAtAll();
      await sleepFor(lookMs, undefined, { signal }).catch(() => {});
    }
  }

  let looking: Promise<void> | undefined;
  while (!signal.aborted) {
    try {
      if (!whole) await read('end');
      whole = true;
      looking ??= lookNowAndThen();
      await read('never');
    } catch (error) {
      if (signal.aborted) break;
      if (waitMs === firstWaitMs) logger.warn({ code: codeOf(error) }, 'the fallback rate cannot be read for now');
    }
    await sleepFor(waitMs, undefined, { signal }).catch(() => {});
    waitMs = Math.min(waitMs * 2, maxWaitMs);
  }
  await looking;
}
