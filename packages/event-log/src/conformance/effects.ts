import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog, ReadOptions, StoredEvent, StreamName } from '@deskrail/contracts';
import { expect } from 'vitest';

/** What a handler brought about: each id once, in the order in which its subject first showed it. */
export interface Effects {
  readonly ids: ReadonlySet<string>;
  readonly bySubject: ReadonlyMap<string, readonly string[]>;
  add(events: readonly StoredEvent[]): void;
  /** Resolves once all of these ids are there. */
  until(ids: readonly string[]): Promise<void>;
}

export function createEffects(patienceMs: number): Effects {
  const ids = new Set<string>();
  const bySubject = new Map<string, string[]>();
  const watchers = new Set<() => void>();
  return {
    ids,
    bySubject,
    add(events) {
      for (const { event } of events) {
        if (ids.has(event.id)) continue;
        ids.add(event.id);
        bySubject.set(event.subject, [...(bySubject.get(event.subject) ?? []), event.id]);
      }
      for (const watch of [...watchers]) watch();
    },
    until: (wanted) =>
      within(
        patienceMs,
        new Promise((resolve) => {
          const watch = () => {
            if (!wanted.every((id) => ids.has(id))) return;
            watchers.delete(watch);
            resolve();
          };
          watchers.add(watch);
          watch();
        }),
        () => `${wanted.filter((id) => !ids.has(id)).length} of ${wanted.length} events to have their effect`,
      ),
  };
}

/** The promise's value, or an error that says what did not come in time. */
export async function within<Value>(ms: number, promise: Promise<Value>, what: () => string): Promise<Value> {
  const timer = new AbortController();
  const late = delay(ms, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`Waited ${ms} ms for ${what()}.`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}

/** For what tells nobody when it changes: look again until it is so. */
export async function eventually(ms: number, check: () => Promise<void> | void): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() - startedAt > ms) throw error;
    }
    await delay(10);
  }
}

/** Something that happens once, and can be waited for. */
export function createMoment(): { readonly come: Promise<void>; now(): void } {
  let now = () => {};
  const come = new Promise<void>((resolve) => {
    now = resolve;
  });
  return { come, now };
}

/** Everything of a range that ends. */
export async function readAll<Stream extends StreamName>(
  log: EventLog,
  options: ReadOptions<Stream>,
): Promise<StoredEvent<Stream>[]> {
  const found: StoredEvent<Stream>[] = [];
  for await (const stored of log.read(options)) found.push(stored);
  return found;
}

/** The ids of a range, each once, sorted: what is there, whatever the order between subjects. */
export async function readIds(log: EventLog, options: ReadOptions<StreamName>): Promise<string[]> {
  return [...new Set((await readAll(log, options)).map(({ event }) => event.id))].sort();
}

/** The call throws a `DeskrailError` of this code. */
export async function expectCode(call: () => Promise<unknown>, code: string): Promise<void> {
  await expect(call()).rejects.toMatchObject({ name: 'DeskrailError', code });
}
