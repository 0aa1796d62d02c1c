import type { FreshdeskTicketChange, NewConversation } from './change-ticket.js';
import type { DeskState, FreshdeskConversation, FreshdeskPerson, FreshdeskTicket } from './desk-state.js';
import { personOf } from './desk-state.js';
import { readNote, readReply, readUpdate } from './read-fields.js';
import { agentJson, contactJson, conversationJson, ticketFieldsJson, ticketJson } from './rest-json.js';
import { pageOf } from './rest-page.js';
import { methodNotAllowed, notFound } from './rest-refusal.js';
import { listTickets } from './ticket-list.js';

export interface RoutesContext {
  readonly state: DeskState;
  now(): number;
  /** Make the change and send its webhooks. */
  change(ticket: FreshdeskTicket, change: FreshdeskTicketChange, by: FreshdeskPerson): void;
}

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
  /** Whose key it is. */
  readonly agent: FreshdeskPerson;
}

interface Answer {
  readonly status: number;
  /** None: an empty body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Endpoint = (context: RoutesContext, id: string, call: Call) => Answer;

/** The endpoints; what each refuses is thrown as a `RestRefusal`. */
export function createRoutes(context: RoutesContext): (call: Call) => Answer {
  return (call) => {
    const matching = routes.flatMap(([pattern, method, endpoint]) => {
      const found = pattern.exec(call.url.pathname);
      return found === null ? [] : [{ id: found[1] ?? '', method, endpoint }];
    });
    const found = matching.find(({ method }) => method === call.method);
    if (found !== undefined) return found.endpoint(context, found.id, call);
    if (matching.length === 0) throw notFound();
    throw methodNotAllowed(
      call.method,
      matching.map(({ method }) => method),
    );
  };
}

const included = (url: URL): readonly string[] => (url.searchParams.get('include') ?? '').split(',');

function ticketAt({ state }: RoutesContext, id: string): FreshdeskTicket {
  const ticket = state.tickets.get(id);
  if (ticket === undefined) throw notFound();
  return ticket;
}

/** A ticket in the trash can be read, and is not found by whoever would change it. */
function liveTicketAt(context: RoutesContext, id: string): FreshdeskTicket {
  const ticket = ticketAt(context, id);
  if (ticket.deleted) throw notFound();
  return ticket;
}

const showList: Endpoint = ({ state, now }, _id, { url }) => {
  const { items, headers } = pageOf(listTickets(state, url.searchParams, now()), url);
  const wanted = included(url);
  const body = items.map((ticket) => ({
    ...ticketJson(ticket, { description: wanted.includes('description') }),
    ...requester(wanted, ticket, state),
  }));
  return { status: 200, body, headers };
};

const showTicket: Endpoint = (context, id, { url }) => {
  const ticket = ticketAt(context, id);
  const { state } = context;
  const wanted = included(url);
  const ten = ticket.conversations.slice(0, 10).map((one) => conversationJson(one, ticket, state));
  const conversations = wanted.includes('conversations') ? { conversations: ten } : {};
  return {
    status: 200,
    body: { ...ticketJson(ticket, { description: true }), ...conversations, ...requester(wanted, ticket, state) },
  };
};

function requester(wanted: readonly string[], ticket: FreshdeskTicket, state: DeskState): object {
  if (!wanted.includes('requester')) return {};
  const { id, name, email, phone } = personOf(state, ticket.requesterId);
  return { requester: { id: Number(id), name, email, mobile: null, phone } };
}

const updateTicket: Endpoint = (context, id, { body, agent }) => {
  const ticket = liveTicketAt(context, id);
  context.change(ticket, readUpdate(body, context.state), agent);
  return { status: 200, body: ticketJson(ticket, { description: true }) };
};

const remove =
  (deleted: boolean): Endpoint =>
  (context, id, { agent }) => {
    const ticket = ticketAt(context, id);
    if (ticket.deleted === deleted) throw notFound();
    context.change(ticket, { deleted }, agent);
    return { status: 204 };
  };

const listConversations: Endpoint = (context, id, { url }) => {
  const ticket = ticketAt(context, id);
  const { items, headers } = pageOf(ticket.conversations, url);
  return { status: 200, body: items.map((one) => conversationJson(one, ticket, context.state)), headers };
};

const write =
  (read: (body: unknown, by: FreshdeskPerson, state: DeskState) => NewConversation): Endpoint =>
  (context, id, { body, agent }) => {
    const ticket = liveTicketAt(context, id);
    context.change(ticket, { conversation: read(body, agent, context.state) }, agent);
    const made = ticket.conversations.at(-1) as FreshdeskConversation;
    return { status: 201, body: writtenJson(made, ticket, context.state) };
  };

/** As the answer to a reply or note shows it: without a `source`. */
function writtenJson(made: FreshdeskConversation, ticket: FreshdeskTicket, state: DeskState): object {
  const { source, ...shown } = conversationJson(made, ticket, state);
  const { to_emails: to, incoming, private: isPrivate, ...rest } = shown;
  return source === 0 ? { ...rest, replied_to: to } : { ...rest, incoming, private: isPrivate, notified_to: [] };
}

const showAgent: Endpoint = ({ state }, id, { agent }) => {
  const found = id === 'me' ? agent : state.people.get(id);
  if (found === undefined || !found.isAgent) throw notFound();
  return { status: 200, body: agentJson(found) };
};

const showContact: Endpoint = ({ state }, id) => {
  const found = state.people.get(id);
  if (found === undefined || found.isAgent) throw notFound();
  return { status: 200, body: contactJson(found) };
};

const showFields: Endpoint = ({ state }) => ({ status: 200, body: ticketFieldsJson(state) });

const routes: readonly (readonly [RegExp, string, Endpoint])[] = [
  [/^\/api\/v2\/tickets$/, 'GET', showList],
  [/^\/api\/v2\/tickets\/(\d+)$/, 'GET', showTicket],
  [/^\/api\/v2\/tickets\/(\d+)$/, 'PUT', updateTicket],
  [/^\/api\/v2\/tickets\/(\d+)$/, 'DELETE', remove(true)],
  [/^\/api\/v2\/tickets\/(\d+)\/restore$/, 'PUT', remove(false)],
  [/^\/api\/v2\/tickets\/(\d+)\/conversations$/, 'GET', listConversations],
  [/^\/api\/v2\/tickets\/(\d+)\/reply$/, 'POST', write(readReply)],
  [/^\/api\/v2\/tickets\/(\d+)\/notes$/, 'POST', write(readNote)],
  [/^\/api\/v2\/agents\/(\d+|me)$/, 'GET', showAgent],
  [/^\/api\/v2\/contacts\/(\d+)$/, 'GET', showContact],
  [/^\/api\/v2\/ticket_fields$/, 'GET', showFields],
];
