import { type Clock, isDeskrailError } from '@deskrail/contracts';
import type { ChangedBy, TicketChange } from './change-ticket.js';
import type { DeskState, ZendeskTicket, ZendeskUser } from './desk-state.js';
import { exportTickets } from './rest-export.js';
import { auditJson, authorsJson, commentJson, ticketJson, userJson } from './rest-json.js';
import { pageOf } from './rest-page.js';
import { badRequest, invalid, notFound, RestRefusal, usualBody } from './rest-refusal.js';
import { checkStamp, isFields, readMetadata, readUpdate, tagList } from './update-request.js';

export interface RoutesContext {
  readonly state: DeskState;
  readonly url: string;
  readonly time: Clock;
  /** Make the change and send its events. */
  change(ticket: ZendeskTicket, change: TicketChange, by: ChangedBy): void;
}

interface Call {
  readonly method: string;
  readonly url: URL;
  /** As JSON. */
  readonly body: unknown;
  /** Who is calling. */
  readonly user: ZendeskUser;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Endpoint = (context: RoutesContext, id: string, call: Call) => Answer;

const ok = (body: unknown, status = 200): Answer => ({ status, body });

/** The endpoints; what each refuses is thrown as a {@link RestRefusal}. */
export function createRoutes(context: RoutesContext): (call: Call) => Answer {
  return (call) => {
    const path = call.url.pathname.replace(/\.json$/, '');
    const matching = routes.flatMap(([pattern, methods, endpoint]) => {
      const id = pattern.exec(path)?.[1];
      return id === undefined ? [] : [{ id, methods, endpoint }];
    });
    const found = matching.find(({ methods }) => methods.includes(call.method));
    if (found !== undefined) return found.endpoint(context, found.id, call);
    if (matching.length === 0) throw new RestRefusal(404, { error: 'InvalidEndpoint', description: 'Not found' });
    throw new RestRefusal(405, { error: 'MethodNotAllowed', description: 'This endpoint has no such method' });
  };
}

function ticketAt({ state }: RoutesContext, id: string): ZendeskTicket {
  const ticket = state.tickets.get(id);
  if (ticket === undefined || ticket.status === 'deleted') throw notFound();
  return ticket;
}

const showTicket: Endpoint = (context, id, { url }) => {
  const ticket = ticketAt(context, id);
  const people = [ticket.requesterId, ticket.submitterId, ...(ticket.assigneeId === null ? [] : [ticket.assigneeId])];
  const wantsUsers = url.searchParams.get('include') === 'users';
  const authors = people.map((authorId) => ({ authorId }));
  const users = wantsUsers ? { users: authorsJson(context.state, authors, context.url) } : {};
  return ok({ ticket: ticketJson(ticket, context.url), ...users });
};

const exportedTickets: Endpoint = ({ state, url: desk, time }, _id, { url, user }) => {
  if (user.role !== 'admin') throw new RestRefusal(403, usualBody(403));
  return ok(exportTickets({ state, url: desk, nowMs: time.now() }, url));
};

const updateTicket: Endpoint = (context, id, { body, user }) => {
  const ticket = ticketAt(context, id);
  const audits = ticket.audits.length;
  const by = { userId: user.id, channel: 'web_service', metadata: readMetadata(body) };
  try {
    context.change(ticket, readUpdate(body, ticket, context.state), by);
  } catch (error) {
    if (isDeskrailError(error, 'desk-refused')) throw invalid('base', 'The ticket has too many comments');
    throw error;
  }
  const audit = ticket.audits[audits];
  const shown = audit === undefined ? {} : { audit: auditJson(ticket, audit) };
  return ok({ ticket: ticketJson(ticket, context.url), ...shown });
};

const showTags: Endpoint = (context, id) => ok({ tags: ticketAt(context, id).tags });

/** POST sets, PUT adds, DELETE removes. */
const changeTags: Endpoint = (context, id, { method, body, user }) => {
  const ticket = ticketAt(context, id);
  if (!isFields(body)) throw badRequest('The body needs "tags".');
  checkStamp(String(body.safe_update) === 'true', body.updated_stamp, ticket);
  if (ticket.status === 'closed') throw invalid('status', 'Status: closed prevents ticket update');
  const given = tagList(body.tags);
  const added = method === 'POST' ? given : [...ticket.tags, ...given];
  const tags = method === 'DELETE' ? ticket.tags.filter((tag) => !given.includes(tag)) : added;
  context.change(ticket, { tags }, { userId: user.id, channel: 'web_service' });
  return ok({ tags: ticket.tags }, method === 'POST' ? 201 : 200);
};

const listComments: Endpoint = (context, id, { url }) => {
  const { items, paging } = pageOf(ticketAt(context, id).comments, url, (comment) => comment.id);
  const wantsUsers = url.searchParams.get('include') === 'users';
  const users = wantsUsers ? { users: authorsJson(context.state, items, context.url) } : {};
  return ok({ comments: items.map(commentJson), ...users, ...paging });
};

const listAudits: Endpoint = (context, id, { url }) => {
  const ticket = ticketAt(context, id);
  const { items, paging } = pageOf(ticket.audits, url, (audit) => audit.id);
  return ok({ audits: items.map((audit) => auditJson(ticket, audit)), ...paging });
};

const showUser: Endpoint = (context, id, { user }) => {
  const found = id === 'me' ? user : context.state.users.get(id);
  if (found === undefined) throw notFound();
  return ok({ user: userJson(found, context.url) });
};

const routes: readonly (readonly [RegExp, readonly string[], Endpoint])[] = [
  [/^\/api\/v2\/incremental\/(tickets)\/cursor$/, ['GET'], exportedTickets],
  [/^\/api\/v2\/tickets\/(\d+)$/, ['GET'], showTicket],
  [/^\/api\/v2\/tickets\/(\d+)$/, ['PUT'], updateTicket],
  [/^\/api\/v2\/tickets\/(\d+)\/tags$/, ['GET'], showTags],
  [/^\/api\/v2\/tickets\/(\d+)\/tags$/, ['PUT', 'POST', 'DELETE'], changeTags],
  [/^\/api\/v2\/tickets\/(\d+)\/comments$/, ['GET'], listComments],
  [/^\/api\/v2\/tickets\/(\d+)\/audits$/, ['GET'], listAudits],
  [/^\/api\/v2\/users\/(\d+|me)$/, ['GET'], showUser],
];
