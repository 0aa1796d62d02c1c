import type { AppendCall } from './append-call.js';

/** Calls that have not been answered: what they hold, and when they are to be answered at the latest. */
export interface PendingCalls {
  readonly size: number;
  readonly events: number;
  readonly bytes: number;
  add(call: AppendCall): void;
  remove(call: AppendCall): void;
  /** Resolves once all of them are answered, or after a time. */
  drained(ms: number): Promise<void>;
  /** Those that are left; no time is kept any more. */
  close(): readonly AppendCall[];
}

export function createPendingCalls(onLate: (late: readonly AppendCall[]) => void): PendingCalls {
  // In the order of their arrival, and so of their times: all have the same limit.
  const calls = new Set<AppendCall>();
  let events = 0;
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  let onEmpty: (() => void) | undefined;

  function arm(): void {
    if (timer !== undefined) return;
    const [oldest] = calls;
    if (oldest === undefined) return;
    // What is on its way keeps the process alive; an hour glass that has nobody left to tell does not.
    timer = setTimeout(expire, Math.max(1, oldest.expiresAtMs - performance.now())).unref();
  }

  function expire(): void {
    timer = undefined;
    const now = performance.now();
    const late: AppendCall[] = [];
    for (const call of calls) {
      if (call.expiresAtMs > now) break;
      late.push(call);
    }
    if (late.length > 0) onLate(late);
    arm();
  }

  return {
    get size() {
      return calls.size;
    },
    get events() {
      return events;
    },
    get bytes() {
      return bytes;
    },
    add(call) {
      calls.add(call);
      events += call.events;
      bytes += call.bytes;
      arm();
    },
    remove(call) {
      if (!calls.delete(call)) return;
      events -= call.events;
      bytes -= call.bytes;
      if (calls.size === 0) onEmpty?.();
    },
    drained(ms) {
      if (calls.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const limit = setTimeout(resolve, ms);
        onEmpty = () => {
          clearTimeout(limit);
          resolve();
        };
      });
    },
    close() {
      clearTimeout(timer);
      return [...calls];
    },
  };
}
