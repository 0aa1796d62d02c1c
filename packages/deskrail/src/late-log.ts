import { setTimeout as sleep } from 'node:timers/promises';
import { DeskrailError, type EventLog, isDependencyFailure, isDeskrailError, type Logger } from '@deskrail/contracts';

/** A log that could not be opened at once. Until it is, whatever is asked of it fails as `dependency-unavailable`. */
export interface LateLog extends EventLog {
  /** Resolves when it is open; rejects when it is closed before that. */
  readonly opened: Promise<void>;
}

/** Between tries, doubling. */
interface Pauses {
  readonly firstMs: number;
  readonly mostMs: number;
}

const usual: Pauses = { firstMs: 500, mostMs: 10_000 };

export const isLate = (log: EventLog): log is LateLog => 'opened' in log;

/**
 * Open a log, or, where it is away and something else can stand in for it, go on trying beside. What is wrong with the
 * configuration is thrown as ever.
 */
export async function openOrLate(
  open: () => Promise<EventLog>,
  options: { readonly logger: Logger; readonly pauses?: Pauses },
): Promise<EventLog> {
  try {
    return await open();
  } catch (error) {
    if (!isDependencyFailure(error)) throw error;
    const message = isDeskrailError(error) ? error.message : '';
    options.logger.warn({}, `The log is away; it is tried again while webhooks go to the spool. ${message}`);
    return openLater(open, { pauses: usual, ...options, why: error });
  }
}

function openLater(
  open: () => Promise<EventLog>,
  { logger, pauses, ...first }: { readonly logger: Logger; readonly pauses: Pauses; readonly why: unknown },
): LateLog {
  const closing = new AbortController();
  let log: EventLog | undefined;
  let { why } = first;

  async function keepTrying(): Promise<void> {
    for (let pauseMs = pauses.firstMs; log === undefined; pauseMs = Math.min(pauses.mostMs, 2 * pauseMs)) {
      await sleep(pauseMs, undefined, { signal: closing.signal });
      try {
        log = await open();
        logger.info({}, 'The log is open now.');
      } catch (error) {
        if (!isDependencyFailure(error) && isDeskrailError(error)) logger.error({ code: error.code }, error.message);
        why = error;
      }
    }
  }

  const opened = keepTrying();
  opened.catch(() => {});
  const current = (): EventLog => {
    if (closing.signal.aborted) throw new DeskrailError('closed', 'The event log has been closed.');
    if (log !== undefined) return log;
    throw new DeskrailError('dependency-unavailable', 'The log has not been opened yet: it is away.', {
      retryable: true,
      cause: why,
    });
  };
  const close = async (): Promise<void> => {
    closing.abort();
    await opened.catch(() => {});
    await log?.close();
  };
  return {
    opened,
    append: async (...given) => current().append(...given),
    subscribe: async (...given) => current().subscribe(...given),
    read: (options) => current().read(options),
    lag: async (...given) => current().lag(...given),
    redrive: async (...given) => current().redrive(...given),
    ready: async () => current().ready(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
