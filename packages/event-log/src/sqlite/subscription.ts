import { setTimeout as delay } from 'node:timers/promises';
import {
  type Clock,
  isDependencyFailure,
  isDeskrailError,
  type Logger,
  partitionKey,
  type StoredEvent,
  type StreamName,
  type SubscribeOptions,
  type Subscription,
} from '@deskrail/contracts';
import { backoffMs, pause } from '../delivery/backoff.js';
import { deadLetterOf, type Failure } from '../delivery/dead-letter.js';
import { type Delivery, deliver } from '../delivery/deliver.js';
import { createWindow, type Entry } from '../delivery/window.js';
import type { Appender } from './appender.js';
import { openPlace, savePlace } from './group-place.js';
import type { LogLimits } from './limits.js';
import type { SqliteFile } from './open-sqlite-file.js';
import { createPlaceKeeper } from './place-keeper.js';
import { decodeRow, type EventRow, selectRows } from './stored-rows.js';
import { joinGroup, type SubscriptionSettings, settingsOf } from './subscription-settings.js';
import { createWakeup, type Wakeup } from './wakeup.js';

export interface SubscriptionHost {
  readonly file: SqliteFile;
  readonly wakeup: Wakeup;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: LogLimits;
  readonly random: () => number;
  readonly append: Appender['append'];
  onClosed(subscription: Subscription): void;
}

/** Rows fetched at once. */
const chunk = 200;

/** Join the group where it is, and hand its events to the handler until closed. */
export async function subscribe<Stream extends StreamName>(
  options: SubscribeOptions<Stream>,
  host: SubscriptionHost,
): Promise<Subscription> {
  const settings = settingsOf(options);
  const leaveGroup = joinGroup(host.file, settings);
  try {
    const place = await openPlace(host.file, settings, options.from ?? 'start');
    return startConsumer(options, settings, host, { place, leaveGroup });
  } catch (error) {
    leaveGroup();
    throw error;
  }
}

