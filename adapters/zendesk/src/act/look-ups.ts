import type { Clock } from '@deskrail/contracts';

export interface LookUps<Value> {
  /** `undefined` where the desk does not have it, or is not to be asked now. Rejects as the call did, or when the signal does. */
  get(id: string, signal: AbortSignal): Promise<Value | undefined>;
  /** What is known already, from another answer. */
  put(id: string, value: Value): void;
}

interface Options<Value> {
  readonly clock: Clock;
  readonly maxEntries: number;
  readonly ttlMs: number;
  /** Whether the desk may be asked now. */
  readonly mayAsk: () => boolean;
  readonly load: (id: string) => Promise<Value | undefined>;
}

const maxInFlight = 10;

/** One call for each id in the time of the cache, whatever comes of it; who asks meanwhile waits for the same answer. */
export function createLookUps<Value>({ clock, maxEntries, ttlMs, mayAsk, load }: Options<Value>): LookUps<Value> {
  const entries = new Map<string, { readonly until: number; readonly value: Promise<Value | undefined> }>();
  let inFlight = 0;

  function keep(id: string, value: Promise<Value | undefined>): void {
    entries.delete(id);
    entries.set(id, { until: clock.now() + ttlMs, value });
    const oldest = entries.keys().next();
    if (entries.size > maxEntries && oldest.done === false) entries.delete(oldest.value);
  }

  function asked(id: string): Promise<Value | undefined> {
    inFlight += 1;
    const value = load(id).finally(() => {
      inFlight -= 1;
    });
    // Nobody may be waiting any more when it fails.
    value.catch(() => {});
    return value;
  }

  return {
    put: (id, value) => keep(id, Promise.resolve(value)),
    async get(id, signal) {
      const entry = entries.get(id);
      if (entry !== undefined && entry.until > clock.now()) return untilAborted(entry.value, signal);
      if (inFlight >= maxInFlight || !mayAsk()) return undefined;
      const value = asked(id);
      keep(id, value);
      return untilAborted(value, signal);
    },
  };
}

/** The call goes on for those who ask next; only the waiting ends. */
function untilAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
