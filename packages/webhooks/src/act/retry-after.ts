import type { Clock } from '@deskrail/contracts';

const maxRetryMs = 3_600_000;

/** Milliseconds of a `Retry-After`, in seconds or as a date; an hour at most. `undefined` where there is none. */
export function retryAfterMs(value: string | null, clock: Clock): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - clock.now() : seconds * 1000;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), maxRetryMs) : undefined;
}
