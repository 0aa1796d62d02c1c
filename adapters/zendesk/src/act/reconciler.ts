import {
  type Connection,
  DeskrailError,
  type ExecutorOptions,
  type Observation,
  type Reconciler,
  silentLogger,
} from '@deskrail/contracts';
import { identifier, isObject, type JsonObject } from '@deskrail/webhooks';
import { type Sleep, sleepFor } from '@deskrail/webhooks/act';
import { openDesk } from './desk.js';
import { instantOf, newestOf } from './newest-first.js';
import { isDeleted, observationOf } from './observe.js';
import { type People, peopleIn } from './people.js';
import { type Read, readPatiently } from './read-patiently.js';

export interface ZendeskReconcilerOptions extends ExecutorOptions {
  /** How to wait. Default: the machine's timers. */
  readonly sleep?: Sleep;
  /** For one reading, all waits for the desk's limits together. Default: 600 000. */
  readonly maxWaitMs?: number;
}

/** What happened shortly before may not have come either; and two clocks are never quite the same. */
const marginMs = 60_000;
/** The export refuses a younger start, and leaves out what changed since. */
const lagMs = 61_000;
const pageSize = 100;
/** At 100 tickets a page: ten million. */
const maxPages = 100_000;

/**
 * What reads back the tickets that changed since a time: from the incremental export, with the comments and audits of
 * each since then. What changed in the last minute is left out, as the export does: its webhook may still come. Needs an administrator's token, and takes
 * two calls per changed ticket; a quarter of the account's limit is left to others. Throws `config-invalid`.
 */
export async function openZendeskReconciler(
  connection: Connection,
  options: ZendeskReconcilerOptions = {},
): Promise<Reconciler> {
  const { logger = silentLogger, sleep = sleepFor, maxWaitMs = 600_000 } = options;
  const desk = openDesk(connection, options);
  const read = readPatiently(desk, { logger, sleep, maxWaitMs });

  async function observe(ticket: JsonObject, users: People, sinceMs: number, signal: AbortSignal) {
    const ticketId = identifier(ticket.id);
    if (ticketId === undefined || !/^\d+$/.test(ticketId)) return undefined;
    const gone = isDeleted(ticket);
    // Backfills and other work of the desk's own export a ticket that nobody touched.
    if (!gone && instantOf(ticket.updated_at) < sinceMs) return undefined;
    const about = { sinceMs, read, desk, signal };
    // What is younger may have its webhook under way still, and would be taken for lost.
    const youngestMs = desk.clock.now() - lagMs;
    const isOld = (item: JsonObject) => !(instantOf(item.created_at) > youngestMs);
    const [comments, audits] = gone
      ? [nothing, nothing]
      : await Promise.all([newestOf('comments', ticketId, about), newestOf('audits', ticketId, about)]);
    if (comments.cut || audits.cut) {
      logger.warn({ connection: connection.id, ticket: ticketId }, 'A ticket’s history is too long to read it whole');
    }
    const people = new Map([...users, ...comments.people]);
    const history = { comments: comments.items.filter(isOld), audits: audits.items.filter(isOld), people };
    return observationOf({ connection, ticket, ticketId, ...history, by: 'export', nowMs: desk.clock.now() });
  }

  return {
    async *changes({ since, signal }) {
      const sinceMs = Date.parse(since) - marginMs;
      if (Number.isNaN(sinceMs)) {
        throw new DeskrailError('request-invalid', 'since must be a time such as 2026-01-31T09:30:00Z.');
      }
      const startMs = Math.max(0, Math.min(sinceMs, desk.clock.now() - lagMs));
      for await (const page of exported(read, startMs, signal)) {
        const users = peopleIn(page);
        for (const ticket of (page.tickets as unknown[]).filter(isObject)) {
          const observation: Observation | undefined = await observe(ticket, users, sinceMs, signal);
          if (observation !== undefined) yield observation;
        }
      }
    },
  };
}

const nothing = { items: [], people: new Map<string, JsonObject>(), cut: false } as const;

async function* exported(read: Read, startMs: number, signal: AbortSignal): AsyncGenerator<JsonObject> {
  const path = `/api/v2/incremental/tickets/cursor.json?per_page=${pageSize}&include=users`;
  let from = `start_time=${Math.floor(startMs / 1000)}`;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const page = await read(`${path}&${from}`, signal);
    if (page === undefined || !Array.isArray(page.tickets)) {
      throw new DeskrailError('dependency-unavailable', 'Zendesk gave no page of its ticket export.', {
        retryable: true,
      });
    }
    yield page;
    const cursor = typeof page.after_cursor === 'string' ? page.after_cursor : '';
    const next = `cursor=${encodeURIComponent(cursor)}`;
    if (page.end_of_stream !== false || cursor === '' || next === from) return;
    from = next;
  }
}
