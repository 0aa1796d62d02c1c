import { identifier, isObject, type JsonObject } from '@deskrail/webhooks';
import { nextLink } from './audits.js';
import type { Desk } from './desk.js';
import { type People, peopleIn } from './people.js';
import type { Read } from './read-patiently.js';

const pageSize = 100;
/** A ticket holds 5,000 comments; of audits there may be more. */
const maxPages = 60;

export interface Newest {
  /** In the order in which they were made. */
  readonly items: readonly JsonObject[];
  readonly people: People;
  /** Not all there is was read. */
  readonly cut: boolean;
}

/** A ticket's comments or audits since then. The newest come first, so that old ones are not read at all. */
export async function newestOf(
  kind: 'comments' | 'audits',
  ticketId: string,
  { sinceMs, read, desk, signal }: { sinceMs: number; read: Read; desk: Desk; signal: AbortSignal },
): Promise<Newest> {
  const include = kind === 'comments' ? '&include=users' : '';
  let path: string | undefined =
    `/api/v2/tickets/${ticketId}/${kind}.json?sort=-created_at&page%5Bsize%5D=${pageSize}${include}`;
  const items: JsonObject[] = [];
  const people = new Map<string, JsonObject>();
  for (let page = 0; page < maxPages && path !== undefined; page += 1) {
    const body: JsonObject | undefined = await read(path, signal);
    const listed = Array.isArray(body?.[kind]) ? (body[kind] as unknown[]).filter(isObject) : [];
    items.push(...listed.filter((item) => !(madeAtMs(item) < sinceMs)));
    for (const [id, user] of peopleIn(body)) people.set(id, user);
    const more = body === undefined || endsBefore(listed, sinceMs) ? undefined : nextLink(body);
    path = more === undefined ? undefined : desk.pathOf(more);
  }
  const inOrder = items.toSorted((one, other) => madeAtMs(one) - madeAtMs(other) || idOf(one) - idOf(other));
  return { items: inOrder, people, cut: path !== undefined };
}

/** A desk that does not sort as it was asked gives the oldest first: then what is new is still to come. */
function endsBefore(listed: readonly JsonObject[], sinceMs: number): boolean {
  const [first, last] = [listed[0], listed.at(-1)];
  if (first === undefined || last === undefined) return true;
  return madeAtMs(last) < sinceMs && madeAtMs(last) < madeAtMs(first);
}

const idOf = ({ id }: JsonObject): number => Number(identifier(id) ?? 0);

const madeAtMs = (item: JsonObject): number => instantOf(item.created_at);

/** In milliseconds since the epoch; not a number for what is no time. */
export const instantOf = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : Number.NaN);
