import {
  isDeskrailError,
  type Logger,
  partitionKey,
  type StreamName,
  type SubscribeOptions,
} from '@deskrail/contracts';
import { backoffMs, pause } from '../delivery/backoff.js';
import type { Pauses } from '../delivery/pauses.js';
import type { SubscriptionSettings } from '../delivery/subscription-settings.js';
import type { Window } from '../delivery/window.js';
import type { SqliteFile } from './open-sqlite-file.js';
import { decodeRow, type EventRow, selectRows } from './stored-rows.js';
import type { Wakeup } from './wakeup.js';

/** Rows fetched at once. */
const chunk = 200;

export interface FeedOptions {
  readonly file: SqliteFile;
  readonly settings: SubscriptionSettings;
  readonly onUnknownType: SubscribeOptions<StreamName>['onUnknownType'];
  readonly window: Window;
  /** Events the window takes. */
  readonly windowEvents: number;
  /** Tells when the log has grown, and when the window has moved. */
  readonly grown: Wakeup;
  readonly moved: Wakeup;
  readonly pauses: Pauses;
  readonly random: () => number;
  readonly stopping: AbortSignal;
  readonly logger: Logger;
  onFed(): void;
}

/** Bring a stream's events into the window as there is room, until told to stop or the file closes. */
export async function feedWindow(options: FeedOptions): Promise<void> {
  const { window, windowEvents, grown, moved, stopping } = options;
  let fetched = window.place;
  while (!stopping.aborted) {
    if (window.size > windowEvents / 2) {
      await moved.after(moved.version, stopping);
      continue;
    }
    const seen = grown.version;
    const rows = await fetchAfter(fetched, options);
    if (rows === undefined) return;
    for (const row of rows) admit(row, options);
    fetched = rows.at(-1)?.position ?? fetched;
    options.onFed();
    if (rows.length === 0) await grown.after(seen, stopping);
  }
}

/** `undefined` once there is nothing more to come. */
async function fetchAfter(after: number, options: FeedOptions): Promise<readonly EventRow[] | undefined> {
  const { file, settings, window, windowEvents, pauses, random, stopping } = options;
  const limit = Math.min(chunk, windowEvents - window.size);
  const range = { stream: settings.stream, after, upTo: Number.MAX_SAFE_INTEGER, limit };
  let paused = false;
  try {
    for (let attempt = 1; !stopping.aborted; attempt += 1) {
      try {
        return await file.read((sql) => selectRows(sql, range));
      } catch (error) {
        if (isDeskrailError(error, 'closed')) return undefined;
        if (!paused) pauses.begin(error);
        paused = true;
        await pause(backoffMs(attempt, settings.retry, random), stopping);
      }
    }
    return undefined;
  } finally {
    if (paused) pauses.end();
  }
}

/** Whether there was anything to hand over. */
export function admit(row: EventRow, options: FeedOptions, redrive?: number): boolean {
  const { settings, window, onUnknownType, logger } = options;
  const { stream, group, concurrency } = settings;
  const { position, tenant, subject, id: eventId } = row;
  const decoded = decodeRow(stream, row);
  if (decoded.kind === 'unknown') {
    if (redrive === undefined) window.skip(position);
    try {
      onUnknownType?.(decoded.type);
    } catch {
      logger.error({ stream, group, type: decoded.type }, 'onUnknownType threw');
    }
    return false;
  }
  const key = concurrency === 1 ? '' : partitionKey(tenant, subject);
  const content = decoded.kind === 'event' ? { stored: decoded.stored } : { unreadable: decoded.error };
  const late = redrive === undefined ? {} : { redrive };
  window.admit({ position, key, tenant, subject, eventId, content, ...late });
  return true;
}
