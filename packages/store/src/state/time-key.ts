const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * A text that sorts as the RFC 3339 time does, whatever its offset and however many digits its fraction has: UTC, without
 * the Z and without trailing zeros. With a Z after it, it is RFC 3339 again.
 */
export function timeKey(time: string): string {
  const parts = rfc3339.exec(time);
  if (parts === null) return time;
  const [, date, clock, fraction = '', offset = 'Z'] = parts;
  const seconds = offset === 'Z' || offset === 'z' ? `${date}T${clock}` : inUtc(`${date}T${clock}`, offset);
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? seconds : `${seconds}.${digits}`;
}

function inUtc(local: string, offset: string): string {
  const ms = Date.parse(`${local}${offset}`);
  return Number.isNaN(ms) ? local : new Date(ms).toISOString().slice(0, 19);
}

export const keyOfMs = (ms: number): string => timeKey(new Date(ms).toISOString());

export const timeOfKey = (key: string): string => `${key}Z`;

export const iso = (ms: number): string => new Date(ms).toISOString();
