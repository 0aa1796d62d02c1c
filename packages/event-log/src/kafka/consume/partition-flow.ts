import { createWindow, type Entry, type Work } from '../../delivery/window.js';
import type { DriverRecord } from '../driver.js';
import { bytesOf, type RecordEntry } from './record-entry.js';

/** Work on one partition's events. */
export interface FlowWork extends Work {
  readonly flow: PartitionFlow;
}

/** One partition on its way through a member: fetched, read, at work, done. */
export interface PartitionFlow {
  readonly partition: number;
  /** Offset of the next record to be done: all before it are. */
  readonly place: number;
  /** Has as many bytes waiting as it may have. */
  readonly isFull: boolean;
  /** Has room for more than half of that. */
  readonly isLow: boolean;
  receive(records: readonly DriverRecord[]): void;
  take(): FlowWork | undefined;
  finish(entries: readonly Entry[]): void;
  /** Begin nothing new, until told to go on. */
  hold(): void;
  goOn(): void;
  /** Resolves once nothing is at work. */
  idle(): Promise<void>;
  /** The partition is another's for good: what is at work ends, or counts for nothing. */
  drop(): void;
  /** Aborted by {@link drop}. */
  readonly dropped: AbortSignal;
}

export interface FlowShare {
  /** Events, and bytes, that one partition may hold. */
  readonly events: number;
  readonly bytes: number;
}

export function createPartitionFlow(options: {
  readonly partition: number;
  readonly offset: number;
  readonly maxBatch: number;
  share(): FlowShare;
  read(record: DriverRecord): RecordEntry;
  onUnknownType(type: string): void;
}): PartitionFlow {
  const { partition, share } = options;
  const window = createWindow(options.offset - 1, options.maxBatch);
  const dropping = new AbortController();
  const waiting: DriverRecord[] = [];
  let head = 0;
  let waitingBytes = 0;
  let windowBytes = 0;
  let received = options.offset - 1;
  let atWork = 0;
  let isHeld = false;
  let idlers: (() => void)[] = [];

  /** Read what waits, as far as there is room. */
  function fill(): void {
    const { events, bytes } = share();
    while (head < waiting.length && window.size < events && windowBytes < bytes) {
      const record = waiting[head] as DriverRecord;
      head += 1;
      waitingBytes -= bytesOf(record);
      admit(record);
    }
    if (head * 2 > waiting.length) {
      waiting.splice(0, head);
      head = 0;
    }
  }

  function admit(record: DriverRecord): void {
    const read = options.read(record);
    if (read.kind === 'entry') {
      windowBytes += read.entry.bytes ?? 0;
      window.admit(read.entry);
      return;
    }
    window.skip(Number(record.offset));
    if (read.kind === 'unknown') options.onUnknownType(read.type);
  }

  const flow: PartitionFlow = {
    partition,
    get place() {
      return window.place + 1;
    },
    get isFull() {
      return waitingBytes >= share().bytes;
    },
    get isLow() {
      return waitingBytes < share().bytes / 2;
    },
    receive(records) {
      for (const record of records) {
        // A partition that came back is fetched from its place on, and holds some of that already.
        if (record.offset <= received) continue;
        received = Number(record.offset);
        waitingBytes += bytesOf(record);
        waiting.push(record);
      }
      fill();
    },
    take() {
      const work = isHeld ? undefined : window.take();
      if (work === undefined) return undefined;
      atWork += 1;
      return {
        ...{ flow, entries: work.entries },
        release() {
          work.release();
          atWork -= 1;
          if (atWork > 0) return;
          for (const tell of idlers) tell();
          idlers = [];
        },
      };
    },
    finish(entries) {
      for (const { bytes = 0 } of entries) windowBytes -= bytes;
      window.finish(entries);
      fill();
    },
    hold() {
      isHeld = true;
    },
    goOn() {
      isHeld = false;
    },
    idle: () => (atWork === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
    drop() {
      isHeld = true;
      waiting.length = 0;
      dropping.abort();
    },
    dropped: dropping.signal,
  };
  return flow;
}
