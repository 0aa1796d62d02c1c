import { DeskrailError, isDeskrailError } from '@deskrail/contracts';

/** Runs what takes no signal; ends with the signal whether or not that has ended. */
export async function whileAsked<Result>(signal: AbortSignal, job: () => Promise<Result>): Promise<Result> {
  signal.throwIfAborted();
  let end = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(signal.reason);
  });
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([ended, job()]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** What a library of somebody else throws as an error of ours, its text kept out of the message: it may quote a person. */
export const away =
  (what: string, signal: AbortSignal) =>
  (cause: unknown): never => {
    if (signal.aborted) throw new DeskrailError('aborted', `${what}: the caller gave it up.`, { cause });
    if (isDeskrailError(cause)) throw cause;
    throw new DeskrailError('dependency-unavailable', `${what} could not answer; the cause says why.`, {
      retryable: true,
      cause,
    });
  };
