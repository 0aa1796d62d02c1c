import { DeskrailError } from '@deskrail/contracts';

/**
 * Run a job under a signal that ends with the caller's, or after a limit. Rejects with `timeout` or `aborted` at that
 * moment, whether or not the job minds its signal.
 */
export async function withTimeLimit<Result>(
  what: string,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  job: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  const both = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
  let end = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = () =>
      reject(
        signal?.aborted
          ? new DeskrailError('aborted', `${what} was given up, as its caller asked.`, { cause: signal.reason })
          : new DeskrailError('timeout', `${what} took longer than ${timeoutMs} ms.`, { retryable: true }),
      );
  });
  both.addEventListener('abort', end, { once: true });
  if (both.aborted) end();
  try {
    return await (both.aborted ? ended : Promise.race([ended, job(both)]));
  } finally {
    clearTimeout(timer);
    both.removeEventListener('abort', end);
  }
}
