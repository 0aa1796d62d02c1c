import { type EventLog, type From, isDeskrailError, type Logger, type StoredEvent } from '@deskrail/contracts';

type Counted = 'facts' | 'decisions' | 'actions';

export interface CountEventsOptions<Stream extends Counted> {
  readonly log: EventLog;
  readonly stream: Stream;
  /** Where to begin. Default: `end`. */
  readonly from?: From;
  readonly count: (stored: StoredEvent<Stream>) => void;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const firstWaitMs = 1_000;
const maxWaitMs = 30_000;

/**
 * Counts what enters a stream from now on, or from where it is told, whichever process brought it, until the signal ends it. When the log is away
 * it waits and goes on where it was.
 */
export async function countEvents<Stream extends Counted>(options: CountEventsOptions<Stream>): Promise<void> {
  const { log, stream, count, logger, signal } = options;
  let from: From = options.from ?? 'end';
  let waitMs = firstWaitMs;
  while (!signal.aborted) {
    try {
      for await (const stored of log.read({ stream, from, until: 'never', signal })) {
        from = { after: stored.cursor };
        waitMs = firstWaitMs;
        count(stored);
      }
    } catch (error) {
      if (signal.aborted) return;
      const code = isDeskrailError(error) ? error.code : 'internal';
      // Once, until an event comes through again.
      if (waitMs === firstWaitMs) logger.warn({ stream, code }, 'the log cannot be read: metrics of its events pause');
    }
    await wait(waitMs, signal);
    waitMs = Math.min(waitMs * 2, maxWaitMs);
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
