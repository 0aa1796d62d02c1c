import type { DriverRecord } from '../driver.js';

/** One partition of a read: what was fetched of it and not yet handed out. */
interface Lane {
  readonly partition: number;
  /** Offset of the next record to fetch. */
  next: number;
  /** There is more to fetch up to here; of a read that ends, where it ends. */
  end: number;
  readonly records: DriverRecord[];
  head: number;
}

/** The partitions of a topic merged by the time of the append, as far as they have been fetched. */
export interface Lanes {
  /** Nothing is left up to the end. */
  readonly isDone: boolean;
  /** Those of these partitions that are to be fetched now, with the offsets to begin at. */
  wanted(partitions: readonly number[]): ReadonlyMap<number, bigint>;
  /** What was fetched from an offset on. False when it brought nothing further. `end` is that of a read that follows. */
  add(
    partition: number,
    from: bigint,
    fetched: { readonly records: readonly DriverRecord[]; readonly next: bigint; readonly end: bigint },
  ): boolean;
  /** The earliest record; `undefined` while one from a partition that has more could be earlier. */
  take(): DriverRecord | undefined;
}

/** Records that a partition has waiting before more is fetched of it. */
const enough = 100;

export function createLanes(options: {
  readonly first: ReadonlyMap<number, number>;
  readonly end: ReadonlyMap<number, number>;
  readonly follows: boolean;
}): Lanes {
  const { follows } = options;
  const lanes = new Map<number, Lane>();
  for (const [partition, next] of options.first) {
    lanes.set(partition, { partition, next, end: options.end.get(partition) ?? next, records: [], head: 0 });
  }
  const waiting = (lane: Lane) => lane.records.length - lane.head;
  const hasMore = (lane: Lane) => lane.next < lane.end;

  /** Of a read that ends nothing counts that was appended since. */
  function isWithin(lane: Lane, record: DriverRecord): boolean {
    return follows || Number(record.offset) < lane.end;
  }

  return {
    get isDone() {
      for (const lane of lanes.values()) if (waiting(lane) > 0 || hasMore(lane)) return false;
      return true;
    },
    wanted(partitions) {
      const wanted = partitions.flatMap((partition) => {
        const lane = lanes.get(partition);
        if (lane === undefined || waiting(lane) > enough || !(follows || hasMore(lane))) return [];
        return [[partition, BigInt(lane.next)] as const];
      });
      return new Map(wanted);
    },
    add(partition, from, { records, next, end }) {
      const lane = lanes.get(partition);
      // Two leaders were asked, one after the other, as it moved: the first answer was it.
      if (lane === undefined || lane.next !== Number(from)) return false;
      // Brokers that lost records begin anew: whoever follows goes along.
      if (next < from && !follows) return false;
      lane.records.splice(0, lane.head);
      lane.head = 0;
      for (const record of records) if (isWithin(lane, record)) lane.records.push(record);
      lane.next = Number(next);
      if (follows) lane.end = Number(end);
      return next !== from;
    },
    take() {
      let earliest: Lane | undefined;
      let time = Number.POSITIVE_INFINITY;
      for (const lane of lanes.values()) {
        const record = lane.records[lane.head];
        if (record === undefined) {
          if (hasMore(lane)) return undefined;
        } else if (record.timestampMs < time) {
          earliest = lane;
          time = record.timestampMs;
        }
      }
      if (earliest === undefined) return undefined;
      earliest.head += 1;
      return earliest.records[earliest.head - 1];
    },
  };
}
