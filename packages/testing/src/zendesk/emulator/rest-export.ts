import type { DeskState, ZendeskTicket } from './desk-state.js';
import { authorsJson, ticketJson } from './rest-json.js';
import { invalidValue, RestRefusal } from './rest-refusal.js';

/** What changed in the last minute is not exported yet. */
const lagMs = 60_000;
const maxPageSize = 1_000;

interface Exported {
  readonly state: DeskState;
  /** Of the desk. */
  readonly url: string;
  readonly nowMs: number;
}

/** Where an export goes on: after this ticket, as it was then. */
interface Place {
  readonly changedAtMs: number;
  readonly id: string;
}

/**
 * The incremental ticket export by cursor: every ticket that changed since `start_time`, deleted ones among them, in the
 * order of their last change. Each page has a cursor to go on from, the last one too.
 */
export function exportTickets({ state, url, nowMs }: Exported, asked: URL): Readonly<Record<string, unknown>> {
  const query = asked.searchParams;
  const from = startOf(query, nowMs);
  const size = Math.min(maxPageSize, Math.max(1, Number.parseInt(query.get('per_page') ?? '1000', 10) || 1));
  const waiting = [...state.tickets.values()]
    .map((ticket) => ({ ticket, place: placeOf(ticket) }))
    .filter(({ place }) => isAfter(place, from) && place.changedAtMs <= nowMs - lagMs)
    .sort((one, other) => compare(one.place, other.place));
  const page = waiting.slice(0, size);
  const cursor = btoa(cursorText(page.at(-1)?.place ?? from));
  const after = new URL('/api/v2/incremental/tickets/cursor.json', url);
  after.searchParams.set('cursor', cursor);
  const tickets = page.map(({ ticket }) => ticket);
  const wantsUsers = query.get('include')?.split(',').includes('users') ?? false;
  return {
    tickets: tickets.map((ticket) => ticketJson(ticket, url)),
    ...(wantsUsers ? { users: authorsJson(state, tickets.map(requesterOf), url) } : {}),
    after_cursor: cursor,
    after_url: after.href,
    before_cursor: null,
    before_url: null,
    end_of_stream: waiting.length <= size,
  };
}

const requesterOf = ({ requesterId }: ZendeskTicket) => ({ authorId: requesterId });

const placeOf = ({ id, updatedAt }: ZendeskTicket): Place => ({ changedAtMs: Date.parse(updatedAt), id });

const compare = (one: Place, other: Place): number =>
  one.changedAtMs - other.changedAtMs || Number(one.id) - Number(other.id);

const isAfter = (place: Place, from: Place): boolean => compare(place, from) > 0;

const cursorText = ({ changedAtMs, id }: Place): string => `${changedAtMs}|${id}|`;

/** The cursor, else the start time, which itself is included. */
function startOf(query: URLSearchParams, nowMs: number): Place {
  const cursor = query.get('cursor');
  if (cursor !== null) return readCursor(cursor);
  const startTime = query.get('start_time');
  if (startTime === null || !/^\d{1,12}$/.test(startTime)) throw invalidValue('start_time must be epoch seconds');
  const startMs = Number(startTime) * 1000;
  if (startMs > nowMs - lagMs) {
    const description = 'Too recent start_time. Use a start_time older than 60 seconds';
    throw new RestRefusal(422, { error: 'StartTimeTooRecent', description });
  }
  return { changedAtMs: startMs, id: '-1' };
}

function readCursor(cursor: string): Place {
  const [, changedAt, id] = /^(\d+)\|(-?\d+)\|$/.exec(decoded(cursor)) ?? [];
  if (changedAt === undefined || id === undefined) throw invalidValue('cursor is not valid');
  return { changedAtMs: Number(changedAt), id };
}

function decoded(cursor: string): string {
  try {
    return atob(cursor);
  } catch {
    return '';
  }
}
