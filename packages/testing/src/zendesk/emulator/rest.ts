import { DeskrailError, isDeskrailError } from '@deskrail/contracts';
import type { Time } from '../../time.js';
import { authenticate, type ZendeskCredential } from './authenticate.js';
import type { ChangedBy, TicketChange } from './change-ticket.js';
import type { DeskState, ZendeskTicket, ZendeskUser } from './desk-state.js';
import { answerOfFault, createFaults, type Faults } from './faults.js';
import { createRateLimit, type RateLimitOptions } from './rate-limit.js';
import { auditJson, authorsJson, commentJson, ticketJson, userJson } from './rest-json.js';
import { pageOf } from './rest-page.js';
import { badRequest, invalid, notFound, RestRefusal } from './rest-refusal.js';
import { checkStamp, isFields, readMetadata, readUpdate, tagList } from './update-request.js';

/** A call that came to the REST API, for a test to look at. */
export interface ZendeskRestCall {
  readonly atMs: number;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** As JSON where it was JSON. */
  readonly body: unknown;
  /** 0 where the connection was broken. */
  readonly status: number;
}

interface RestContext {
  readonly state: DeskState;
  readonly url: string;
  readonly time: Time;
  readonly credentials: readonly ZendeskCredential[];
  readonly rateLimit: RateLimitOptions | false;
  /** Make the change and send its events. */
  change(ticket: ZendeskTicket, change: TicketChange, by: ChangedBy): void;
}

export interface Rest {
  readonly faults: Faults;
  readonly calls: readonly ZendeskRestCall[];
  handle(request: Request): Promise<Response>;
}

interface Call {
  readonly request: Request;
  readonly url: URL;
  readonly body: unknown;
  readonly user: ZendeskUser;
}

type Answer = { readonly status: number; readonly body: unknown };
const ok = (body: unknown, status = 200): Answer => ({ status, body });

const maxBodyBytes = 1_048_576;
const maxCalls = 10_000;

