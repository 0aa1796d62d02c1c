export interface BreakerOptions {
  /** Share of failed tries within the window that trips it. Default: 0.7. */
  readonly errorRatio?: number;
  /** Failed tries within the window that trip it whatever their share. Default: 1000. */
  readonly maxErrors?: number;
  /** Below this many tries the share says nothing. Zendesk does not publish its own figure. Default: 20. */
  readonly minimumTries?: number;
  /** Default: 5 minutes. */
  readonly windowMs?: number;
  /** How long nothing is delivered. Default: 5 seconds. */
  readonly pauseMs?: number;
}

export interface CircuitBreaker {
  /** While open, events are not delivered, and not later either. */
  isOpen(nowMs: number): boolean;
  record(nowMs: number, succeeded: boolean): void;
}

/** Zendesk's circuit breaker of a webhook: at 70 % errors in five minutes, or more than 1,000, it pauses. */
export function createCircuitBreaker(options: BreakerOptions = {}): CircuitBreaker {
  const { errorRatio = 0.7, maxErrors = 1000, minimumTries = 20, windowMs = 300_000, pauseMs = 5_000 } = options;
  let openUntil = Number.NEGATIVE_INFINITY;
  let tries: { readonly at: number; readonly succeeded: boolean }[] = [];
  return {
    isOpen: (now) => now < openUntil,
    record(now, succeeded) {
      tries = [...tries.filter(({ at }) => at > now - windowMs), { at: now, succeeded }].slice(-10 * maxErrors);
      const errors = tries.filter((one) => !one.succeeded).length;
      if (errors > maxErrors || (tries.length >= minimumTries && errors / tries.length >= errorRatio)) {
        openUntil = now + pauseMs;
        tries = [];
      }
    },
  };
}
