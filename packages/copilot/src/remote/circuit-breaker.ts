import type { Clock } from '@deskrail/contracts';

export interface BreakerOptions {
  readonly clock: Clock;
  /** Failures in a row that open it. Default: 5. */
  readonly failures?: number | undefined;
  /** How long nothing is sent. Default: 30 000. */
  readonly openMs?: number | undefined;
}

/**
 * `closed`: calls are sent. `open`: none is, so that nobody waits for a service that is down. `half-open`: one is, and
 * decides.
 */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** A call that may be sent; told once how it ended. */
export interface Permit {
  succeeded(): void;
  failed(): void;
  /** It ended and says nothing of the service, such as one that its caller gave up. */
  abandoned(): void;
}

export interface CircuitBreaker {
  readonly state: BreakerState;
  /** A permit to send a call now; none while it is open, or half-open with its one call under way. */
  admit(): Permit | undefined;
}

export function createCircuitBreaker({ clock, failures = 5, openMs = 30_000 }: BreakerOptions): CircuitBreaker {
  let inRow = 0;
  let openedAt: number | undefined;
  let trying = false;
  const state = (): BreakerState =>
    openedAt === undefined ? 'closed' : clock.now() - openedAt >= openMs ? 'half-open' : 'open';

  const permit = (isTrial: boolean): Permit => ({
    succeeded() {
      if (isTrial) trying = false;
      // One that was sent before it opened does not close it: what failed since is newer.
      if (isTrial || openedAt === undefined) [inRow, openedAt] = [0, undefined];
    },
    failed() {
      if (isTrial) trying = false;
      inRow += 1;
      if (isTrial || (openedAt === undefined && inRow >= failures)) openedAt = clock.now();
    },
    abandoned() {
      if (isTrial) trying = false;
    },
  });

  return {
    get state() {
      return state();
    },
    admit() {
      const now = state();
      if (now === 'closed') return permit(false);
      if (now === 'open' || trying) return undefined;
      trying = true;
      return permit(true);
    },
  };
}
