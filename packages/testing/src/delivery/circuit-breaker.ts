import type { Gate } from './delivery.js';

export interface BreakerOptions {
  /** Share of failed tries within the window that trips it. Default: 0.7. */
  readonly errorRatio?: number;
  /** Failed tries within the window that trip it whatever their share. Default: 1000. */
  readonly maxErrors?: number;
  /** Below this many tries the share says nothing. Vendors do not publish theirs. Default: 20. */
  readonly minimumTries?: number;
  /** Default: 5 minutes. */
  readonly windowMs?: number;
  /** How long nothing is delivered. Default: 5 seconds. */
  readonly pauseMs?: number;
}

/** Breakers by URL. */
export function createBreakers(options?: BreakerOptions): { of(url: string): Gate } {
  const breakers = new Map<string, Gate>();
  return {
    of(url) {
      const breaker = breakers.get(url) ?? createCircuitBreaker(options);
      breakers.set(url, breaker);
      return breaker;
    },
  };
}

/** At 70 % errors in five minutes, or more than 1,000, it pauses: what comes then is not delivered, and not later either. */
function createCircuitBreaker(options: BreakerOptions = {}): Gate {
  const { errorRatio = 0.7, maxErrors = 1000, minimumTries = 20, windowMs = 300_000, pauseMs = 5_000 } = options;
  let openUntil = Number.NEGATIVE_INFINITY;
  let tries: { readonly at: number; readonly succeeded: boolean }[] = [];
  return {
    admit: (now) => (now < openUntil ? { end: 'skipped' } : 'go'),
    note(now, { outcome }) {
      const latest = { at: now, succeeded: outcome === 'accepted' };
      tries = [...tries.filter(({ at }) => at > now - windowMs), latest].slice(-10 * maxErrors);
      const errors = tries.filter((one) => !one.succeeded).length;
      if (errors > maxErrors || (tries.length >= minimumTries && errors / tries.length >= errorRatio)) {
        openUntil = now + pauseMs;
        tries = [];
      }
    },
  };
}
