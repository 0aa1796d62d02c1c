const minute = 60_000;
const hour = 60 * minute;

/** Waits between attempts, in ms: the schedule that Standard Webhooks suggests, over about three days. */
export const retryWaitsMs: readonly number[] = [
  5_000,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** An endpoint that has only failed for so long is turned off. */
export const disableAfterMs = 5 * 24 * hour;

export type Next = { readonly state: 'again'; readonly afterMs: number } | { readonly state: 'given-up' };

/**
 * After an attempt that failed: when to try again, counted from 1. An endpoint's own wish to wait longer is heeded up to a
 * day; a little is added at random, so that what failed together does not come back together.
 */
export function nextAttempt(
  attempt: number,
  { retryAfterMs = 0, random }: { readonly retryAfterMs?: number | undefined; readonly random: () => number },
): Next {
  const wait = retryWaitsMs[attempt - 1];
  if (wait === undefined) return { state: 'given-up' };
  const afterMs = Math.max(wait * (1 + random() / 10), Math.min(retryAfterMs, 24 * hour));
  return { state: 'again', afterMs: Math.round(afterMs) };
}
