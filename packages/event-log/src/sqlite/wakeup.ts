import { setTimeout as delay } from 'node:timers/promises';
import type { SqliteFile } from './open-sqlite-file.js';

/** Tells those who follow the log that it has grown. */
export interface Wakeup {
  /** Grows with the log; read it before looking for events, and nothing is missed. */
  readonly version: number;
  /** Resolves once the log has grown past a version, or the signal aborts. */
  after(version: number, signal: AbortSignal): Promise<void>;
}

export interface WritersWakeup extends Wakeup {
  notify(): void;
}

/** For the process that writes: woken by its own appends; waiting costs nothing. */
export function createWakeup(): WritersWakeup {
  const waiting = new Set<() => void>();
  let version = 0;
  return {
    get version() {
      return version;
    },
    notify() {
      version += 1;
      const woken = [...waiting];
      waiting.clear();
      for (const wake of woken) wake();
    },
    after(seen, signal) {
      if (seen !== version || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    },
  };
}

/** For a process that only reads: SQLite's counter of other connections' commits is looked at while somebody waits. */
export function createPollingWakeup(file: SqliteFile, pollMs: number): Wakeup {
  let version = 0;
  let seenCounter: unknown;

  async function look(): Promise<void> {
    const [row] = await file.read((sql) => sql.all('pragma data_version'));
    if (row?.data_version === seenCounter) return;
    seenCounter = row?.data_version;
    version += 1;
  }

  return {
    get version() {
      return version;
    },
    async after(seen, signal) {
      while (seen === version && !signal.aborted) {
        await delay(pollMs, undefined, { signal }).catch(() => {});
        if (!signal.aborted) await look();
      }
    },
  };
}

const writers = new WeakMap<SqliteFile, WritersWakeup>();

/** One per file, so that two logs opened on it wake each other's readers. */
export function writersWakeup(file: SqliteFile): WritersWakeup {
  const known = writers.get(file) ?? createWakeup();
  writers.set(file, known);
  return known;
}
