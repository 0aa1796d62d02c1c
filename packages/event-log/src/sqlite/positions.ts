import { DeskrailError, type From, type Sql, type StreamName } from '@deskrail/contracts';
import { parseCursor } from './cursor.js';

/** The stream's last position; 0 when it holds nothing. */
export async function lastPosition(sql: Sql, stream: StreamName): Promise<number> {
  const text = 'select position from log_events where stream = ? order by position desc limit 1';
  return (await sql.all<{ position: number }>(text, [stream]))[0]?.position ?? 0;
}

/**
 * A position up to which all was appended before a time, and after which nothing was. Times never decrease along
 * positions, so halving finds it without an index that every append would pay for.
 */
export async function positionBefore(sql: Sql, stream: StreamName, timeMs: number): Promise<number> {
  const text = `select position, appended_at from log_events where stream = ? and position <= ?
    order by position desc limit 1`;
  let low = 0;
  let high = await lastPosition(sql, stream);
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2);
    const [mark] = await sql.all<{ position: number; appended_at: number }>(text, [stream, middle]);
    if (mark === undefined || mark.appended_at < timeMs) low = middle;
    else high = mark.position - 1;
  }
  return Math.min(low, high);
}

/** The position that `from` begins after. Throws `request-invalid` for a cursor or a time that is none. */
export async function startAfter(sql: Sql, stream: StreamName, from: From): Promise<number> {
  if (from === 'start') return 0;
  if (from === 'end') return lastPosition(sql, stream);
  if ('after' in from) return parseCursor(stream, from.after);
  const timeMs = Date.parse(from.time);
  if (Number.isNaN(timeMs)) {
    throw new DeskrailError('request-invalid', 'from.time is not a time: write it as 2026-01-31T09:30:00Z.');
  }
  return positionBefore(sql, stream, timeMs);
}
