import {
  DeskrailError,
  type EventLog,
  type Logger,
  type Store,
  type StoredEvent,
  silentLogger,
  type UnitOfWork,
} from '@deskrail/contracts';
import { createPause } from './pause.js';
import { projected, projectionGroup } from './projection.js';
import { relayOnce, relayShift } from './relay.js';
import { shiftOf } from './shift-of.js';

export interface RebuildOptions {
  readonly store: Store;
  readonly log: EventLog;
  readonly signal?: AbortSignal;
  readonly logger?: Logger;
  /** Told after every batch. */
  onProgress?(progress: { readonly stream: string; readonly events: number }): void;
  /**
   * Brings before people what became uncertain, in the same transaction, such as `tellPeople` of `@deskrail/copilot`. Left
   * out, the action alone says it.
   */
  readonly tell?: (unit: UnitOfWork, actionId: string) => Promise<void>;
  /** Events applied in one transaction. Default: 500. */
  readonly batch?: number;
}

/**
 * Empty the store and make it again from the log. Nothing is decided, approved or expired on the way; what was started
 * and has no end becomes uncertain, and people are told. From its beginning the store refuses verdicts, claims, and what other
 * instances would apply, also after a rebuild that was cut short, and then it is begun again from the start. Where it fails
 * before anything was emptied, such as for a log that takes nothing, the store is open again.
 */
export async function rebuildStore(options: RebuildOptions): Promise<{ readonly events: number }> {
  const { store, log, signal, logger = silentLogger } = options;
  await empty(options);
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
  await store.settle({ tell: options.tell });
  logger.info({ events }, 'the store was rebuilt');
  return { events };
}

const standByMs = 100;
/** Without one row less: whoever relays does not get on. */
const stuckMs = 60_000;

/** What is decided is part of the record: it goes into the log before the log is read. Nothing is decided meanwhile. */
async function empty(options: RebuildOptions): Promise<void> {
  const { store, logger = silentLogger } = options;
  const begun = await store.beginRebuild();
  try {
    await drain(options);
    await store.reset();
  } catch (error) {
    await begun.callOff().catch(() => {
      logger.warn({}, 'the store stays closed: run the rebuild again, to its end');
    });
    throw error;
  }
}

async function drain({ store, log, logger = silentLogger, signal }: RebuildOptions): Promise<void> {
  const shift = shiftOf(store, relayShift);
  const never = new AbortController().signal;
  let least = Number.POSITIVE_INFINITY;
  let sinceMs = performance.now();
  for (;;) {
    const depth = await store.outbox.depth();
    if (depth === 0) break;
    if (signal?.aborted) throw aborted(signal);
    if (depth < least) [least, sinceMs] = [depth, performance.now()];
    else if (performance.now() - sinceMs > stuckMs) throw stuck(depth);
    if (await shift.hold()) await relayOnce({ store, log, logger }, signal, shift.hold);
    // Another instance brings it into the log.
    else await createPause().for(standByMs, signal ?? never);
  }
  await shift.leave();
}

const stuck = (depth: number) => {
  const message = `The outbox holds ${depth} decisions that the log has not got within a minute, and without which it cannot be begun: see what the instance that relays logs, then run it again.`;
  return new DeskrailError('dependency-unavailable', message, { retryable: true });
};

const aborted = (signal: AbortSignal) =>
  new DeskrailError('aborted', 'The rebuild was called off: run it again, as the store is not whole.', {
    cause: signal.reason,
  });
