import { DeskrailError } from '@deskrail/contracts';

/** Tells waiters in this process of what a commit brought, by name. */
export interface WakeUps {
  wake(names: Iterable<string>): void;
  /** Another process brought something, perhaps what these names wait for. */
  stir(isTold: (name: string) => boolean): void;
  /** `certain`: what is waited for has come; else it may have. Returns the unsubscriber. */
  on(name: string, listener: (certain: boolean) => void): () => void;
}

export function createWakeUps(): WakeUps {
  const waiting = new Map<string, Set<(certain: boolean) => void>>();
  const tell = (name: string, certain: boolean): void => {
    for (const listener of [...(waiting.get(name) ?? [])]) listener(certain);
  };
  return {
    wake(names) {
      if (waiting.size === 0) return;
      for (const name of names) tell(name, true);
    },
    stir(isTold) {
      for (const name of [...waiting.keys()]) if (isTold(name)) tell(name, false);
    },
    on(name, listener) {
      const listeners = waiting.get(name) ?? new Set();
      waiting.set(name, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) waiting.delete(name);
      };
    },
  };
}

/**
 * Wait until something holds: told by a wake-up, and looked for now and then, as another process may have brought it.
 * False after `timeoutMs`; throws `aborted`.
 */
export async function waitFor(options: {
  readonly wakeUps: WakeUps;
  readonly name: string;
  holds(): Promise<boolean>;
  readonly pollMs: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}): Promise<boolean> {
  const { wakeUps, name, holds, pollMs, timeoutMs, signal } = options;
  const ends = timeoutMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
  let told = false;
  let stirred = false;
  let stir = (): void => {};
  const leave = wakeUps.on(name, (certain) => {
    told ||= certain;
    stirred = true;
    stir();
  });
  const onAbort = () => stir();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      if (signal?.aborted) throw new DeskrailError('aborted', 'The wait was called off.', { cause: signal.reason });
      stirred = false;
      if (told || (await holds())) return true;
      const left = ends - performance.now();
      if (left <= 0) return false;
      if (stirred || signal?.aborted) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, pollMs));
        stir = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    leave();
    signal?.removeEventListener('abort', onAbort);
  }
}
