import { createListeners } from './listeners.js';

/** Whether the log is known to be away: then nobody waits for it, and one at a time tries. */
export interface Circuit {
  readonly open: boolean;
  /** Whether to try the log now: always while closed; while open once in a while. */
  allows(): boolean;
  succeeded(): void;
  failed(): void;
  /** Called when it closes again. */
  onClosed(listener: () => void): () => void;
}

export interface CircuitOptions {
  /** In a row, without one success, open it. Default: 3. */
  readonly failures?: number;
  /** While it is open, somebody may try when nobody has for so long. Default: 5 000. */
  readonly probeAfterMs?: number;
  /** Monotonic milliseconds. */
  readonly monotonicMs?: () => number;
}

export function createCircuit(options: CircuitOptions = {}): Circuit {
  const { failures = 3, probeAfterMs = 5_000, monotonicMs = () => performance.now() } = options;
  const listeners = createListeners();
  let inARow = 0;
  let lastTryAt = 0;
  const isOpen = () => inARow >= failures;
  return {
    get open() {
      return isOpen();
    },
    allows() {
      if (!isOpen()) return true;
      if (monotonicMs() - lastTryAt < probeAfterMs) return false;
      lastTryAt = monotonicMs();
      return true;
    },
    succeeded() {
      const wasOpen = isOpen();
      inARow = 0;
      if (wasOpen) listeners.tell();
    },
    failed() {
      inARow += 1;
      lastTryAt = monotonicMs();
    },
    onClosed: listeners.add,
  };
}
