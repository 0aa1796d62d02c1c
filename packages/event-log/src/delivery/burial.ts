import { type Clock, type DeadLetter, isDependencyFailure, type Logger } from '@deskrail/contracts';
import { type Consumer, deadLetterOf, type Failure } from './dead-letter.js';
import type { Entry } from './window.js';

/** Puts an event into the dead letters. Throws only while a dependency is away: whatever else goes wrong, the stream moves on. */
export function createBurial(options: {
  readonly consumer: Consumer;
  append(stream: 'dead-letters', events: readonly DeadLetter[]): Promise<unknown>;
  readonly clock: Clock;
  readonly logger: Logger;
}): (entry: Entry, failure: Failure) => Promise<void> {
  const { consumer, clock, logger } = options;
  const { stream, group } = consumer;
  return async (entry, failure) => {
    const position = entry.at ?? entry.position;
    const fields = { stream, group, position, reason: failure.reason, attempts: failure.attempts };
    if (stream === 'dead-letters') {
      // A dead letter about a dead letter would come back here for ever.
      logger.error(fields, 'skipped a dead letter that could not be handled');
      return;
    }
    try {
      await options.append('dead-letters', [deadLetterOf(entry, failure, consumer, clock)]);
      logger.warn(fields, 'put an event into the dead letters');
    } catch (error) {
      if (isDependencyFailure(error)) throw error;
      logger.error({ ...fields, code: (error as { code?: unknown }).code }, 'could not write a dead letter');
    }
  };
}
