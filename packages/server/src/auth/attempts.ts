import { type Clock, DeskrailError } from '@deskrail/contracts';

export interface Attempts {
  /** Count a wrong key or code; throws `rate-limited` once there were too many in a minute. */
  fail(address: string): void;
}

const windowMs = 60_000;
const maxAddresses = 1000;

/**
 * Soft: only answers to wrong keys change, so that nobody can lock others out. What keeps keys from being guessed is
 * their length; this keeps a loop that guesses from filling the look-ups and the logs behind it.
 */
export function createAttempts({ clock, perMinute }: { readonly clock: Clock; readonly perMinute: number }): Attempts {
  const windows = new Map<string, { count: number; endsAtMs: number }>();
  return {
    fail(address) {
      const now = clock.now();
      let window = windows.get(address);
      if (window === undefined || window.endsAtMs <= now) {
        windows.delete(address);
        const [oldest] = windows.keys();
        if (windows.size >= maxAddresses && oldest !== undefined) windows.delete(oldest);
        window = { count: 0, endsAtMs: now + windowMs };
        windows.set(address, window);
      }
      window.count += 1;
      if (window.count <= perMinute) return;
      const retryAfterSeconds = Math.max(1, Math.ceil((window.endsAtMs - now) / 1000));
      throw new DeskrailError('rate-limited', 'Too many wrong keys. Check the key, and wait before trying again.', {
        retryable: true,
        details: { retryAfterSeconds },
      });
    },
  };
}
