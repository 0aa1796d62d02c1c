import type { StoredEvent } from '@deskrail/contracts';

/** One event of a stream on its way through a consumer. */
export interface Entry {
  readonly position: number;
  /** The position as people and dead letters name it. Default: its number. */
  readonly at?: string;
  /** Order is kept under this key. */
  readonly key: string;
  readonly tenant: string;
  readonly subject: string;
  readonly eventId: string;
  /** Handed over again, late: its number. It has no part in the place. */
  readonly redrive?: number;
  /** What it takes of memory, about, where somebody counts that. */
  readonly bytes?: number;
  /** The event, or why it cannot be read. */
  readonly content: { readonly stored: StoredEvent } | { readonly unreadable: unknown };
}

/** Events of one key for one worker. Nobody else gets this key's until it is released. */
export interface Work {
  readonly entries: readonly Entry[];
  release(): void;
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
  take(): Work | undefined;
  finish(entries: readonly Entry[]): void;
  /** Where the place would be if these were done as well. */
  placeWith(entries: readonly Entry[]): number;
}

/** Entries of one key, the first of them at `head`. */
interface Lane {
  readonly entries: Entry[];
  head: number;
}

/** Take what goes together from a lane: up to `most` readable entries, or one that nobody can read. */
function takeFrom(lane: Lane, most: number): readonly Entry[] {
  const { entries, head } = lane;
  const last = Math.min(entries.length, head + most);
  let end = head;
  while (end < last && 'stored' in (entries[end] as Entry).content) end += 1;
  const taken = entries.slice(head, Math.max(end, head + 1));
  lane.head += taken.length;
  // Cut now and then, as cutting at every turn costs a long lane its length each time.
  if (lane.head * 2 >= entries.length) {
    entries.splice(0, lane.head);
    lane.head = 0;
  }
  return taken;
}

export function createWindow(start: number, maxBatch: number): Window {
  const order: { readonly position: number; done: boolean }[] = [];
  const slots = new Map<number, { readonly position: number; done: boolean }>();
  const lanes = new Map<string, Lane>();
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

  function release(key: string, lane: Lane): void {
    if (lane.entries.length > 0) idle.add(key);
    else lanes.delete(key);
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
        lane.entries.push(entry);
        return;
      }
      lanes.set(entry.key, { entries: [entry], head: 0 });
      idle.add(entry.key);
    },
    skip(position) {
      track(position, true);
      advance();
    },
    take() {
      const next = idle.values().next();
      if (next.done) return undefined;
      const key = next.value;
      idle.delete(key);
      const lane = lanes.get(key);
      if (lane === undefined) return undefined;
      return { entries: takeFrom(lane, maxBatch), release: () => release(key, lane) };
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
