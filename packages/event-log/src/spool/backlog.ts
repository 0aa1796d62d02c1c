import type { StreamName } from '@deskrail/contracts';

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

export function createBacklog(
  found: readonly { readonly lane: Lane; readonly events: number; readonly bytes: number }[],
): Backlog {
  const lanes = new Map<string, Counts>();
  const ready = new Set<Counts>();
  const listeners = new Set<() => void>();
  let events = 0;
  let bytes = 0;

  const keyOf = ({ stream, tenant, subject }: Lane): string => JSON.stringify([stream, tenant, subject]);
  const countsOf = (lane: Lane): Counts => {
    const key = keyOf(lane);
    const counts = lanes.get(key) ?? { lane, events: 0, written: 0, taken: false };
    lanes.set(key, counts);
    return counts;
  };
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const offer = (counts: Counts) => {
    if (!counts.taken && counts.written > 0) ready.add(counts);
    if (!counts.taken && counts.events === 0) lanes.delete(keyOf(counts.lane));
    tell();
  };
  const forget = (counts: Counts, count: number, size: number) => {
    counts.events -= count;
    events -= count;
    bytes -= size;
  };

  for (const { lane, events: count, bytes: size } of found) {
    const counts = countsOf(lane);
    counts.events = count;
    counts.written = count;
    events += count;
    bytes += size;
    ready.add(counts);
  }
  return {
    get events() {
      return events;
    },
    get bytes() {
      return bytes;
    },
    has: (lane) => lanes.has(keyOf(lane)),
    enter(lane, size) {
      countsOf(lane).events += 1;
      events += 1;
      bytes += size;
    },
    wrote(lane) {
      const counts = countsOf(lane);
      counts.written += 1;
      offer(counts);
    },
    gaveUp(lane, size) {
      const counts = countsOf(lane);
      forget(counts, 1, size);
      offer(counts);
    },
    left(lane, count, size) {
      const counts = countsOf(lane);
      forget(counts, count, size);
      counts.written -= count;
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
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
