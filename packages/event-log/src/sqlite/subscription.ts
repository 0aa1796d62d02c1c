import type { Clock, Logger, Sql, StoredEvent, StreamName, SubscribeOptions, Subscription } from '@deskrail/contracts';
import { createBurial } from '../delivery/burial.js';
import { deliver } from '../delivery/deliver.js';
import { createPauses, type Pauses } from '../delivery/pauses.js';
import { type SubscriptionSettings, settingsOf } from '../delivery/subscription-settings.js';
import { createWindow, type Entry, type Window } from '../delivery/window.js';
import { createWorkers } from '../delivery/workers.js';
import type { Appender } from './appender.js';
import { type FeedOptions, feedWindow } from './feed.js';
import { openPlace, savePlace } from './group-place.js';
import { joinGroup } from './join-group.js';
import type { LogLimits } from './limits.js';
import type { SqliteFile } from './open-sqlite-file.js';
import { createPlaceKeeper, type PlaceKeeper } from './place-keeper.js';
import { createRedriveFeed } from './redrive-feed.js';
import { removeRedrives } from './redrives.js';
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

/** Join the group where it is, and hand its events to the handler until closed. */
export async function subscribe<Stream extends StreamName>(
  options: SubscribeOptions<Stream>,
  host: SubscriptionHost,
): Promise<Subscription> {
  const settings = settingsOf(options);
  const leaveGroup = joinGroup(host.file, settings);
  try {
    const place = await openPlace(host.file, settings, options.from ?? 'start');
    return startConsumer(options as unknown as SubscribeOptions<StreamName>, settings, host, { place, leaveGroup });
  } catch (error) {
    leaveGroup();
    throw error;
  }
}

function startConsumer(
  options: SubscribeOptions<StreamName>,
  settings: SubscriptionSettings,
  host: SubscriptionHost,
  start: { readonly place: number; leaveGroup(): void },
): Subscription {
  const { stream, group, concurrency, maxBatch, retry } = settings;
  const { file, logger, limits, random } = host;
  /** Nothing new begins, no wait goes on. */
  const stopping = new AbortController();
  /** Handlers in flight are told to end. */
  const aborting = new AbortController();
  const window = createWindow(start.place, maxBatch);
  const moved = createWakeup();
  const shared = { file, settings, window, random, logger, stopping: stopping.signal };
  const keeper = createPlaceKeeper(shared);
  const pauses: Pauses = createPauses({ fields: { stream, group }, logger, onResumed: () => workers.dispatch() });
  const handle = handleWith(options, { ...shared, keeper, signal: aborting.signal });
  const finish = (entries: readonly Entry[]) => {
    window.finish(entries);
    redrives.finish(entries);
    keeper.keep();
  };
  const delivery = {
    ...{ handle, finish, pauses, retry, random, stopping: stopping.signal },
    bury: createBurial({ consumer: settings, append: host.append, clock: host.clock, logger }),
  };
  const workers = createWorkers({
    ...{ source: window, concurrency, onEnd: moved.notify },
    mayBegin: () => !stopping.signal.aborted && !pauses.active,
    work: ({ entries }) => deliver(entries, delivery),
  });
  const feed: FeedOptions = {
    ...{ ...shared, pauses, moved, grown: host.wakeup, onUnknownType: options.onUnknownType },
    windowEvents: concurrency === 1 ? Math.max(64, 4 * maxBatch) : Math.max(limits.windowEvents, 4 * maxBatch),
    onFed() {
      workers.dispatch();
      keeper.keep();
    },
  };
  const redrives = createRedriveFeed(feed);
  const feeding = Promise.all([feedWindow(feed), redrives.run()]).catch((error: unknown) => {
    logger.error({ stream, group, code: (error as { code?: unknown }).code }, 'stopped: the log could not be followed');
  });

  async function close(): Promise<void> {
    stopping.abort();
    const drained = await workers.endWithin(limits.drainMs);
    aborting.abort();
    if (!drained && !(await workers.endWithin(limits.abortMs))) {
      logger.warn({ stream, group }, 'a handler did not end in time; its events will come again');
    }
    await feeding;
    await keeper.close();
    start.leaveGroup();
    host.onClosed(subscription);
  }

  let closing: Promise<void> | undefined;
  const subscription: Subscription = {
    get state() {
      if (stopping.signal.aborted) return 'closed';
      return pauses.active ? 'paused' : 'running';
    },
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => subscription.close(),
  };
  // It ends by itself when the file is closed under it: nothing more can come.
  void feeding.then(() => subscription.close());
  return subscription;
}

/** Calls the handler, with a checkpoint that saves the place in the handler's own transaction. */
function handleWith(
  options: SubscribeOptions<StreamName>,
  consumer: {
    readonly file: SqliteFile;
    readonly settings: SubscriptionSettings;
    readonly window: Window;
    readonly keeper: PlaceKeeper;
    readonly signal: AbortSignal;
  },
) {
  const { file, settings, window, keeper, signal } = consumer;
  return async (entries: readonly Entry[], attempt: number): Promise<void> => {
    let saved = 0;
    const save = async (sql: Sql) => {
      // Never past an event that is not done: with several subjects side by side an earlier one may still be at work.
      const position = window.placeWith(entries);
      await savePlace(sql, settings, position);
      const redriven = entries.flatMap(({ redrive }) => redrive ?? []);
      await removeRedrives(sql, redriven);
      saved = position;
    };
    await options.handler(entries.map(storedIn), { signal, attempt, checkpoint: { database: file, save } });
    keeper.savedElsewhere(saved);
  };
}

function storedIn(entry: Entry): StoredEvent {
  if ('stored' in entry.content) return entry.content.stored;
  throw entry.content.unreadable;
}
