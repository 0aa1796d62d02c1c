import { setTimeout as delay } from 'node:timers/promises';
import type { Work } from './window.js';

/** Works on several keys side by side, on each key in order. */
export interface Workers {
  /** Begin whatever may begin now. */
  dispatch(): void;
  /** Whether all work in flight ended within a time. */
  endWithin(ms: number): Promise<boolean>;
}

export function createWorkers<Part extends Work>(options: {
  /** A window, or several as one. */
  readonly source: { take(): Part | undefined };
  readonly concurrency: number;
  mayBegin(): boolean;
  work(part: Part): Promise<void>;
  /** Some work has ended. */
  onEnd(): void;
}): Workers {
  const { source, concurrency } = options;
  const running = new Set<Promise<void>>();

  async function workOn(part: Part): Promise<void> {
    try {
      await options.work(part);
    } finally {
      part.release();
    }
  }

  function dispatch(): void {
    while (running.size < concurrency && options.mayBegin()) {
      const work = source.take();
      if (work === undefined) return;
      const task = workOn(work).finally(() => {
        running.delete(task);
        options.onEnd();
        dispatch();
      });
      running.add(task);
    }
  }

  return {
    dispatch,
    async endWithin(ms) {
      const timer = new AbortController();
      const late = delay(ms, false, { signal: timer.signal }).catch(() => false);
      const ended = await Promise.race([Promise.all(running).then(() => true), late]);
      timer.abort();
      return ended;
    },
  };
}
