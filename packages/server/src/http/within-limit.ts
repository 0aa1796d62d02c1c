import { DeskrailError, isDeskrailError } from '@deskrail/contracts';

export interface LimitOptions {
  readonly ms: number;
  /** What ends the work before its time: the caller went away, the server closes. */
  readonly signals: readonly AbortSignal[];
}

/** Work that ends with its signal, and an answer that does not wait for work that does not listen to it. */
export async function withinLimit<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  { ms, signals }: LimitOptions,
): Promise<Result> {
  const ending = new AbortController();
  const end = (reason: unknown) =>
    ending.abort(isDeskrailError(reason) ? reason : new DeskrailError('aborted', 'The request was broken off.'));
  const onAbort = (event: Event) => end((event.target as AbortSignal).reason);
  const timer = setTimeout(() => ending.abort(new DeskrailError('timeout', `No answer within ${ms} ms.`)), ms);
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true });
  });
  ended.catch(() => {});
  for (const signal of signals) {
    if (signal.aborted) end(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  }
  try {
    return await Promise.race([work(ending.signal), ended]);
  } finally {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener('abort', onAbort);
  }
}
