import { DeskrailError, type From, type StreamName } from '@deskrail/contracts';
import type { DriverAdmin } from '../driver.js';
import { type Offsets, parseCursor } from './cursor.js';

/** Where to begin, checked, and not yet looked up. */
export type Begin = 'start' | 'end' | { readonly after: Offsets } | { readonly timeMs: number };

/** Throws `request-invalid` for a cursor or a time that is none. */
export function checkFrom(stream: StreamName, from: From): Begin {
  if (from === 'start' || from === 'end') return from;
  if ('after' in from) return { after: parseCursor(stream, from.after) };
  const timeMs = Date.parse(from.time);
  if (Number.isNaN(timeMs)) {
    throw new DeskrailError('request-invalid', 'from.time is not a time: write it as 2026-01-31T09:30:00Z.');
  }
  return { timeMs };
}

/** The offsets that it stands for now, of all partitions of a topic, and their ends. */
export async function beginOffsets(
  admin: DriverAdmin,
  topic: string,
  begin: Begin,
): Promise<{ readonly first: Offsets; readonly end: Offsets }> {
  const held = await admin.offsets(topic);
  const end = new Map([...held].map(([partition, { high }]) => [partition, Number(high)]));
  if (begin === 'end') return { first: end, end };
  const named = await namedOffsets(admin, topic, begin);
  const first = [...held].map(([partition, { low, high }]): [number, number] => [
    partition,
    Math.min(Number(high), Math.max(Number(low), named.get(partition) ?? 0)),
  ]);
  return { first: new Map(first), end };
}

async function namedOffsets(admin: DriverAdmin, topic: string, begin: Exclude<Begin, 'end'>): Promise<Offsets> {
  if (begin === 'start') return new Map();
  if ('after' in begin) return begin.after;
  const found = await admin.offsetsAt(topic, begin.timeMs);
  return new Map([...found].map(([partition, offset]) => [partition, Number(offset)]));
}
