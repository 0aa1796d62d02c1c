import { DeskrailError } from '@deskrail/contracts';
import type { EmulatedDesk } from './emulated-desk.js';

/**
 * Calls of every desk's API, each to its own emulator by where it goes; nothing leaves this machine but what
 * asks `elsewhere`, such as the keys of an issuer that is configured. Nobody is answered
 * before the desks have their tickets again.
 */
export function deskFetch(
  desks: readonly EmulatedDesk[],
  opened: Promise<void>,
  elsewhere: readonly string[] = [],
): typeof globalThis.fetch {
  const outside = new Set(elsewhere.map((url) => new URL(url).href));
  const byOrigin = new Map(
    desks.flatMap(({ addresses, fetch }) => addresses.map((url) => [new URL(url).origin, fetch])),
  );
  return async (input, init) => {
    const request = new Request(input, init);
    const desk = byOrigin.get(new URL(request.url).origin);
    if (desk === undefined && outside.has(request.url)) return fetch(request);
    if (desk === undefined) {
      throw new DeskrailError('desk-refused', `No emulated desk is at ${new URL(request.url).origin}.`);
    }
    await Promise.race([opened, aborted(request.signal)]);
    return desk(request);
  };
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
