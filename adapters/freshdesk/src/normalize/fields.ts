import { identifier, isObject, type JsonObject, text } from '@deskrail/webhooks';

/** The values of an automation's body by one name each, however its admin laid it out. */
export type Fields = ReadonlyMap<string, unknown>;

const maxFields = 2_000;
const people = new Set(['requester', 'contact', 'agent', 'responder', 'group', 'company']);

/** Names that say the same, the one used here first. */
const names: Readonly<Record<string, readonly string[]>> = {
  id: ['id', 'raw_id', 'display_id'],
  type: ['type', 'ticket_type'],
  requester_id: ['requester_id', 'contact_id'],
  requester_name: ['requester_name', 'contact_name'],
  requester_email: ['requester_email', 'contact_email'],
  requester_phone: ['requester_phone', 'contact_phone'],
  external_id: ['contact_unique_external_id', 'requester_unique_external_id', 'unique_external_id'],
  agent_id: ['agent_id', 'responder_id'],
  agent_name: ['agent_name', 'responder_name'],
  agent_email: ['agent_email', 'responder_email'],
  updated: ['modified_on', 'updated_at', 'updated_on', 'modified_at', 'event_time'],
  created: ['created_on', 'created_at'],
};
const allNames = Object.entries(names);

/**
 * Flat keys (`ticket_subject`, `subject`), nested ones (`ticket.subject`, `ticket.requester.email`) and both, in any
 * case; what is in `ticket` or begins with `ticket_` goes before the same word alone.
 */
export function fieldsOf(body: JsonObject): Fields {
  const fields = new Map<string, unknown>();
  const bare = new Set<string>();
  // The first of two keys that only differ in case stands.
  const set = (key: string, value: unknown, isPrefixed: boolean): void => {
    if (fields.has(key) && !(isPrefixed && bare.has(key))) return;
    fields.set(key, value);
    if (!isPrefixed) bare.add(key);
    else if (bare.size > 0) bare.delete(key);
  };
  let left = maxFields;
  const take = (object: JsonObject, prefix: string, isTicket: boolean, depth: number): void => {
    for (const given of Object.keys(object)) {
      left -= 1;
      if (left < 0) return;
      const value = object[given];
      const { key, isOwn, name } = keyOf(given);
      if (isObject(value) && depth < 3 && key !== 'triggered_event') {
        if (key === 'ticket') take(value, '', true, depth + 1);
        else if (people.has(key)) take(value, `${key}_`, isTicket, depth + 1);
        else set(key, value, false);
        continue;
      }
      set(isOwn ? name : `${prefix}${key}`, value, isTicket || isOwn);
    }
  };
  take(body, '', false, 0);
  for (const [name, others] of allNames) {
    for (const other of others) {
      const value = fields.get(other);
      if (!isFilled(value)) continue;
      if (other !== name) fields.set(name, value);
      break;
    }
  }
  return fields;
}

interface Key {
  readonly key: string;
  /** It says itself that it is of the ticket. */
  readonly isOwn: boolean;
  /** Without that. */
  readonly name: string;
}

// A webhook's content has the same few keys each time.
const keys = new Map<string, Key>();

function keyOf(given: string): Key {
  const known = keys.get(given);
  if (known !== undefined) return known;
  const key = given.trim().toLowerCase();
  const isOwn = key.startsWith('ticket_') && key !== 'ticket_action';
  const made = { key, isOwn, name: isOwn ? key.slice('ticket_'.length) : key };
  if (keys.size < 500 && given.length < 100) keys.set(given, made);
  return made;
}

/** Freshdesk leaves a placeholder that it does not know as it is, or empty. */
export const isFilled = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  value !== '' &&
  !(typeof value === 'string' && value.includes('{{') && /^\s*\{\{.*\}\}\s*$/s.test(value));

export const fieldText = (fields: Fields, name: string, maxLength: number): string | undefined => {
  const value = fields.get(name);
  return isFilled(value) ? text(typeof value === 'number' ? String(value) : value, maxLength) : undefined;
};

/** A number, or a text such as `5158` or `INC-12`. */
export const fieldId = (fields: Fields, name: string): string | undefined => {
  const value = fields.get(name);
  return isFilled(value) ? identifier(typeof value === 'string' ? value.trim().replace(/^#/, '') : value) : undefined;
};

/** `a, b`: tags have spaces in them. */
export function listOf(value: unknown): string[] {
  const items = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  return items
    .map((item) => (typeof item === 'number' ? String(item) : item))
    .filter((item): item is string => typeof item === 'string')
    .map((item) => item.trim())
    .filter((item) => item !== '' && item.length <= 256)
    .slice(0, 2_000);
}
