import { isDeskrailError } from '@deskrail/contracts';
import { backoffMs, pause } from '../delivery/backoff.js';
import type { Entry } from '../delivery/window.js';
import { admit, type FeedOptions } from './feed.js';
import { type RedriveRow, removeRedrives, selectRedrives } from './redrives.js';
import { createWakeup } from './wakeup.js';

/** Redriven events of a group that are on their way at once. */
const most = 100;

/** Brings the events that a group is to get again into its window, beside what comes in order. */
export interface RedriveFeed {
  /** These are done: those among them that were redriven are not handed over again. */
  finish(entries: readonly Entry[]): void;
  /** Until told to stop or the file closes. */
  run(): Promise<void>;
}

export function createRedriveFeed(options: FeedOptions): RedriveFeed {
  const { file, settings, window, grown, random, stopping, logger } = options;
  const { stream, group, retry } = settings;
  const done: number[] = [];
  const finished = createWakeup();
  let underWay = 0;
  let last = 0;

  /** `undefined` once there is nothing more to come. */
  async function turn(): Promise<readonly RedriveRow[] | undefined> {
    const numbers = [...done];
    for (let attempt = 1; !stopping.aborted; attempt += 1) {
      try {
        if (numbers.length > 0) await file.write((sql) => removeRedrives(sql, numbers));
        done.splice(0, numbers.length);
        underWay -= numbers.length;
        return await file.read((sql) => selectRedrives(sql, settings, { after: last, limit: most - underWay }));
      } catch (error) {
        if (isDeskrailError(error, 'closed')) return undefined;
        logger.warn({ stream, group, code: (error as { code?: unknown }).code }, 'could not look for redrives');
        await pause(backoffMs(attempt, retry, random), stopping);
      }
    }
    return undefined;
  }

  function finish(entries: readonly { readonly redrive?: number }[]): void {
    const numbers = entries.flatMap(({ redrive }) => redrive ?? []);
    if (numbers.length === 0) return;
    done.push(...numbers);
    finished.notify();
  }

  async function run(): Promise<void> {
    while (!stopping.aborted) {
      const seen = grown.version;
      const seenFinished = finished.version;
      const rows = await turn();
      if (rows === undefined) return;
      for (const row of rows) {
        underWay += 1;
        last = row.number;
        if (row.held === null) {
          logger.warn({ stream, group, position: row.position }, 'retention took an event before it was redriven');
          finish([{ redrive: row.number }]);
        } else if (row.position > window.reached || !admit(row, options, row.number)) {
          // It comes in its turn, or there is nothing to hand over.
          finish([{ redrive: row.number }]);
        }
      }
      if (rows.length > 0) options.onFed();
      if (done.length > 0) continue;
      const wait = new AbortController();
      const ended = AbortSignal.any([stopping, wait.signal]);
      // As many as may be are on their way: the next ones wait for room.
      const waits = [finished.after(seenFinished, ended)];
      if (underWay < most) waits.push(grown.after(seen, ended));
      await Promise.race(waits);
      wait.abort();
    }
  }

  return { finish, run };
}
