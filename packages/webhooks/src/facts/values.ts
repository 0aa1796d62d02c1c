import { isTimestamp } from '@deskrail/contracts';

export type JsonObject = { readonly [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const plainId = /^[\x21-\x7e]{1,128}$/;

/** An id as a string, whatever JSON type it came as; none for `0`, `"0"`, an empty text and what is no id. */
export function identifier(value: unknown): string | undefined {
  const id = typeof value === 'number' ? String(value) : value;
  return typeof id === 'string' && id !== '0' && plainId.test(id) ? id : undefined;
}

/** A text cut to what the contract takes; none for what is no text or an empty one. */
export function text(value: unknown, maxLength: number): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, maxLength) : undefined;
}

/** A time as the vendor wrote it, to the last digit; none for what is no RFC 3339 time. */
export const time = (value: unknown): string | undefined =>
  typeof value === 'string' && isTimestamp(value) ? value : undefined;

let second = { at: Number.NaN, text: '' };

/** Milliseconds since the epoch as RFC 3339. What comes within one second is written at once. */
export function timeOfMs(ms: number): string {
  const at = Math.floor(ms / 1000);
  if (at !== second.at) second = { at, text: new Date(at * 1000).toISOString().slice(0, -4) };
  return `${second.text}${String(Math.floor(ms) - at * 1000).padStart(3, '0')}Z`;
}

/** Leave out what is `undefined`: a field that is not known is not there. The same object where nothing is. */
export function known<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } {
  for (const key in fields) if (fields[key] === undefined) return withoutUnknown(fields as never) as never;
  return fields as never;
}

function withoutUnknown(fields: Readonly<Record<string, unknown>>): object {
  const kept: Record<string, unknown> = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}
