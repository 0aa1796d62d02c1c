import { DeskrailError } from '@deskrail/contracts';

/** Leave to use one of few things; called once when done. */
export type Leave = () => void;

export interface Slots {
  readonly used: number;
  readonly waiting: number;
  /** Throws `overloaded` where too many wait, or after the longest wait; `closed` once it is. */
  take(): Promise<Leave>;
  /** Lets nobody in any more, and resolves once all have left. */
  close(): Promise<void>;
}

interface Waiting {
  enter(): void;
  refuse(error: Error): void;
}

/** At most `size` at once, first come, first served; at most `queued` wait, each for at most `waitMs`. */
export function createSlots(options: {
  readonly size: number;
  readonly queued: number;
  readonly waitMs: number;
  /** What is scarce, for errors: `connections to …`. */
  readonly what: string;
}): Slots {
  const { size, queued, waitMs, what } = options;
  const queue: Waiting[] = [];
  let used = 0;
  let closed = false;
  let onEmpty = (): void => {};

  const overloaded = (why: string): DeskrailError =>
    new DeskrailError('overloaded', `All ${size} ${what} are in use, and ${why}: try again later, or allow more.`, {
      retryable: true,
    });

  function leaveOnce(): Leave {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = queue.shift();
      if (next !== undefined) return next.enter();
      used -= 1;
      if (used === 0) onEmpty();
    };
  }

  return {
    get used() {
      return used;
    },
    get waiting() {
      return queue.length;
    },
    async take() {
      if (closed) throw new DeskrailError('closed', 'The store has been closed.');
      if (used < size) {
        used += 1;
        return leaveOnce();
      }
      if (queue.length >= queued) throw overloaded(`${queued} wait already`);
      return new Promise<Leave>((resolve, reject) => {
        const timer = setTimeout(() => {
          queue.splice(queue.indexOf(waiting), 1);
          reject(overloaded(`none became free within ${waitMs} ms`));
        }, waitMs);
        const waiting: Waiting = {
          enter() {
            clearTimeout(timer);
            resolve(leaveOnce());
          },
          refuse(error) {
            clearTimeout(timer);
            reject(error);
          },
        };
        queue.push(waiting);
      });
    },
    async close() {
      closed = true;
      for (const waiting of queue.splice(0)) waiting.refuse(new DeskrailError('closed', 'The store has been closed.'));
      if (used > 0) await new Promise<void>((resolve) => (onEmpty = resolve));
    },
  };
}
