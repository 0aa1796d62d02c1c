import { type Clock, DeskrailError } from '@deskrail/contracts';

/** The time that an emulator lives in: what hour it is, and how to wait. */
export interface Time extends Clock {
  /** Resolves after `ms`; rejects with the code `aborted` when the signal does. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A time that stands still until it is told to move on. */
export interface ManualTime extends Time {
  /** Move on by `ms`, waking in order whoever sleeps until then; what they do next may sleep again and is woken too. */
  advance(ms: number): Promise<void>;
  /** How many sleep now. */
  readonly sleeping: number;
}

const aborted = () => new DeskrailError('aborted', 'Waiting ended because its signal was aborted.');

/** The machine's clock and timers. */
export const realTime: Time = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(aborted());
      const onAbort = () => {
        clearTimeout(timer);
        reject(aborted());
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** For tests: no real second passes. `startAt` is milliseconds since the epoch, or RFC 3339. */
export function manualTime(options: { readonly startAt?: number | string } = {}): ManualTime {
  let now = new Date(options.startAt ?? '2026-03-02T08:00:00Z').getTime();
  const sleepers = new Set<Sleeper>();
  const earliest = (until: number) =>
    [...sleepers].filter(({ wakeAt }) => wakeAt <= until).sort((one, other) => one.wakeAt - other.wakeAt)[0];
  return {
    now: () => now,
    get sleeping() {
      return sleepers.size;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(aborted());
        const onAbort = () => {
          sleepers.delete(sleeper);
          reject(aborted());
        };
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        const sleeper = { wakeAt: now + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    async advance(ms) {
      const until = now + ms;
      await turn();
      for (let next = earliest(until); next !== undefined; next = earliest(until)) {
        now = Math.max(now, next.wakeAt);
        next.wake();
        await turn();
      }
      now = until;
    },
  };
}

/** Let everything run that is ready to: a turn of the event loop, after which all promise jobs are done. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
