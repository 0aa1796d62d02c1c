import type { StoredEvent } from '@deskrail/contracts';

/** One event of a stream on its way through a consumer. */
export interface Entry {
  readonly position: number;
  /** Order is kept under this key. */
  readonly key: string;
  readonly tenant: string;
  readonly subject: string;
  readonly eventId: string;
  /** Handed over again, late: its number. It has no part in the place. */
  readonly redrive?: number;
  /** The event, or why it cannot be read. */
  readonly content: { readonly stored: StoredEvent } | { readonly unreadable: unknown };
}

/** The events that a consumer holds: fetched in order, handed out by key, done in any order. */
export interface Window {
  /** All up to here is done. */
  readonly place: number;
  /** What lies behind this position has not been fetched. */
  readonly reached: number;
  /** Events fetched and not yet behind the place. */
  readonly size: number;
  admit(entry: Entry): void;
  /** Nothing to hand over at this position. */
  skip(position: number): void;
  /** The next events of one key that nobody works on, in order; an unreadable one comes alone. */
  take(): readonly Entry[] | undefined;
  /** Others may take this key again. */
  release(key: string): void;
  finish(entries: readonly Entry[]): void;
  /** Where the place would be if these were done as well. */
  placeWith(entries: readonly Entry[]): number;
}

const isUnreadable = (entry: Entry): boolean => 'unreadable' in entry.content;

export function createWindow(start: number, maxBatch: number): Window {
  const order: { readonly position: number; done: boolean }[] = [];
  const slots = new Map<number, { readonly position: number; done: boolean }>();
  const lanes = new Map<string, Entry[]>();
  /** Keys with events and nobody at work, longest waiting first. */
  const idle = new Set<string>();
  let place = start;

  function advance(): void {
    let passed = 0;
    while (order[passed]?.done === true) passed += 1;
    const last = order[passed - 1];
    if (last === undefined) return;
    place = last.position;
    for (const { position } of order.splice(0, passed)) slots.delete(position);
  }

  function track(position: number, done: boolean): void {
    const slot = { position, done };
    order.push(slot);
    slots.set(position, slot);
  }

  return {
    get place() {
      return place;
    },
    get reached() {
      return order.at(-1)?.position ?? place;
    },
    get size() {
      return order.length;
    },
    admit(entry) {
      if (entry.redrive === undefined) track(entry.position, false);
      const lane = lanes.get(entry.key);
      if (lane !== undefined) {
        lane.push(entry);
        return;
      }
      lanes.set(entry.key, [entry]);
      idle.add(entry.key);
    },
    skip(position) {
      track(position, true);
      advance();
    },
    take() {
      const next = idle.values().next();
      if (next.done) return undefined;
      idle.delete(next.value);
      const lane = lanes.get(next.value) ?? [];
      const unreadable = lane.findIndex(isUnreadable);
      const readable = unreadable === -1 ? lane.length : unreadable;
      return lane.splice(0, Math.max(1, Math.min(maxBatch, readable)));
    },
    release(key) {
      if ((lanes.get(key)?.length ?? 0) > 0) idle.add(key);
      else lanes.delete(key);
    },
    finish(entries) {
      for (const { position, redrive } of entries) {
        if (redrive !== undefined) continue;
        const slot = slots.get(position);
        if (slot !== undefined) slot.done = true;
      }
      advance();
    },
    placeWith(entries) {
      const inOrder = entries.filter(({ redrive }) => redrive === undefined);
      const also = new Set(inOrder.map(({ position }) => position));
      let reached = place;
      for (const { position, done } of order) {
        if (!done && !also.has(position)) break;
        reached = position;
      }
      return reached;
    },
  };
}
