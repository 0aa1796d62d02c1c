import { DeskrailError, type Logger, type ReadOptions, type StoredEvent, type StreamName } from '@deskrail/contracts';
import type { SqliteFile } from './open-sqlite-file.js';
import { lastPosition, startAfter } from './positions.js';
import { decodeRow, selectRows } from './stored-rows.js';
import type { Wakeup } from './wakeup.js';

/** Rows fetched at once: what a read holds in memory, however long it is. */
const chunk = 200;

export interface RangeSource {
  readonly file: SqliteFile;
  readonly wakeup: Wakeup;
  readonly logger: Logger;
  /** Aborted when the log closes. */
  readonly closing: AbortSignal;
}

/**
 * Yields a stream's events in order. Ends at the range's end alone: a signal ends it with `aborted`, the log's closing
 * with `closed`, so that nobody takes a part for the whole.
 */
export async function* readRange<Stream extends StreamName>(
  options: ReadOptions<Stream>,
  source: RangeSource,
): AsyncGenerator<StoredEvent<Stream>, void, undefined> {
  const { stream, from = 'start', until = 'end', limit = Number.POSITIVE_INFINITY } = options;
  const { file, wakeup, closing } = source;
  const stopping = options.signal === undefined ? closing : AbortSignal.any([closing, options.signal]);
  const check = () => {
    if (closing.aborted) throw new DeskrailError('closed', 'The event log has been closed.');
    if (stopping.aborted) throw new DeskrailError('aborted', 'The read was aborted.', { cause: stopping.reason });
  };
  check();
  let { after, upTo } = await file.read(async (sql) => ({
    after: await startAfter(sql, stream, from),
    upTo: until === 'end' ? await lastPosition(sql, stream) : Number.MAX_SAFE_INTEGER,
  }));
  let left = limit;
  while (left > 0) {
    check();
    const seen = wakeup.version;
    const rows = await file.read((sql) => selectRows(sql, { stream, after, upTo, limit: Math.min(chunk, left) }));
    for (const row of rows) {
      check();
      after = row.position;
      const decoded = decodeRow(stream, row);
      if (decoded.kind === 'event') {
        yield decoded.stored;
        left -= 1;
      } else {
        source.logger.warn({ stream, position: row.position, kind: decoded.kind }, 'skipped an event in a read');
      }
    }
    if (rows.length > 0) continue;
    if (until === 'end') return;
    await wakeup.after(seen, stopping);
  }
}