export function createRest(context: RestContext): Rest {
  const { state, url: deskUrl, time } = context;
  const faults = createFaults();
  const calls: ZendeskRestCall[] = [];
  const rateLimit = context.rateLimit === false ? undefined : createRateLimit(context.rateLimit, () => time.now());

  const ticketAt = (id: string): ZendeskTicket => {
    const ticket = state.tickets.get(id);
    if (ticket === undefined || ticket.status === 'deleted') throw notFound();
    return ticket;
  };

  function update(id: string, { body, user }: Call): Answer {
    const ticket = ticketAt(id);
    const audits = ticket.audits.length;
    const by = { userId: user.id, channel: 'web_service', metadata: readMetadata(body) };
    try {
      context.change(ticket, readUpdate(body, ticket, state), by);
    } catch (error) {
      if (isDeskrailError(error, 'desk-refused')) throw invalid('base', 'The ticket has too many comments');
      throw error;
    }
    const audit = ticket.audits[audits];
    return ok({
      ticket: ticketJson(ticket, deskUrl),
      ...(audit === undefined ? {} : { audit: auditJson(ticket, audit) }),
    });
  }

  function changeTags(id: string, { request, body, user }: Call): Answer {
    const ticket = ticketAt(id);
    if (request.method === 'GET') return ok({ tags: ticket.tags });
    if (!isFields(body)) throw badRequest('The body needs "tags".');
    checkStamp(String(body.safe_update) === 'true', body.updated_stamp, ticket);
    if (ticket.status === 'closed') throw invalid('status', 'Status: closed prevents ticket update');
    const given = tagList(body.tags);
    const tags =
      request.method === 'POST'
        ? given
        : request.method === 'PUT'
          ? [...ticket.tags, ...given]
          : ticket.tags.filter((tag) => !given.includes(tag));
    context.change(ticket, { tags }, { userId: user.id, channel: 'web_service' });
    return ok({ tags: ticket.tags }, request.method === 'POST' ? 201 : 200);
  }

  function comments(id: string, { url }: Call): Answer {
    const { items, paging } = pageOf(ticketAt(id).comments, url, (comment) => comment.id);
    const users = url.searchParams.get('include') === 'users' ? { users: authorsJson(state, items, deskUrl) } : {};
    return ok({ comments: items.map(commentJson), ...users, ...paging });
  }

  function audits(id: string, { url }: Call): Answer {
    const ticket = ticketAt(id);
    const { items, paging } = pageOf(ticket.audits, url, (audit) => audit.id);
    return ok({ audits: items.map((audit) => auditJson(ticket, audit)), ...paging });
  }

  function userAt(id: string, { user }: Call): Answer {
    const found = id === 'me' ? user : state.users.get(id);
    if (found === undefined) throw notFound();
    return ok({ user: userJson(found, deskUrl) });
  }

  const routes: readonly [RegExp, readonly string[], (id: string, call: Call) => Answer][] = [
    [/^\/api\/v2\/tickets\/(\d+)$/, ['PUT'], update],
    [/^\/api\/v2\/tickets\/(\d+)$/, ['GET'], (id) => ok({ ticket: ticketJson(ticketAt(id), deskUrl) })],
    [/^\/api\/v2\/tickets\/(\d+)\/tags$/, ['GET', 'PUT', 'POST', 'DELETE'], changeTags],
    [/^\/api\/v2\/tickets\/(\d+)\/comments$/, ['GET'], comments],
    [/^\/api\/v2\/tickets\/(\d+)\/audits$/, ['GET'], audits],
    [/^\/api\/v2\/users\/(\d+|me)$/, ['GET'], userAt],
  ];

  function route(call: Call): Answer {
    const path = call.url.pathname.replace(/\.json$/, '');
    const matching = routes.flatMap(([pattern, methods, answer]) => {
      const id = pattern.exec(path)?.[1];
      return id === undefined ? [] : [{ id, methods, answer }];
    });
    const found = matching.find(({ methods }) => methods.includes(call.request.method));
    if (found !== undefined) return found.answer(found.id, call);
    if (matching.length === 0) throw new RestRefusal(404, { error: 'InvalidEndpoint', description: 'Not found' });
    throw new RestRefusal(405, { error: 'MethodNotAllowed', description: 'This endpoint has no such method' });
  }

  function answer(request: Request, body: unknown): Response {
    const url = new URL(request.url);
    const isUpdate = request.method !== 'GET' && url.pathname.startsWith('/api/v2/tickets/');
    const counted = rateLimit?.count(isUpdate);
    try {
      const user = authenticate(request.headers.get('authorization'), context.credentials, state);
      if (counted?.retryAfterSeconds !== undefined) {
        const description = 'Number of allowed API requests per minute exceeded';
        throw new RestRefusal(429, { error: 'APIRateLimitExceeded', description });
      }
      if (body instanceof RestRefusal) throw body;
      const { status, body: shown } = route({ request, url, body, user });
      return json(status, shown, counted?.headers);
    } catch (error) {
      if (error instanceof RestRefusal) return json(error.status, error.body, counted?.headers);
      throw error;
    }
  }

  async function handle(request: Request): Promise<Response> {
    const fault = faults.take(request);
    if (fault?.delayMs !== undefined) await time.sleep(fault.delayMs, request.signal);
    const body = await readBody(request);
    const isRefused = fault?.status !== undefined && !fault.afterEffect;
    const usual = isRefused ? undefined : answer(request, body);
    const { pathname, search } = new URL(request.url);
    const note = (status: number) => {
      const shown = body instanceof RestRefusal ? undefined : body;
      calls.push({ atMs: time.now(), method: request.method, path: `${pathname}${search}`, body: shown, status });
      if (calls.length > maxCalls) calls.shift();
    };
    if (usual !== undefined && fault?.status === undefined) {
      note(usual.status);
      return usual;
    }
    note(typeof fault?.status === 'number' ? fault.status : 0);
    return answerOfFault(fault ?? {}, time, request.signal);
  }

  return { faults, calls, handle };
}

/** The body as JSON, nothing, or why it cannot be read. */
async function readBody(request: Request): Promise<unknown> {
  if (request.body === null) return undefined;
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > maxBodyBytes) {
    return new RestRefusal(413, { error: 'RequestEntityTooLarge', description: 'The body is too large' });
  }
  if (bytes.byteLength === 0) return undefined;
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    return badRequest('Content-Type must be application/json');
  }
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return badRequest('The body is not JSON');
  }
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
  });
}

/** `fetch` for a handler: honours the signal, and throws where the connection broke. */
export function fetchFrom(handle: (request: Request) => Promise<Response>): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const answered = await untilAborted(handle(request), request.signal);
    if (answered.type === 'error') {
      throw new TypeError('fetch failed', { cause: new DeskrailError('desk-refused', 'The connection was broken.') });
    }
    return answered;
  };
}

function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
