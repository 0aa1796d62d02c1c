import type { Clock } from '@deskrail/contracts';
import { createKept } from '@deskrail/webhooks/act';

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
  const kept = createKept<Promise<Value | undefined>>({ ttlMs, max: maxEntries, now: () => clock.now() });
  let inFlight = 0;

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
    put: (id, value) => kept.set(id, Promise.resolve(value)),
    async get(id, signal) {
      const known = kept.get(id);
      if (known !== undefined) return untilAborted(known, signal);
      if (inFlight >= maxInFlight || !mayAsk()) return undefined;
      const value = asked(id);
      kept.set(id, value);
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
