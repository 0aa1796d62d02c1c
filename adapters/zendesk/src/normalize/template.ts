import { readJson } from '@deskrail/webhooks';

/** Marks a body rendered from our template, and its version. */
export const templateMarker = 'zendesk/1';

/** Ids and words that Zendesk or an admin set; no sender of a message can put a quotation mark into these. */
export const plainKeys = {
  ticket_id: 'ticket.id',
  status: 'ticket.status',
  priority: 'ticket.priority',
  type: 'ticket.ticket_type',
  channel: 'ticket.via',
  tags: 'ticket.tags',
  requester_id: 'ticket.requester.id',
  assignee_id: 'ticket.assignee.id',
  group_id: 'ticket.group.id',
  organization_id: 'ticket.organization.id',
  created_at: 'ticket.created_at_with_timestamp',
  updated_at: 'ticket.updated_at_with_timestamp',
  comment_id: 'ticket.latest_comment.id',
  comment_public: 'ticket.latest_comment.is_public',
  author_id: 'ticket.latest_comment.author.id',
  actor_id: 'current_user.id',
} as const;

/** What people write comes last, so that nothing in it can pass for one of the fields above. */
export const freeKeys = {
  title: 'ticket.title',
  requester_name: 'ticket.requester.name',
  requester_email: 'ticket.requester.email',
  author_name: 'ticket.latest_comment.author.name',
  text: 'ticket.latest_comment.value',
} as const;

export type TemplateKey = keyof typeof plainKeys | keyof typeof freeKeys;
export type TemplateBody = { readonly [Key in TemplateKey]?: unknown };

const lines = Object.entries({ ...plainKeys, ...freeKeys }).map(([key, value]) => `  "${key}": "{{${value}}}"`);

/**
 * The JSON body to paste into a trigger's or automation's “Notify active webhook” action. Keep the order of its lines:
 * a value with a stray quotation mark is read by it.
 */
export const zendeskTemplate = `{\n  "deskrail": "${templateMarker}",\n${lines.join(',\n')}\n}\n`;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const freeOrder = Object.keys(freeKeys);

/**
 * A body rendered from {@link zendeskTemplate}; `undefined` for any other, and where one of the free keys stands twice:
 * somebody may have written one of the two. `parsed` is the body as JSON, where it is JSON. A whole template is read by
 * its places, so that no text can pass for a field; of one that lacks lines the plain fields are.
 */
export function readTemplate(bytes: Uint8Array, parsed: unknown): TemplateBody | undefined {
  if (parsed !== undefined && (parsed as { deskrail?: unknown } | null)?.deskrail !== templateMarker) return undefined;
  if (parsed === undefined && !startsWithMarker(bytes)) return undefined;
  const text = decode(bytes);
  if (text === undefined) return undefined;
  const places = freeOrder.map((key) => keyAt(text, key, 0));
  if (places.some((place, index) => place !== undefined && keyAt(text, freeOrder[index] as string, place.end - 1))) {
    return undefined;
  }
  const head = readHead(text);
  const tail = head === undefined ? undefined : readTail(text);
  if (tail !== undefined) return { ...tail, ...extendedBy(parsed), ...head };
  return parsed === undefined ? undefined : { ...(parsed as TemplateBody), ...head };
}

const knownKeys = new Set(['deskrail', ...Object.keys(plainKeys), ...freeOrder]);

/**
 * Lines that an admin put behind ours stand within the last of our places; as JSON the text ends before them. Where its own
 * writer put them there, it is the writer's own words that are cut.
 */
function extendedBy(parsed: unknown): TemplateBody {
  if (typeof parsed !== 'object' || parsed === null) return {};
  const { text } = parsed as TemplateBody;
  return typeof text === 'string' && Object.keys(parsed).some((key) => !knownKeys.has(key)) ? { text } : {};
}

const marker = new RegExp(`^\\s*\\{\\s*"deskrail"\\s*:\\s*"${templateMarker}"`);

const startsWithMarker = (bytes: Uint8Array): boolean => marker.test(decode(bytes.subarray(0, 64)) ?? '');

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

const keyAt = (text: string, key: string, from: number): { start: number; end: number } | undefined => {
  const pattern = new RegExp(`,\\s*"${key}"\\s*:\\s*"`, 'g');
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found === null ? undefined : { start: found.index, end: pattern.lastIndex };
};

function readHead(text: string): TemplateBody | undefined {
  const firstFree = keyAt(text, freeOrder[0] as string, 0);
  if (firstFree === undefined) return undefined;
  // As any body is read: a value nested without end is none of ours.
  const head = readJson(encoder.encode(`${text.slice(0, firstFree.start)}}`));
  return head.readable ? (head.value as TemplateBody) : undefined;
}

/** Between one key and the next stands the value, whatever is in it. */
function readTail(text: string): TemplateBody | undefined {
  const values: Record<string, string> = {};
  let position = keyAt(text, freeOrder[0] as string, 0);
  for (const [index, key] of freeOrder.entries()) {
    if (position === undefined) return undefined;
    const following = freeOrder[index + 1];
    const next = following === undefined ? undefined : keyAt(text, following, position.end - 1);
    const end = text.lastIndexOf('"', next === undefined ? text.length : next.start - 1);
    if (end < position.end || (following !== undefined && next === undefined)) return undefined;
    values[key] = unescaped(text.slice(position.end, end));
    position = next;
  }
  return values;
}

/** The value was escaped or it was not; both are told by whether it reads as a JSON string. */
function unescaped(value: string): string {
  try {
    return JSON.parse(`"${value}"`);
  } catch {
    return value;
  }
}
