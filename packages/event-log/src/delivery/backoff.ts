import { setTimeout as delay } from 'node:timers/promises';

export interface Backoff {
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/** Doubles with every attempt from 1 up to the most, and takes between half of that and all of it. */
export function backoffMs(attempt: number, { baseDelayMs, maxDelayMs }: Backoff, random: () => number): number {
  return Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(attempt - 1, 30)) * (0.5 + random() / 2);
}

/** Resolves after a time, or at once when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
