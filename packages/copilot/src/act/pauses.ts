import { isDeskrailError } from '@deskrail/contracts';

/** Longer than any desk's window: a desk that asks for more is asked again so often. */
export const longestPauseMs = 600_000;
const shortestPauseMs = 1_000;
/** Where a desk does not say for how long: limits are mostly per minute. */
const defaultPauseMs = { limited: 60_000, unavailable: 10_000 };

/** Connections that their desks want left alone: by this process at once, by the others as the store tells them. */
export interface Pauses {
  /** From now, unless it is left alone for longer already. Never rejects. */
  begin(owner: { readonly tenant: string; readonly connection: string }, ms: number): Promise<void>;
  /** 0 where it may be called. */
  leftMs(connection: string): number;
  /** The ids of those left alone now. */
  current(): readonly string[];
}

/**
 * `now`: milliseconds by a clock that never jumps. `tell` brings a pause that ends later than known to the others;
 * `onBegin` is told after that, so that what waits for the pause's end waits for the store's end of it as well.
 */
export function createPauses(options: {
  readonly now: () => number;
  readonly tell: (owner: { readonly tenant: string; readonly connection: string }, ms: number) => Promise<void>;
  readonly onBegin: (connection: string, ms: number) => void;
}): Pauses {
  const { now, tell, onBegin } = options;
  const ends = new Map<string, number>();
  const leftMs = (connection: string): number => Math.max(0, (ends.get(connection) ?? 0) - now());
  return {
    leftMs,
    async begin(owner, ms) {
      const { connection } = owner;
      if (ms <= leftMs(connection)) return;
      ends.set(connection, now() + ms);
      await tell(owner, ms);
      onBegin(connection, ms);
    },
    current() {
      for (const connection of ends.keys()) if (leftMs(connection) === 0) ends.delete(connection);
      return [...ends.keys()];
    },
  };
}

/**
 * For how long a refusal wants the whole connection left alone; `undefined` where it is about the one action. A desk that
 * says 429 or 503 takes nothing from anybody: the next action would be refused as well.
 */
export function pauseAfter(refusal: {
  readonly code: string;
  readonly status?: unknown;
  readonly retryAfterMs?: unknown;
}): number | undefined {
  const { code, status, retryAfterMs } = refusal;
  const limited = code === 'rate-limited' || status === 429;
  if (!limited && status !== 503) return undefined;
  const byDefault = limited ? defaultPauseMs.limited : defaultPauseMs.unavailable;
  const askedMs = typeof retryAfterMs === 'number' && Number.isFinite(retryAfterMs) ? retryAfterMs : byDefault;
  return Math.min(longestPauseMs, Math.max(shortestPauseMs, askedMs));
}

/** The same of a look-up that threw. */
export function pauseAfterError(error: unknown): number | undefined {
  if (!isDeskrailError(error)) return undefined;
  const { status, retryAfterMs } = error.details;
  return pauseAfter({ code: error.code, status, retryAfterMs });
}
