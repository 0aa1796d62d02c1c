import { DeskrailError, readEvent, type Sql, type StoredEvent, type StreamName } from '@deskrail/contracts';
import { formatCursor } from './cursor.js';

/** An event as the table holds it. */
export type EventRow = {
  readonly position: number;
  readonly id: string;
  readonly tenant: string;
  readonly subject: string;
  readonly appended_at: number;
  readonly body: string;
};

export type DecodedRow<Stream extends StreamName> =
  | { readonly kind: 'event'; readonly stored: StoredEvent<Stream> }
  | { readonly kind: 'unknown'; readonly type: string }
  | { readonly kind: 'unreadable'; readonly error: unknown };

export interface RowRange {
  readonly stream: StreamName;
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
}

export function selectRows(sql: Sql, range: RowRange): Promise<readonly EventRow[]> {
  const text = `select position, id, tenant, subject, appended_at, body from log_events
    where stream = ? and position > ? and position <= ? order by position limit ?`;
  return sql.all<EventRow>(text, [range.stream, range.after, range.upTo, range.limit]);
}

/** Tolerant: what this version does not know is said to be so, what nobody can read is a value too. */
export function decodeRow<Stream extends StreamName>(stream: Stream, row: EventRow): DecodedRow<Stream> {
  try {
    const read = readEvent(stream, parseBody(row));
    if (!read.known) return { kind: 'unknown', type: read.type };
    const stored = {
      stream,
      event: read.event,
      position: String(row.position),
      cursor: formatCursor(stream, row.position),
      appendedAt: new Date(row.appended_at).toISOString(),
    };
    return { kind: 'event', stored };
  } catch (error) {
    return { kind: 'unreadable', error };
  }
}

/** A parser's own message quotes the text, which may be a person's. */
function parseBody(row: EventRow): unknown {
  try {
    return JSON.parse(row.body);
  } catch {
    throw new DeskrailError('payload-unreadable', `The event at position ${row.position} is not stored as JSON.`);
  }
}
