import { type CasePriority, type CaseStatus, casePriorities, caseStatuses, isTimestamp } from '@deskrail/contracts';
import { identifier } from '../payload.js';

/** A text cut to what the contract takes; none for what is no text or an empty one. */
export function text(value: unknown, maxLength: number): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, maxLength) : undefined;
}

/** A time as the vendor wrote it, to the last digit; none for what is no RFC 3339 time. */
export const time = (value: unknown): string | undefined =>
  typeof value === 'string' && isTimestamp(value) ? value : undefined;

/** Tags or ids as a list; `null`, an array, and a text with spaces between are all seen. */
export function list(value: unknown): string[] {
  const items = typeof value === 'string' ? value.split(/\s+/) : Array.isArray(value) ? value : [];
  return items
    .map((item) => (typeof item === 'number' ? String(item) : item))
    .filter((item): item is string => typeof item === 'string' && item !== '' && item.length <= 256)
    .slice(0, 2000);
}

/** Zendesk's words in any case, from events, triggers and REST; `other` for what has no counterpart, such as DELETED. */
export function caseStatus(value: unknown): CaseStatus | undefined {
  const word = text(value, 256)?.trim().toLowerCase().replaceAll('_', '-');
  if (word === undefined) return undefined;
  if (word === 'hold') return 'on-hold';
  // What is put into the archive, or had its personal data taken out, was closed before.
  if (word === 'archived' || word === 'scrubbed') return 'closed';
  return caseStatuses.find((known) => known === word.replaceAll(' ', '-')) ?? 'other';
}

/** `null`: not set. `undefined`: a word that is no priority, such as a translated one. */
export function casePriority(value: unknown): CasePriority | null | undefined {
  if (value === null || value === undefined || value === '' || value === '-') return null;
  const word = text(value, 64)?.toLowerCase();
  return casePriorities.find((known) => known === word);
}

/** An id, or one inside an object; `null` where there is none. */
export const idOrNull = (value: unknown): string | null =>
  identifier(value) ?? identifier((value as { id?: unknown } | null)?.id) ?? null;

/** Leave out what is `undefined`: a field that is not known is not there. */
export function known<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } {
  const kept: Record<string, unknown> = {};
  for (const key in fields) if (fields[key] !== undefined) kept[key] = fields[key];
  return kept as never;
}
