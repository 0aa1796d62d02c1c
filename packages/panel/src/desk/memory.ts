import type { QueueFilter } from './queue-filter.js';
import type { Review } from './state.js';

/** What somebody was writing, and the hash of what they saw then. */
export interface Draft extends Pick<Review, 'text' | 'proposal' | 'toQueue' | 'toPerson'> {
  readonly mode: Exclude<Review['mode'], 'read'>;
  readonly hash?: string | undefined;
}

/** What a page finds again after it was reloaded. */
export interface Remembered {
  readonly actor: string;
  readonly filter: QueueFilter;
  readonly openedId?: string | undefined;
  /** By recommendation. */
  readonly drafts: Readonly<Record<string, Draft>>;
}

export interface Memory {
  read(): Remembered | undefined;
  keep(remembered: Remembered | undefined): void;
}

const name = 'deskrail.desk';

/** For as long as the tab lives, each conversation's sidebar by itself; a storage that is closed to the page keeps nothing. */
export function tabMemory(storage: () => Storage, conversation?: string): Memory {
  const key = conversation === undefined ? name : `${name}/${conversation}`;
  return {
    read() {
      try {
        const kept = JSON.parse(storage().getItem(key) ?? 'null') as Partial<Remembered> | null;
        if (!kept?.actor) return undefined;
        return { filter: {}, drafts: {}, ...kept, actor: kept.actor };
      } catch {
        return undefined;
      }
    },
    keep(remembered) {
      try {
        if (remembered) storage().setItem(key, JSON.stringify(remembered));
        else storage().removeItem(key);
      } catch {
        // As above.
      }
    },
  };
}
