/** A wait that ends when woken, when its time is over or when it is aborted; a wake that nobody waits for is kept. */
export interface Waker {
  wake(): void;
  /** Wake once more after so long. */
  wakeIn(ms: number): void;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Forget the wakes to come. */
  close(): void;
}

export function createWaker(): Waker {
  let woken = false;
  let wakeNow: (() => void) | undefined;
  const timers = new Set<NodeJS.Timeout>();
  function wake(): void {
    woken = true;
    wakeNow?.();
  }
  return {
    wake,
    wakeIn(ms) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        wake();
      }, ms);
      timers.add(timer);
    },
    async wait(ms, signal) {
      if (!woken && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wakeNow = () => {
            clearTimeout(timer);
            resolve();
          };
          signal.addEventListener('abort', wakeNow, { once: true });
        });
        if (wakeNow !== undefined) signal.removeEventListener('abort', wakeNow);
        wakeNow = undefined;
      }
      woken = false;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
