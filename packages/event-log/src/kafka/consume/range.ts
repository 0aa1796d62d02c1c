import type { Logger, ReadOptions, StoredEvent, StreamName } from '@deskrail/contracts';
import { readRecord, redrivenTo } from '../binding.js';
import type { DriverRecord } from '../driver.js';
import { checkFrom } from './begin-offsets.js';
import { formatCursor, formatOffset, type Offsets } from './cursor.js';
import { fetchInto, type RangeSource } from './fetch-into.js';
import { createLanes } from './lanes.js';
import { createTimeText } from './record-entry.js';
import { createStop } from './stop.js';

/**
 * Yields a stream's events, merged by the time of their append as far as they are there. Ends at the range's end alone: a
 * signal ends it with `aborted`, the log's closing with `closed`, so that nobody takes a part for the whole.
 */
export async function* readRange<Stream extends StreamName>(
  options: ReadOptions<Stream>,
  source: RangeSource,
): AsyncGenerator<StoredEvent<Stream>, void, undefined> {
  const { stream, from = 'start', until = 'end', limit = Number.POSITIVE_INFINITY } = options;
  const stop = createStop(source.closing, options.signal);
  stop.check();
  const begin = checkFrom(stream, from);
  const { first, end } = await stop.or(source.bounds(begin));
  const follows = until === 'never';
  const lanes = createLanes({ first, end, follows });
  using fetching = fetchInto(lanes, { follows, stopping: stop.signal }, source);
  const decode = createDecoder(stream, first, source.logger);
  for (let left = limit; left > 0; ) {
    stop.check();
    fetching.look();
    const record = lanes.take();
    if (record !== undefined) {
      const stored = decode(record);
      if (stored === undefined) continue;
      left -= 1;
      yield stored;
    } else if (!follows && lanes.isDone) return;
    else await stop.or(fetching.more());
  }
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
