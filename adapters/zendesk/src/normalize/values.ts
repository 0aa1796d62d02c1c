import { type CasePriority, type CaseStatus, casePriorities, caseStatuses } from '@deskrail/contracts';
import { identifier, text } from '@deskrail/webhooks';

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
