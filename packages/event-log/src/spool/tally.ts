import { isDeskrailError, type Logger } from '@deskrail/contracts';

/** What forwarding has come to, told to the logger when it changes for the worse or the better. */
export interface Tally {
  readonly forwarded: number;
  readonly refused: number;
  /** Of the last try; `undefined` once something was moved. */
  readonly lastError: unknown;
  moved(what: 'forwarded' | 'refused', events: number): void;
  /** How many failures in a row that makes. */
  failed(error: unknown): number;
}

export function createTally(path: string, eventsLeft: () => number, logger: Logger): Tally {
  const counts = { forwarded: 0, refused: 0 };
  let failuresInARow = 0;
  let lastError: unknown;
  return {
    get forwarded() {
      return counts.forwarded;
    },
    get refused() {
      return counts.refused;
    },
    get lastError() {
      return lastError;
    },
    moved(what, events) {
      counts[what] += events;
      if (failuresInARow > 0) logger.info({ path, events: eventsLeft() }, 'the log takes events again');
      failuresInARow = 0;
      lastError = undefined;
    },
    failed(error) {
      failuresInARow += 1;
      lastError = error;
      const fields = { path, events: eventsLeft(), code: isDeskrailError(error) ? error.code : 'internal' };
      if (failuresInARow === 1) logger.warn(fields, 'what the spool holds could not be appended; it is tried again');
      return failuresInARow;
    },
  };
}
