import { DeskrailError } from '@deskrail/contracts';

/** `fetch` for a handler: honours the signal, and throws where the connection broke. */
export function fetchFrom(handle: (request: Request) => Promise<Response>): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const answered = await untilAborted(handle(request), request.signal);
    if (answered.type === 'error') {
      throw new TypeError('fetch failed', { cause: new DeskrailError('desk-refused', 'The connection was broken.') });
    }
    return answered;
  };
}

function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
