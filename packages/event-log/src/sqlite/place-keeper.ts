import type { Logger } from '@deskrail/contracts';
import { backoffMs, pause } from '../delivery/backoff.js';
import type { SubscriptionSettings } from '../delivery/subscription-settings.js';
import type { Window } from '../delivery/window.js';
import { savePlace } from './group-place.js';
import type { SqliteFile } from './open-sqlite-file.js';

/** Keeps a group's place as its window moves; one write at a time, each of the newest place. */
export interface PlaceKeeper {
  /** A handler's own transaction has saved this place. */
  savedElsewhere(position: number): void;
  /** Write the place if it is not yet written; later, if the file does not take it now. */
  keep(): void;
  /** One last try. */
  close(): Promise<void>;
}

export function createPlaceKeeper(options: {
  readonly file: SqliteFile;
  readonly settings: SubscriptionSettings;
  readonly window: Window;
  readonly random: () => number;
  readonly stopping: AbortSignal;
  readonly logger: Logger;
}): PlaceKeeper {
  const { file, settings, window, random, stopping, logger } = options;
  const { stream, group, retry } = settings;
  let saved = window.place;
  let saving: Promise<void> | undefined;

  async function save(): Promise<boolean> {
    const position = window.place;
    try {
      await file.write((sql) => savePlace(sql, settings, position));
      saved = Math.max(saved, position);
      return true;
    } catch (error) {
      logger.warn(
        { stream, group, position, code: (error as { code?: unknown }).code },
        'could not keep the group’s place',
      );
      return false;
    }
  }

  async function catchUp(): Promise<void> {
    let attempt = 1;
    while (window.place > saved && !stopping.aborted) {
      if (await save()) attempt = 1;
      else await pause(backoffMs(attempt++, retry, random), stopping);
    }
    saving = undefined;
  }

  return {
    savedElsewhere(position) {
      saved = Math.max(saved, position);
    },
    keep() {
      if (window.place > saved) saving ??= catchUp();
    },
    async close() {
      await saving;
      // Once more whatever is believed to be saved: a handler may have rolled back the transaction it saved in.
      await save();
    },
  };
}
