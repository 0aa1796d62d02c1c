import type { StreamName } from '@deskrail/contracts';
import { createListeners } from './listeners.js';

/** The events of one subject in one stream that are in the spool: they go on in order. */
export interface Lane {
  readonly stream: StreamName;
  readonly tenant: string;
  readonly subject: string;
}

/** Which subjects have something in the spool, told without asking the disk. */
export interface Backlog {
  readonly events: number;
  readonly bytes: number;
  has(lane: Lane): boolean;
  /** From now on the lane has these in the spool, though they are not written yet: whoever comes later goes behind them. */
  enter(lane: Lane, bytes: number): void;
  /** One that entered is written. */
  wrote(lane: Lane): void;
  /** One that entered was not written after all. */
  gaveUp(lane: Lane, bytes: number): void;
  /** Written ones are gone. */
  left(lane: Lane, events: number, bytes: number): void;
  /** A lane with something written that nobody has taken, longest waiting first. */
  take(): Lane | undefined;
  /** Others may take it again. */
  release(lane: Lane): void;
  /** Called when there may be a lane to take, or the last one has gone. */
  onChange(listener: () => void): () => void;
}

interface Counts {
  readonly lane: Lane;
  events: number;
  written: number;
  taken: boolean;
}

const keyOf = ({ stream, tenant, subject }: Lane): string => JSON.stringify([stream, tenant, subject]);

export function createBacklog(
  found: readonly { readonly lane: Lane; readonly events: number; readonly bytes: number }[],
): Backlog {
  const lanes = new Map<string, Counts>();
  const ready = new Set<Counts>();
  const listeners = createListeners();
  const total = { events: 0, bytes: 0 };

  function countsOf(lane: Lane): Counts {
    const key = keyOf(lane);
    const counts = lanes.get(key) ?? { lane, events: 0, written: 0, taken: false };
    lanes.set(key, counts);
    return counts;
  }

  function change(counts: Counts, events: number, bytes: number): Counts {
    counts.events += events;
    total.events += events;
    total.bytes += bytes;
    return counts;
  }

  function offer(counts: Counts): void {
    if (!counts.taken && counts.written > 0) ready.add(counts);
    if (!counts.taken && counts.events === 0) lanes.delete(keyOf(counts.lane));
    listeners.tell();
  }

  for (const { lane, events, bytes } of found) {
    const counts = change(countsOf(lane), events, bytes);
    counts.written = events;
    ready.add(counts);
  }
  return {
    get events() {
      return total.events;
    },
    get bytes() {
      return total.bytes;
    },
    has: (lane) => lanes.has(keyOf(lane)),
    enter: (lane, bytes) => void change(countsOf(lane), 1, bytes),
    wrote(lane) {
      const counts = countsOf(lane);
      counts.written += 1;
      offer(counts);
    },
    gaveUp: (lane, bytes) => offer(change(countsOf(lane), -1, -bytes)),
    left(lane, events, bytes) {
      const counts = change(countsOf(lane), -events, -bytes);
      counts.written -= events;
      offer(counts);
    },
    take() {
      const [counts] = ready;
      if (counts === undefined) return undefined;
      ready.delete(counts);
      counts.taken = true;
      return counts.lane;
    },
    release(lane) {
      const counts = countsOf(lane);
      counts.taken = false;
      offer(counts);
    },
    onChange: listeners.add,
  };
}
