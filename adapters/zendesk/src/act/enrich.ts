import {
  type Connection,
  DeskrailError,
  type Enrich,
  type ExecutorOptions,
  type Fact,
  type Party,
  parseSubject,
} from '@deskrail/contracts';
import { identifier, isObject, type JsonObject, known, text } from '@deskrail/webhooks';
import { type Desk, openDesk } from './desk.js';
import { createLookUps, type LookUps } from './look-ups.js';
import { finish, isDeleted, stateOf } from './observe.js';
import { failureOf, unanswered } from './outcome.js';
import { type People, peopleIn } from './people.js';

export interface ZendeskEnrichOptions extends ExecutorOptions {
  /** Tickets and users that are remembered, of each. Default: 10 000. */
  readonly maxEntries?: number;
  /** For how long. Default: 300 000. */
  readonly ttlMs?: number;
}

interface Asked {
  readonly tickets: LookUps<{ readonly ticket: JsonObject; readonly people: People; told: boolean }>;
  readonly users: LookUps<JsonObject>;
}

/** Below this part of the account's calls a minute nothing is asked: actions need them more. */
const reservedShare = 0.1;

/**
 * Asks Zendesk for what its events leave out: of a messaging conversation the ticket's state (one
 * `case.state-observed.v1` beside the message) and requester; of a customer who wrote or opened a ticket, name and e-mail
 * address. One call per ticket or user in the cache's time, whatever came of it. Rejects with `desk-refused`,
 * `rate-limited` or `dependency-unavailable` where the desk did not answer: then the facts stay as they were. Throws
 * `config-invalid`.
 */
export function createZendeskEnrich(connection: Connection, options: ZendeskEnrichOptions = {}): Enrich {
  const desk = openDesk(connection, { timeoutMs: 5_000, ...options });
  const asked = lookUps(desk, options);

  async function withTicket(fact: Fact, ticketId: string, signal: AbortSignal): Promise<readonly [Fact, ...Fact[]]> {
    const seen = await asked.tickets.get(ticketId, signal);
    if (seen === undefined) return [fact];
    const enriched = withRequester(fact, seen.ticket, seen.people);
    if (seen.told) return [enriched];
    seen.told = true;
    const place = { ...seen, connection, ticketId, by: 'rest', nowMs: desk.clock.now() } as const;
    return [enriched, ...(await finish(place, [await stateOf(place)]))];
  }

  return async (facts, { signal }) => {
    const enriched: Fact[] = [];
    const states: Fact[] = [];
    for (const fact of facts) {
      const ticketId = messagingTicketOf(fact);
      const [first, ...more] =
        ticketId === undefined
          ? [await withCustomer(fact, asked.users, signal)]
          : await withTicket(fact, ticketId, signal);
      enriched.push(first);
      states.push(...more);
    }
    return [...enriched, ...states];
  };
}

function lookUps(desk: Desk, { maxEntries = 10_000, ttlMs = 300_000 }: ZendeskEnrichOptions): Asked {
  const { clock, limits } = desk;
  const never = new AbortController().signal;
  const mayAsk = () => limits.closedForMs('get') === 0 && limits.left().share >= reservedShare;
  const ask = async (path: string): Promise<JsonObject | undefined> => {
    const answer = await desk.get(path, never);
    const status = answer.kind === 'answer' ? answer.status : undefined;
    if (answer.kind === 'answer' && status === 200) return answer.body;
    if (status === 404 || status === 410) return undefined;
    if (status !== 401 && status !== 403) throw unanswered(failureOf(answer, false, clock));
    throw new DeskrailError(
      'desk-refused',
      `Zendesk answered ${status}: the token’s user may not read tickets and users, so nothing can be added to its events. Mend rest.token, or leave enrich out.`,
      { details: { status } },
    );
  };
  const common = { clock, maxEntries, ttlMs, mayAsk };
  const users = createLookUps<JsonObject>({
    ...common,
    async load(id) {
      const body = await ask(`/api/v2/users/${id}.json`);
      return isObject(body?.user) ? body.user : undefined;
    },
  });
  const tickets: Asked['tickets'] = createLookUps({
    ...common,
    async load(id) {
      const body = await ask(`/api/v2/tickets/${id}.json?include=users`);
      if (!isObject(body?.ticket)) return undefined;
      const people = peopleIn(body);
      for (const [userId, user] of people) users.put(userId, user);
      return { ticket: body.ticket, people, told: isDeleted(body.ticket) };
    },
  });
  return { tickets, users };
}

/** Such an event says the ticket's id, and nothing else of it. */
function messagingTicketOf({ subject, data }: Fact): string | undefined {
  if (data.origin.by !== 'event' || data.origin.event?.startsWith('messaging_ticket.') !== true) return undefined;
  const about = parseSubject(subject);
  return about?.kind === 'conversation' && isNumber(about.id) ? about.id : undefined;
}

const isNumber = (id: string | undefined): id is string => id !== undefined && /^\d{1,20}$/.test(id);

/** The message's author, where that is the ticket's requester: other ids in messaging need not be a user's. */
function withRequester(fact: Fact, ticket: JsonObject, people: People): Fact {
  const id = identifier(ticket.requester_id);
  const user = id === undefined || customerIn(fact)?.id !== id ? undefined : people.get(id);
  return user === undefined ? fact : filled(fact, user);
}

async function withCustomer(fact: Fact, users: Asked['users'], signal: AbortSignal): Promise<Fact> {
  const customer = customerIn(fact);
  if (!isNumber(customer?.id) || (customer?.address !== undefined && customer.name !== undefined)) return fact;
  const user = await users.get(customer.id, signal);
  return user === undefined ? fact : filled(fact, user);
}

function customerIn(fact: Fact): Party | undefined {
  if (fact.type === 'message.received.v1') return fact.data.author;
  return fact.type === 'case.opened.v1' && fact.data.requester?.kind === 'customer' ? fact.data.requester : undefined;
}

function filled(fact: Fact, user: JsonObject): Fact {
  const party = (given: Party): Party =>
    known({
      ...given,
      name: given.name ?? text(user.name, 1024),
      address: given.address ?? text(user.email, 1024) ?? text(user.phone, 1024),
    });
  if (fact.type === 'message.received.v1') return { ...fact, data: { ...fact.data, author: party(fact.data.author) } };
  if (fact.type !== 'case.opened.v1' || fact.data.requester === undefined) return fact;
  return { ...fact, data: { ...fact.data, requester: party(fact.data.requester) } };
}
