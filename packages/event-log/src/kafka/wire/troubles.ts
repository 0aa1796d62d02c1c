import type { DriverError } from '../driver.js';

/** What is wrong with a consumer now, each part by its name; what passes at once is not told. */
export interface Troubles {
  /** Returns how often in a row it failed. */
  failed(part: string, error: DriverError): number;
  worked(part: string): void;
}

/** A leader moves and a coordinator loads within a try or two, and within a second. */
const quietFailures = 2;
const quietMs = 1_000;

export function createTroubles(tell: { onTrouble(error: DriverError): void; onRecovered(): void }): Troubles {
  const failures = new Map<string, { count: number; readonly since: number }>();
  let told = false;
  return {
    failed(part, error) {
      const failing = failures.get(part) ?? { count: 0, since: performance.now() };
      failures.set(part, failing);
      failing.count += 1;
      const isLasting = failing.count > quietFailures || performance.now() - failing.since > quietMs;
      if (isLasting || error.kind !== 'unavailable') {
        told = true;
        tell.onTrouble(error);
      }
      return failing.count;
    },
    worked(part) {
      if (!failures.delete(part) || failures.size > 0 || !told) return;
      told = false;
      tell.onRecovered();
    },
  };
}
