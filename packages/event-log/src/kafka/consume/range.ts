import { DeskrailError, type Logger, type ReadOptions, type StoredEvent, type StreamName } from '@deskrail/contracts';
import { backoffMs, pause } from '../../delivery/backoff.js';
import { readRecord, redrivenTo } from '../binding.js';
import { DriverError, type DriverReader, type DriverRecord } from '../driver.js';
import { type Begin, checkFrom } from './begin-offsets.js';
import type { ConsumeLimits } from './consume-limits.js';
import { formatCursor, formatOffset, type Offsets } from './cursor.js';
import { createLanes, type Lanes } from './lanes.js';
import { explain } from './reach.js';
import { createTimeText } from './record-entry.js';

export interface RangeSource {
  readonly topic: string;
  /** For reads that end: they wait for nothing, so they share one. */
  sharedReader(): Promise<DriverReader>;
  /** For one that follows: a broker that waits for its news answers nothing else on its connection. */
  openReader(): Promise<DriverReader>;
  bounds(begin: Begin): Promise<{ readonly first: Offsets; readonly end: Offsets }>;
  readonly logger: Logger;
  readonly limits: ConsumeLimits;
  readonly random: () => number;
  /** Aborted when the log closes. */
  readonly closing: AbortSignal;
}

/**
 * Yields a stream's events, merged by the time of their append as far as they are there. Ends at the range's end alone: a
 * signal ends it with `aborted`, the log's closing with `closed`, so that nobody takes a part for the whole.
 */
export async function* readRange<Stream extends StreamName>(
  options: ReadOptions<Stream>,
  source: RangeSource,
): AsyncGenerator<StoredEvent<Stream>, void, undefined> {
  const { stream, from = 'start', until = 'end', limit = Number.POSITIVE_INFINITY } = options;
  const stopped = createStop(source.closing, options.signal);
  try {
    stopped.check();
    const begin = checkFrom(stream, from);
    const { first, end } = await stopped.orValue(source.bounds(begin));
    const follows = until === 'never';
    const lanes = createLanes({ first, end, follows });
    const reader = await stopped.orValue(follows ? source.openReader() : source.sharedReader());
    await using fetching = createFetching({ lanes, reader, follows, stopping: stopped.signal }, source);
    const decode = createDecoder(stream, first, source.logger);
    for (let left = limit; left > 0; ) {
      stopped.check();
      fetching.look();
      const record = lanes.take();
      if (record !== undefined) {
        const stored = decode(record);
        if (stored === undefined) continue;
        left -= 1;
        yield stored;
      } else if (!follows && lanes.isDone) return;
      else await stopped.orValue(fetching.more());
    }
  } finally {
    stopped.forget();
  }
}

/** A wait that the caller's signal or the log's end cuts short, and what is thrown then. */
function createStop(closing: AbortSignal, signal: AbortSignal | undefined) {
  const stopping = signal === undefined ? closing : AbortSignal.any([closing, signal]);
  let tell = () => {};
  const stopped = new Promise<void>((resolve) => {
    tell = resolve;
  });
  stopping.addEventListener('abort', tell, { once: true });
  const check = () => {
    if (closing.aborted) throw new DeskrailError('closed', 'The event log has been closed.');
    if (stopping.aborted) throw new DeskrailError('aborted', 'The read was aborted.', { cause: stopping.reason });
  };
  return {
    signal: stopping,
    check,
    /** The value, or an error once the read is to stop. */
    async orValue<Value>(work: Promise<Value>): Promise<Value> {
      const stop = stopped.then(() => {
        check();
        return undefined as never;
      });
      stop.catch(() => {});
      work.catch(() => {});
      return Promise.race([work, stop]);
    },
    forget: () => stopping.removeEventListener('abort', tell),
  };
}

interface Fetching extends AsyncDisposable {
  /** Ask every leader that has something to give and is not asked already. */
  look(): void;
  /** Resolves once something came. Throws `dependency-unavailable` when nothing has for too long. */
  more(): Promise<void>;
}

