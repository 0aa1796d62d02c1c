/** What came of the replies asked for in a window of time. */
export interface FallbackRate {
  /** RFC 3339. */
  readonly windowStart: string;
  readonly total: number;
  readonly fallbacks: number;
  /** 0 where nothing was asked. */
  readonly rate: number;
  readonly reasons: Readonly<Record<string, number>>;
}

export interface FallbackWindow {
  add(reason: string, atMs: number): void;
  at(nowMs: number): FallbackRate;
}

const slices = 24;

/** A window that slides by a 24th of itself, so that whoever looks within the same slice sees the same window. */
export function fallbackWindow(windowSeconds: number): FallbackWindow {
  const sliceMs = (windowSeconds * 1_000) / slices;
  const counts = new Map<number, Map<string, number>>();
  const oldestAt = (nowMs: number) => Math.floor(nowMs / sliceMs) - slices + 1;

  return {
    add(reason, atMs) {
      const slice = Math.floor(atMs / sliceMs);
      const count = counts.get(slice) ?? new Map<string, number>();
      count.set(reason, (count.get(reason) ?? 0) + 1);
      counts.set(slice, count);
      if (counts.size <= 2 * slices) return;
      const newest = Math.max(...counts.keys());
      for (const known of counts.keys()) if (known <= newest - slices) counts.delete(known);
    },
    at(nowMs) {
      const oldest = oldestAt(nowMs);
      const reasons: Record<string, number> = {};
      let total = 0;
      for (const [slice, count] of counts) {
        if (slice < oldest) continue;
        for (const [reason, times] of count) {
          total += times;
          if (reason !== 'none') reasons[reason] = (reasons[reason] ?? 0) + times;
        }
      }
      const fallbacks = Object.values(reasons).reduce((sum, times) => sum + times, 0);
      const windowStart = new Date(oldest * sliceMs).toISOString();
      return { windowStart, total, fallbacks, rate: total === 0 ? 0 : fallbacks / total, reasons };
    },
  };
}
