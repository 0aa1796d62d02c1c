import { time, timeOfMs } from '@deskrail/webhooks';

const loose = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?) ?(UTC|GMT|Z|[+-]\d\d:?\d\d)$/i;

/**
 * A time as the desk wrote it, with `2026-01-31 09:30:00 UTC` and `+0100` brought into RFC 3339. None for a time without
 * its zone, and none for words: a rendered time may be in anybody's language.
 */
export function timeIn(value: unknown): string | undefined {
  const exact = time(value);
  if (exact !== undefined) return isTime(exact) ? exact : undefined;
  const [, day, clock, zone = ''] = typeof value === 'string' ? (loose.exec(value.trim()) ?? []) : [];
  if (day === undefined) return undefined;
  const offset = /^[A-Z]+$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
  const written = `${day}T${clock}${offset}`;
  return isTime(written) ? written : undefined;
}

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));

/** Milliseconds since the epoch, in a sensible range, as RFC 3339. */
export function timeInMs(value: unknown): string | undefined {
  const ms = typeof value === 'string' && /^\d{10,13}$/.test(value) ? Number(value) : value;
  if (typeof ms !== 'number' || !(ms >= 0) || ms > 253_402_300_799_999) return undefined;
  return timeOfMs(ms);
}
