import type { DriverError, DriverProducer } from '../driver.js';
import type { AppendItem } from './append-call.js';
import { batchOverheadBytes } from './record-size.js';

/** Records that fly together, and again together should nobody know whether they arrived. */
export interface Batch {
  readonly items: readonly AppendItem[];
  /** May have been written by this producer, though it was not acknowledged. */
  uncertainWith?: DriverProducer;
}

/** What goes to one partition: one batch at a time, in order. */
export interface Lane {
  readonly topic: string;
  readonly partition: number;
  /** Failures since the last success. */
  failures: number;
  /** Why the batch at the head has not been acknowledged yet. */
  lastError: DriverError | undefined;
  readonly empty: boolean;
  /** Items of one call; they fly in one batch if one holds them. */
  add(items: readonly AppendItem[]): void;
  /** The batch at the head; it stays there until it is replaced. */
  head(): Batch | undefined;
  /** In place of the head: nothing, or its parts in order. */
  replaceHead(...batches: readonly Batch[]): void;
  /** Lets go of what is answered already. */
  trim(): void;
}

export interface BatchLimits {
  readonly events: number;
  readonly bytes: number;
  /** Of a batch whose events should not be parted. */
  readonly mostBytes: number;
}

export function createLane(topic: string, partition: number, limits: BatchLimits): Lane {
  const batches: Batch[] = [];
  let waiting: (readonly AppendItem[])[] = [];
  let next = 0;

  function compact(): void {
    if (next === waiting.length) waiting = [];
    else if (next > 1_000 && next * 2 > waiting.length) waiting = waiting.slice(next);
    else return;
    next = 0;
  }

  function gather(): void {
    const items: AppendItem[] = [];
    let bytes = batchOverheadBytes;
    for (; next < waiting.length; next += 1) {
      const parcel = waiting[next] ?? [];
      const [first] = parcel;
      if (first === undefined || first.call.done) continue;
      const size = sizeOf(parcel);
      const fits = items.length + parcel.length <= limits.events && bytes + size <= limits.bytes;
      if (!fits && items.length > 0) break;
      first.call.take();
      items.push(...parcel);
      bytes += size;
    }
    compact();
    if (items.length > 0) batches.push(...cut(items, limits));
  }

  return {
    ...{ topic, partition, failures: 0, lastError: undefined },
    get empty() {
      return batches.length === 0 && waiting.length === next;
    },
    add(items) {
      waiting.push(items);
    },
    head() {
      if (batches.length === 0) gather();
      return batches[0];
    },
    replaceHead(...parts) {
      batches.splice(0, 1, ...parts);
    },
    trim() {
      while (next < waiting.length && waiting[next]?.[0]?.call.done !== false) next += 1;
      compact();
    },
  };
}

const sizeOf = (items: readonly AppendItem[]): number => {
  let size = 0;
  for (const { bytes } of items) size += bytes;
  return size;
};

/** As few batches as hold them; what is too large for any goes alone, and the broker judges. */
function cut(items: readonly AppendItem[], limits: BatchLimits): Batch[] {
  if (batchOverheadBytes + sizeOf(items) <= limits.mostBytes && items.length <= limits.events) return [{ items }];
  const batches: AppendItem[][] = [];
  let bytes = 0;
  for (const item of items) {
    const batch = batches.at(-1);
    if (batch !== undefined && bytes + item.bytes <= limits.mostBytes && batch.length < limits.events) {
      batch.push(item);
      bytes += item.bytes;
    } else {
      batches.push([item]);
      bytes = batchOverheadBytes + item.bytes;
    }
  }
  return batches.map((batch) => ({ items: batch }));
}

/** In two, in order: to find the record that a broker refuses. */
export function halve({ items }: Batch): readonly Batch[] {
  const middle = items.length >> 1;
  return [{ items: items.slice(0, middle) }, { items: items.slice(middle) }];
}
