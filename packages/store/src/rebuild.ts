import {
  DeskrailError,
  type EventLog,
  type Logger,
  type Store,
  type StoredEvent,
  silentLogger,
} from '@deskrail/contracts';
import { projected, projectionGroup } from './projection.js';
import { relayOnce } from './relay.js';

export interface RebuildOptions {
  readonly store: Store;
  readonly log: EventLog;
  readonly signal?: AbortSignal;
  readonly logger?: Logger;
  /** Told after every batch. */
  onProgress?(progress: { readonly stream: string; readonly events: number }): void;
  /** Events applied in one transaction. Default: 500. */
  readonly batch?: number;
}

/**
 * Empty the store and make it again from the log. Nothing is decided, approved or expired on the way; what was started
 * and has no end becomes uncertain. Nothing else may use the store meanwhile: until the end it refuses verdicts and
 * claims, also after a rebuild that was cut short, and then it is begun again from the start.
 */
export async function rebuildStore(options: RebuildOptions): Promise<{ readonly events: number }> {
  const { store, log, signal, logger = silentLogger } = options;
  await drain(options);
  await store.reset();
  let events = 0;
  for (const stream of projected) {
    let batch: StoredEvent[] = [];
    const apply = async (): Promise<void> => {
      if (batch.length === 0) return;
      if (signal?.aborted) throw aborted(signal);
      await store.apply(batch, { group: projectionGroup });
      events += batch.length;
      batch = [];
      options.onProgress?.({ stream, events });
    };
    for await (const stored of log.read({ stream, from: 'start', until: 'end', ...(signal && { signal }) })) {
      batch.push(stored);
      if (batch.length >= (options.batch ?? 500)) await apply();
    }
    if (signal?.aborted) throw aborted(signal);
    await apply();
  }
  await store.settle();
  logger.info({ events }, 'the store was rebuilt');
  return { events };
}

/** What is decided is part of the record: it goes into the log before the log is read. */
async function drain({ store, log, logger = silentLogger, signal }: RebuildOptions): Promise<void> {
  while ((await store.outbox.depth()) > 0) {
    if (signal?.aborted) throw aborted(signal);
    await relayOnce({ store, log, logger });
  }
}

const aborted = (signal: AbortSignal) =>
  new DeskrailError('aborted', 'The rebuild was called off: run it again, as the store is not whole.', {
    cause: signal.reason,
  });