function createFetching(
  options: {
    readonly lanes: Lanes;
    readonly reader: DriverReader;
    readonly follows: boolean;
    readonly stopping: AbortSignal;
  },
  source: RangeSource,
): Fetching {
  const { lanes, reader, follows, stopping } = options;
  const { topic, limits, random } = source;
  const asked = new Map<number, Promise<void>>();
  const ended = new AbortController();
  let leaders: ReadonlyMap<number, readonly number[]> | undefined;
  let failure: unknown;
  let failedSince: number | undefined;
  let failures = 0;

  async function ask(offsets: ReadonlyMap<number, bigint>): Promise<void> {
    try {
      const request = { topic, offsets, maxBytes: limits.fetchBytes, maxWaitMs: follows ? limits.followMs : 0 };
      const fetched = await reader.fetch(request);
      let moved = follows && fetched.size === offsets.size;
      for (const [partition, answer] of fetched) {
        moved = lanes.add(partition, offsets.get(partition) ?? 0n, answer) || moved;
      }
      if (moved) failedSince = undefined;
      else await failed(new DeskrailError('dependency-unavailable', `${topic} gives less than it held a moment ago.`));
    } catch (error) {
      await failed(error);
    }
  }

  async function failed(error: unknown): Promise<void> {
    leaders = undefined;
    failures = failedSince === undefined ? 1 : failures + 1;
    failedSince ??= performance.now();
    const isPatient = !(error instanceof DriverError) || error.kind !== 'not-authorized';
    if (!isPatient || performance.now() - failedSince > limits.readPatienceMs) failure = error;
    if (failure !== undefined) return;
    const quiet = AbortSignal.any([stopping, ended.signal]);
    await pause(backoffMs(failures, { baseDelayMs: 50, maxDelayMs: 2_000 }, random), quiet);
  }

  async function askWhoLeads(): Promise<void> {
    try {
      leaders = await reader.leaders(topic);
    } catch (error) {
      await failed(error);
    }
  }

  const whoLeads = -1;
  function begin(leader: number, work: () => Promise<void>): void {
    if (asked.has(leader)) return;
    const task = work().finally(() => asked.delete(leader));
    asked.set(leader, task);
  }

  return {
    look() {
      if (leaders === undefined) return begin(whoLeads, askWhoLeads);
      for (const [leader, partitions] of leaders) {
        if (asked.has(leader)) continue;
        const offsets = lanes.wanted(partitions);
        if (offsets.size > 0) begin(leader, () => ask(offsets));
      }
    },
    async more() {
      // Partitions without a leader are asked for again, not waited for.
      if (asked.size === 0) await failed(new DeskrailError('dependency-unavailable', `${topic} has no leader.`));
      else await Promise.race(asked.values());
      if (failure !== undefined) throw explain(failure, 'Reading');
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      if (follows) await reader.close().catch(() => {});
    },
  };
}

/** Events with a cursor that stands behind them and all that came before them in this read. */
function createDecoder<Stream extends StreamName>(stream: Stream, first: Offsets, logger: Logger) {
  const partitions = Math.max(-1, ...first.keys()) + 1;
  const next = Array.from({ length: partitions }, (_, partition) => {
    const offset = first.get(partition);
    return offset === undefined ? undefined : formatOffset(offset);
  });
  const timeText = createTimeText();
  return (record: DriverRecord): StoredEvent<Stream> | undefined => {
    const { partition, offset } = record;
    next[partition] = formatOffset(Number(offset) + 1);
    if (redrivenTo(record) !== undefined) return undefined;
    const read = readRecord(stream, record);
    const position = `${partition}/${offset}`;
    if (read.kind !== 'event') {
      logger.warn({ stream, position, kind: read.kind }, 'skipped an event in a read');
      return undefined;
    }
    const appendedAt = timeText(record.timestampMs);
    return { stream, event: read.event, position, cursor: formatCursor(stream, next), appendedAt };
  };
}