function startConsumer<Stream extends StreamName>(
  options: SubscribeOptions<Stream>,
  settings: SubscriptionSettings,
  host: SubscriptionHost,
  start: { readonly place: number; leaveGroup(): void },
): Subscription {
  const { stream, group, concurrency, maxBatch, retry } = settings;
  const { file, wakeup, logger, limits, random } = host;
  const window = createWindow(start.place, maxBatch);
  const windowLimit =
    concurrency === 1 ? Math.max(64, 4 * maxBatch) : Math.max(limits.windowEvents, 2 * maxBatch * concurrency);
  const room = createWakeup();
  const running = new Set<Promise<void>>();
  /** Nothing new begins, no wait goes on. */
  const stopping = new AbortController();
  /** Handlers in flight are told to end. */
  const aborting = new AbortController();
  const keeper = createPlaceKeeper({
    ...{ file, window, random, logger },
    ...{ place: settings, backoff: retry, stopping: stopping.signal },
  });
  let paused = 0;

  function onPause(error: unknown): void {
    paused += 1;
    if (paused > 1) return;
    const code = isDeskrailError(error) ? error.code : 'internal';
    logger.warn({ stream, group, code }, 'paused: a dependency is not available');
  }

  function onResume(): void {
    paused -= 1;
    if (paused > 0 || stopping.signal.aborted) return;
    logger.info({ stream, group }, 'resumed');
    dispatch();
  }

  const delivery: Delivery = {
    async handle(entries, attempt) {
      let saved = 0;
      const save: typeof savePlace = async (sql, place, position) => {
        await savePlace(sql, place, position);
        saved = position;
      };
      const checkpoint = {
        database: file,
        // Never past an event that is not done: with several subjects side by side an earlier one may still be at work.
        save: (sql: Parameters<typeof savePlace>[0]) => save(sql, settings, window.placeWith(entries)),
      };
      const events = entries.map((entry) => storedIn(entry) as StoredEvent<Stream>);
      await options.handler(events, { signal: aborting.signal, attempt, checkpoint });
      keeper.savedElsewhere(saved);
    },
    bury: (entry, failure) => bury(entry, failure, settings, host),
    finish(entries) {
      window.finish(entries);
      keeper.keep();
    },
    onPause,
    onResume,
    retry,
    stopping: stopping.signal,
    random,
  };

  function dispatch(): void {
    while (!stopping.signal.aborted && paused === 0 && running.size < concurrency) {
      const entries = window.take();
      if (entries === undefined) return;
      const task = deliver(entries, delivery).finally(() => {
        running.delete(task);
        for (const { key } of entries.slice(0, 1)) window.release(key);
        room.notify();
        dispatch();
      });
      running.add(task);
    }
  }

  function admit(row: EventRow): void {
    const { position, tenant, subject, id: eventId } = row;
    const decoded = decodeRow(stream, row);
    if (decoded.kind === 'unknown') {
      window.skip(position);
      tellUnknown(decoded.type);
      return;
    }
    const key = concurrency === 1 ? '' : partitionKey(tenant, subject);
    const content = decoded.kind === 'event' ? { stored: decoded.stored } : { unreadable: decoded.error };
    window.admit({ position, key, tenant, subject, eventId, content });
  }

  function tellUnknown(type: string): void {
    try {
      options.onUnknownType?.(type);
    } catch {
      logger.error({ stream, group, type }, 'onUnknownType threw');
    }
  }

  async function fetchAfter(position: number): Promise<readonly EventRow[] | undefined> {
    for (let attempt = 1; !stopping.signal.aborted; attempt += 1) {
      try {
        const limit = Math.min(chunk, windowLimit - window.size);
        const range = { stream, after: position, upTo: Number.MAX_SAFE_INTEGER, limit };
        return await file.read((sql) => selectRows(sql, range));
      } catch (error) {
        if (isDeskrailError(error, 'closed')) return undefined;
        onPause(error);
        await pause(backoffMs(attempt, retry, random), stopping.signal);
        onResume();
      }
    }
    return undefined;
  }

  async function feed(): Promise<void> {
    let fetched = start.place;
    while (!stopping.signal.aborted) {
      if (window.size > windowLimit / 2) {
        await room.after(room.version, stopping.signal);
        continue;
      }
      const seen = wakeup.version;
      const rows = await fetchAfter(fetched);
      if (rows === undefined) break;
      for (const row of rows) {
        fetched = row.position;
        admit(row);
      }
      if (rows.length === 0) await wakeup.after(seen, stopping.signal);
      dispatch();
      keeper.keep();
    }
    // The file was closed under it: nothing more can come.
    if (!stopping.signal.aborted) void subscription.close();
  }

  async function close(): Promise<void> {
    stopping.abort();
    if (!(await settledWithin(running, limits.drainMs))) {
      aborting.abort();
      if (!(await settledWithin(running, limits.abortMs))) {
        logger.warn({ stream, group }, 'a handler did not end in time; its events will come again');
      }
    }
    aborting.abort();
    await feeding;
    await keeper.close();
    start.leaveGroup();
    host.onClosed(subscription);
  }

  let closing: Promise<void> | undefined;
  const subscription: Subscription = {
    get state() {
      if (stopping.signal.aborted) return 'closed';
      return paused > 0 ? 'paused' : 'running';
    },
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => subscription.close(),
  };
  const feeding = feed();
  return subscription;
}

function storedIn(entry: Entry): StoredEvent {
  if ('stored' in entry.content) return entry.content.stored;
  throw entry.content.unreadable;
}

/** Throws only while a dependency is away: whatever else goes wrong, the stream moves on. */
async function bury(
  entry: Entry,
  failure: Failure,
  settings: SubscriptionSettings,
  { append, clock, logger }: SubscriptionHost,
): Promise<void> {
  const { stream, group } = settings;
  const fields = { stream, group, position: entry.position, reason: failure.reason, attempts: failure.attempts };
  if (stream === 'dead-letters') {
    // A dead letter about a dead letter would come back here for ever.
    logger.error(fields, 'skipped a dead letter that could not be handled');
    return;
  }
  try {
    await append('dead-letters', [deadLetterOf(entry, failure, settings, clock)]);
    logger.warn(fields, 'put an event into the dead letters');
  } catch (error) {
    if (isDependencyFailure(error)) throw error;
    logger.error({ ...fields, code: (error as { code?: unknown }).code }, 'could not write a dead letter');
  }
}

async function settledWithin(tasks: ReadonlySet<Promise<void>>, ms: number): Promise<boolean> {
  if (tasks.size === 0) return true;
  const timer = new AbortController();
  const late = delay(ms, false, { signal: timer.signal }).catch(() => false);
  const settled = Promise.all(tasks).then(() => true);
  const inTime = await Promise.race([settled, late]);
  timer.abort();
  return inTime;
}
