import { DeskrailError } from '@deskrail/contracts';

/** What ends a read before its range does. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Throws `closed` where the log was closed, `aborted` where the caller's signal was. */
  check(): void;
  /** What is waited for, or {@link check}'s error as soon as there is one. */
  or<Value>(work: Promise<Value>): Promise<Value>;
}

export function createStop(closing: AbortSignal, signal: AbortSignal | undefined): Stop {
  const stopping = signal === undefined ? closing : AbortSignal.any([closing, signal]);
  const check = () => {
    if (closing.aborted) throw new DeskrailError('closed', 'The event log has been closed.');
    if (stopping.aborted) throw new DeskrailError('aborted', 'The read was aborted.', { cause: stopping.reason });
  };
  return {
    signal: stopping,
    check,
    async or(work) {
      let stop = () => {};
      const stopped = new Promise<void>((resolve) => {
        stop = resolve;
      });
      // Taken off again after each wait: a read may follow for months.
      stopping.addEventListener('abort', stop, { once: true });
      work.catch(() => {});
      try {
        check();
        return await Promise.race([work, stopped.then(check) as Promise<never>]);
      } finally {
        stopping.removeEventListener('abort', stop);
      }
    },
  };
}
