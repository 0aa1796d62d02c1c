import { readJson } from '@deskrail/webhooks';

/** Marks a body rendered from our template, and its version. */
export const templateMarker = 'freshdesk/1';

/** Ids and words that the desk or an admin set; no sender of a message can put a quotation mark into these. */
const plainKeys = {
  ticket_id: 'ticket.id',
  status: 'ticket.status',
  priority: 'ticket.priority',
  source: 'ticket.source',
  type: 'ticket.ticket_type',
  tags: 'ticket.tags',
  requester_id: 'ticket.requester.id',
  created_on: 'ticket.created_on',
  created_at: 'ticket.created_at',
  // The one or the other is filled in, as the account has it: what makes a change's identity exact.
  modified_on: 'ticket.modified_on',
  updated_at: 'ticket.updated_at',
} as const;

/** What people write comes last. The event is the first of it: it may hold values of the ticket's own fields. */
const freeKeys = {
  triggered_event: 'triggered_event',
  group_name: 'ticket.group.name',
  agent_name: 'ticket.agent.name',
  agent_email: 'ticket.agent.email',
  requester_name: 'ticket.requester.name',
  requester_email: 'ticket.requester.email',
  subject: 'ticket.subject',
  description: 'ticket.description',
  latest_private_comment: 'ticket.latest_private_comment',
  latest_public_comment: 'ticket.latest_public_comment',
} as const;

export type TemplateKey = keyof typeof plainKeys | keyof typeof freeKeys;
export type TemplateBody = { readonly [Key in TemplateKey]?: unknown };

export type TemplateReading =
  | { readonly readable: true; readonly body: TemplateBody }
  | { readonly readable: false; readonly cause: string };

const lines = Object.entries({ ...plainKeys, ...freeKeys }).map(([key, value]) => `  "${key}": "{{${value}}}"`);

/**
 * The JSON to paste as the advanced content of an automation's “Trigger Webhook”. Keep the order of its lines: Freshdesk
 * escapes nothing, and a value with a stray quotation mark or line break is read by its place.
 */
export const freshdeskTemplate = `{\n  "deskrail": "${templateMarker}",\n${lines.join(',\n')}\n}\n`;

const freeOrder = Object.keys(freeKeys);
const marker = new RegExp(`^\\s*\\{\\s*"deskrail"\\s*:\\s*"${templateMarker}"`);

/** Whether a body begins as our template does. */
export const isTemplate = (text: string): boolean => marker.test(text.slice(0, 200));

/**
 * A body rendered from {@link freshdeskTemplate}, read by its places alone: the first keys up to where free text begins as
 * JSON, and of each free one what stands between it and the next. So no text can pass for a field, also where it closes
 * its quotation mark and the whole is JSON all the same. A body in which a key stands twice could be read in two ways:
 * somebody may have written one of the two, and it is not read.
 */
export function readTemplate(body: string): TemplateReading {
  const places: (readonly [string, Place])[] = [];
  for (const key of freeOrder) {
    const [place, second] = placesOf(body, key);
    if (place === undefined) return unreadable(`The template’s key ${key} is not where it belongs`);
    if (second !== undefined) {
      return unreadable(`The template’s key ${key} stands twice, at ${place.start} and at ${second.start}`);
    }
    if (place.start < (places.at(-1)?.[1].start ?? 0)) return unreadable('The template’s lines are in another order');
    places.push([key, place]);
  }
  const firstFree = places[0]?.[1].start ?? 0;
  const head = readJson(`${body.slice(0, firstFree)}}`);
  if (!head.readable) return unreadable(`The template’s first values, before ${firstFree}, are not JSON`);
  return { readable: true, body: { ...readTail(body, places), ...(head.value as TemplateBody) } };
}

interface Place {
  /** Of the comma before the key. */
  readonly start: number;
  /** Of the value's first character. */
  readonly end: number;
}

const unreadable = (what: string): TemplateReading => ({
  readable: false,
  cause: `${what}: nothing is certain about its values. Paste freshdeskTemplate again, unchanged.`,
});

function placesOf(body: string, key: string): readonly Place[] {
  const pattern = new RegExp(`,\\s{0,20}"${key}"\\s{0,20}:\\s{0,20}"`, 'g');
  const places: Place[] = [];
  for (let found = pattern.exec(body); found !== null && places.length < 2; found = pattern.exec(body)) {
    places.push({ start: found.index, end: pattern.lastIndex });
  }
  return places;
}

/** Each value as the JSON text that it is; where one of them is none, nothing was escaped, and all are as they stand. */
function readTail(body: string, places: readonly (readonly [string, Place])[]): TemplateBody {
  const whole = body.trimEnd();
  const last = whole.endsWith('}') ? whole.slice(0, -1).trimEnd().length : whole.length;
  const raw = places.map(
    ([key, { end }], index) => [key, body.slice(end - 1, places[index + 1]?.[1].start ?? last)] as const,
  );
  const texts = raw.map(([key, value]) => [key, jsonText(value)] as const);
  return Object.fromEntries(
    texts.every(([, value]) => value !== undefined) ? texts : raw.map(([key, value]) => [key, bare(value)]),
  );
}

function jsonText(value: string): string | undefined {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** Between its first quotation mark and its last. */
const bare = (value: string): string => value.slice(1, Math.max(1, value.lastIndexOf('"')));
