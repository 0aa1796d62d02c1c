import {
  DeskrailError,
  type Execution,
  type ExecutorOptions,
  type Fact,
  type Observation,
  type Reconciler,
  silentLogger,
} from '@deskrail/contracts';
import { identifier, isObject, type JsonObject, subjectOf } from '@deskrail/webhooks';
import { type Sleep, sleepFor, throwIfAborted } from '@deskrail/webhooks/act';
import type { FreshdeskConnection } from '../normalize/connection.js';
import { createFreshdeskMemory, retryHorizonMs } from '../normalize/memory.js';
import { createdMs, listConversations } from './conversations.js';
import { type Answer, type Desk, openDesk } from './desk.js';
import { messageFact, openingFact, stateFact } from './observed.js';
import { failureOf, unanswered } from './outcome.js';
import { createPeople } from './people.js';
import { readStatuses } from './statuses.js';

/** Freshdesk gives 100 tickets a page and 300 pages at most. */
const pageSize = 100;
const maxPages = 300;
/** Waits for the limit in a row, before giving up. */
const maxWaits = 10;
const maxWaitMs = 300_000;
/** What happened shortly before may not have come either; and two clocks are never quite the same. */
const marginMs = 60_000;
/** What is younger may have its webhook under way still, and would be taken for lost. */
const lagMs = 60_000;
/** Times have whole seconds, and nobody says whether `updated_since` takes in its own second. */
const overlapMs = 1_000;

export interface FreshdeskReconcilerOptions extends ExecutorOptions {
  /** How to wait. Default: the machine's timers. */
  readonly sleep?: Sleep;
}

/**
 * Reads back what the webhooks may have missed: tickets by their updated time, the oldest first, each with its
 * conversations. It goes on from the last ticket's time and not by page numbers, since a ticket that changes meanwhile
 * moves to the end, and since pages end at 300. What is in the trash or in spam is not read. Throws `config-invalid`.
 */
export async function openFreshdeskReconciler(
  connection: FreshdeskConnection,
  options: FreshdeskReconcilerOptions = {},
): Promise<Reconciler> {
  const { logger = silentLogger, sleep = sleepFor } = options;
  const desk = openDesk(connection, options);
  const reading = patiently(desk, (ms, signal) => {
    logger.info({ connection: connection.id, ms }, 'Waiting for Freshdesk’s limit');
    return sleep(ms, signal);
  });
  const people = createPeople(reading);

  // An automation's webhooks may have named the same words otherwise: by the ticket's updated time.
  const byText = connection.source === 'app' ? {} : { sameTextWithinMs: retryHorizonMs };

  async function observe(
    ticket: JsonObject,
    ticketId: string,
    sinceMs: number,
    signal: AbortSignal,
  ): Promise<Observation> {
    const { list } = await listConversations(reading, `/tickets/${encodeURIComponent(ticketId)}`, signal);
    const receivedAtMs = desk.clock.now();
    // Names the account's statuses, and nothing that was sent: what was is known by its id.
    const memory = connection.memory ?? createFreshdeskMemory();
    const named = { connection: { ...connection, memory }, receivedAtMs };
    const counts = new Map<string, number>();
    const isOfThen = (atMs: number) => atMs >= sinceMs - marginMs && atMs <= receivedAtMs - lagMs;
    const facts: Fact[] = isOfThen(createdMs(ticket)) ? [await openingFact(ticket, ticketId, named)] : [];
    for (const conversation of list) {
      const author =
        connection.source === 'app' ? undefined : await people.nameOf(conversation, ticket.requester, signal);
      const fact = await messageFact({ conversation, ticket, ticketId, author, counts }, named);
      if (fact !== undefined && isOfThen(createdMs(conversation))) facts.push(fact);
    }
    const state = await stateFact(ticket, ticketId, named);
    return { conversation: subjectOf('conversation', connection, ticketId), facts, state, ...byText };
  }

  return {
    async *changes({ since, signal }) {
      throwIfAborted(signal);
      const { memory } = connection;
      if (memory !== undefined && memory.statusNames === undefined) {
        memory.statusNames = await readStatuses(reading, signal);
      }
      for await (const ticket of changedTickets(reading, since, signal)) {
        throwIfAborted(signal);
        const ticketId = identifier(ticket.id);
        if (ticketId !== undefined) yield await observe(ticket, ticketId, Date.parse(since), signal);
      }
    },
  };
}

