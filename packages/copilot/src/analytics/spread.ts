import type { Share, Spread } from '@deskrail/contracts';

/** Percentiles by nearest rank: the least value that so large a share of the values does not exceed. Exact. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  if (count === 0) return { count };
  const rank = (share: number): number => rounded(sorted[Math.ceil(share * count) - 1] ?? 0);
  const sum = sorted.reduce((total, value) => total + value, 0);
  return {
    count,
    mean: rounded(sum / count),
    ...{ p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), most: rank(1) },
  };
}

/** No ratio of none. */
export const shareOf = (count: number, of: number): Share =>
  of === 0 ? { count, of } : { count, of, ratio: rounded(count / of) };

/** To a ten-thousandth where nothing else is said: more would look more certain than it is. */
export const rounded = (value: number, digits = 4): number => Math.round(value * 10 ** digits) / 10 ** digits;
