import type { DriverError } from '../driver.js';

/** What is wrong with a consumer now, each part by its name; what passes at once is not told. */
export interface Troubles {
  /** Returns how often in a row it failed. */
  failed(part: string, error: DriverError): number;
  worked(part: string): void;
}

/** A leader moves and a coordinator loads within a try or two. */
const quietFailures = 2;

export function createTroubles(tell: { onTrouble(error: DriverError): void; onRecovered(): void }): Troubles {
  const failures = new Map<string, number>();
  let told = false;
  return {
    failed(part, error) {
      const count = (failures.get(part) ?? 0) + 1;
      failures.set(part, count);
      if (count > quietFailures || error.kind !== 'unavailable') {
        told = true;
        tell.onTrouble(error);
      }
      return count;
    },
    worked(part) {
      if (!failures.delete(part) || failures.size > 0 || !told) return;
      told = false;
      tell.onRecovered();
    },
  };
}