async function* changedTickets(desk: Desk, since: string, signal: AbortSignal): AsyncGenerator<JsonObject> {
  let sinceMs = Date.parse(since) - marginMs;
  if (Number.isNaN(sinceMs)) throw new DeskrailError('request-invalid', 'Reconcile since a time in RFC 3339.');
  let given = new Map<string, number>();
  for (let page = 1; page <= maxPages; ) {
    throwIfAborted(signal);
    const query = new URLSearchParams({
      ...{
        updated_since: `${new Date(sinceMs).toISOString().slice(0, 19)}Z`,
        order_by: 'updated_at',
        order_type: 'asc',
      },
      ...{ include: 'requester,description', per_page: String(pageSize), page: String(page) },
    });
    const answer = await desk.get(`/tickets?${query}`, signal);
    throwIfAborted(signal);
    if (answer.kind !== 'answer' || answer.status !== 200 || !Array.isArray(answer.body)) {
      throw unanswered(failureOf(answer, false, desk.clock));
    }
    const tickets = answer.body.filter(isObject);
    for (const ticket of tickets) {
      const key = `${identifier(ticket.id)}@${ticket.updated_at}`;
      if (given.has(key)) continue;
      given.set(key, Date.parse(String(ticket.updated_at)));
      yield ticket;
    }
    if (answer.body.length < pageSize) return;
    const nextMs = Date.parse(String(tickets.at(-1)?.updated_at)) - overlapMs;
    if (nextMs > sinceMs) {
      sinceMs = nextMs;
      page = 1;
      given = new Map([...given].filter(([, at]) => at >= nextMs - overlapMs));
    } else {
      // A hundred tickets of the same second, as a bulk update makes: only pages get on.
      page += 1;
    }
  }
  throw new DeskrailError(
    'dependency-unavailable',
    'Freshdesk gives no more than 300 pages, and more tickets than that changed within one second.',
  );
}

/** A desk whose limit is waited for: what was refused for it is asked again, and the last tenth is left to others. */
function patiently(desk: Desk, wait: Sleep): Desk {
  async function get(path: string, signal: AbortSignal): Promise<Answer> {
    for (let waits = 0; ; waits += 1) {
      const answer = await desk.get(path, signal);
      throwIfAborted(signal);
      const why: Execution | undefined =
        answer.kind === 'answer' && answer.status === 429 ? failureOf(answer, false, desk.clock) : undefined;
      if (why === undefined) {
        const pauseMs = pauseAfter(answer);
        if (pauseMs > 0) await wait(pauseMs, signal);
        return answer;
      }
      const waitMs = Math.max(1, why.outcome === 'failed' ? (why.retryAfterMs ?? 0) : 0);
      if (waits >= maxWaits || waitMs > maxWaitMs) throw unanswered(why);
      await wait(waitMs, signal);
    }
  }
  return { ...desk, get };
}

/** Webhooks and people's apps live on the same limit as we do. */
function pauseAfter(answer: Answer): number {
  if (answer.kind !== 'answer') return 0;
  const header = (name: string) => Number(answer.headers.get(name) ?? Number.NaN);
  const [left, total] = [header('x-ratelimit-remaining'), header('x-ratelimit-total')];
  // Beyond a few thousand the limit is by the hour, and a minute's pause would not help.
  return left <= total / 10 && total <= 2_000 ? 15_000 : 0;
}
