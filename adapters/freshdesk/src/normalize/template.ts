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

const encoder = new TextEncoder();
const freeOrder = Object.keys(freeKeys);
const marker = new RegExp(`^\\s*\\{\\s*"deskrail"\\s*:\\s*"${templateMarker}"`);

/** Whether a body begins as our template does. */
export const isTemplate = (text: string): boolean => marker.test(text.slice(0, 200));

/**
 * A body rendered from {@link freshdeskTemplate}. `parsed` is the body as JSON, where it is JSON; where it is not, each
 * value is what stands between its key and the next, as it stands. A body in which a key stands twice could be read in
 * two ways: somebody may have written one of the two, and it is not read.
 */
export function readTemplate(body: string, parsed: unknown): TemplateReading {
  const places = new Map<string, Place>();
  for (const key of freeOrder) {
    const [place, second] = placesOf(body, key);
    if (second !== undefined) {
      return unreadable(`The template’s key ${key} stands twice, at ${place?.start} and at ${second.start}`);
    }
    if (place !== undefined) places.set(key, place);
  }
  const found = [...places];
  const isInOrder = found.every(([, place], index) => index === 0 || place.start > (found[index - 1]?.[1].start ?? 0));
  if (parsed !== undefined) {
    // Values are the parser's; the plain ones from before any free text, so that nothing in that can pass for one.
    const head = isInOrder ? readHead(body, found[0]?.[1]) : undefined;
    return { readable: true, body: { ...(parsed as TemplateBody), ...head } };
  }
  const missing = freeOrder.find((key) => !places.has(key));
  if (missing !== undefined) return unreadable(`The template’s key ${missing} is not where it belongs`);
  if (!isInOrder) return unreadable('The template’s lines are in another order');
  const head = readHead(body, found[0]?.[1]);
  if (head === undefined) {
    return unreadable(`The template’s first values, before ${found[0]?.[1].start}, are not JSON`);
  }
  return { readable: true, body: { ...readTail(body, found), ...head } };
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

function readHead(body: string, firstFree: Place | undefined): TemplateBody | undefined {
  if (firstFree === undefined) return undefined;
  const reading = readJson(encoder.encode(`${body.slice(0, firstFree.start)}}`));
  return reading.readable ? (reading.value as TemplateBody) : undefined;
}

/** Between one key and the next stands the value, whatever is in it. */
function readTail(body: string, places: readonly (readonly [string, Place])[]): TemplateBody {
  const values: Record<string, string> = {};
  for (const [index, [key, place]] of places.entries()) {
    const next = places[index + 1]?.[1].start ?? body.length;
    const end = body.lastIndexOf('"', next - 1);
    values[key] = end < place.end ? '' : body.slice(place.end, end);
  }
  return values;
}
