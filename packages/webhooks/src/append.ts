import { DeskrailError, type EventLog, type StreamEvents, type StreamName } from '@deskrail/contracts';

/** What a receiver appends to: a log, or one with a spool behind it. */
export interface ReceiverLog extends Pick<EventLog, 'append'> {
  /** After so many milliseconds an append goes to a spool. */
  readonly afterMs?: number;
}

/** Append, or give up after the deadline: a vendor waits a few seconds only, and sends again. */
export function appendWithin<Stream extends StreamName>(
  log: ReceiverLog,
  stream: Stream,
  events: readonly StreamEvents[Stream][],
  timeoutMs: number,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      const late = new DeskrailError('timeout', `The log did not take the events within ${timeoutMs} ms.`, {
        retryable: true,
      });
      // Rejected first: what the log says about its own abort comes too late to matter.
      reject(late);
      controller.abort(late);
    }, timeoutMs);
    log.append(stream, events, { signal: controller.signal }).then(
      (appended) => {
        clearTimeout(timer);
        resolve(appended);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
