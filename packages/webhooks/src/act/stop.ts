import { DeskrailError } from '@deskrail/contracts';

/** Throws `aborted`. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new DeskrailError('aborted', 'Stopped before the desk was asked for anything more.');
}

export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** By the machine's timers. Rejects with `aborted` when the signal ends the wait. */
export const sleepFor: Sleep = (ms, signal) =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new DeskrailError('aborted', 'Stopped while waiting for the desk.'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
