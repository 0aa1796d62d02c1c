import type { StoredEvent, StreamName } from '@deskrail/contracts';
import type { Entry } from '../../delivery/window.js';
import { readRecord, redrivenTo } from '../binding.js';
import type { DriverRecord } from '../driver.js';
import { formatCursor, formatOffset } from './cursor.js';

/** What a record is to a consumer: an event or an unreadable one, a type nobody knows, or somebody else's. */
export type RecordEntry =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'unknown'; readonly type: string }
  | { readonly kind: 'others' };

/** Beside its value: headers, key and what holds them. */
const overheadBytes = 1_000;

export const bytesOf = (record: DriverRecord): number => (record.value?.length ?? 0) + overheadBytes;

/** Decodes a stream's records for one group. */
export function createRecordReader(options: {
  readonly stream: StreamName;
  readonly group: string;
  /** Whether order is kept by subject, or over the whole partition. */
  readonly bySubject: boolean;
}): (record: DriverRecord) => RecordEntry {
  const { stream, group, bySubject } = options;
  const timeText = createTimeText();
  return (record) => {
    const redriven = redrivenTo(record);
    if (redriven !== undefined && redriven !== group) return { kind: 'others' };
    const read = readRecord(stream, record);
    if (read.kind === 'unknown') return { kind: 'unknown', type: read.type };
    const { tenant, subject, eventId } = read;
    const position = Number(record.offset);
    const at = `${record.partition}/${position}`;
    const key = bySubject ? `${tenant}/${subject}` : '';
    const identity = { position, at, key, tenant, subject, eventId, bytes: bytesOf(record) };
    if (read.kind === 'unreadable')
      return { kind: 'entry', entry: { ...identity, content: { unreadable: read.error } } };
    const cursor = ownCursor(stream, record.partition, position);
    const appendedAt = timeText(record.timestampMs);
    const stored: StoredEvent = { stream, event: read.event, position: at, cursor, appendedAt };
    return { kind: 'entry', entry: { ...identity, content: { stored } } };
  };
}

/** A member sees only its partitions, so this speaks of the event's own alone; the others begin at the start. */
function ownCursor(stream: StreamName, partition: number, offset: number): string {
  const next: string[] = new Array(partition).fill('');
  next.push(formatOffset(offset + 1));
  return formatCursor(stream, next);
}

/** RFC 3339 of a time in ms. Records of a batch share their time, so the last is remembered. */
export function createTimeText(): (timeMs: number) => string {
  let last = Number.NaN;
  let text = '';
  return (timeMs) => {
    if (timeMs === last) return text;
    last = timeMs;
    text = new Date(timeMs).toISOString();
    return text;
  };
}
