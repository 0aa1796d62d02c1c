import { DeskrailError } from '@deskrail/contracts';
import { type AuthenticateOptions, authenticate } from '../auth/authenticate.js';
import { type Credential, requireRole } from '../auth/roles.js';
import { checkInput } from '../http/check-input.js';
import { isPlain } from '../http/plain-text.js';
import { readJsonBody } from '../http/read-json-body.js';
import { withinLimit } from '../http/within-limit.js';
import type { OpenCall, Route, Services } from './route.js';

export interface AnswerCallOptions {
  readonly services: Services;
  readonly authentication: AuthenticateOptions;
  readonly limits: { readonly bodyBytes: number; readonly requestMs: number; readonly suggestionMs: number };
  /** The server's own end. */
  readonly closing: AbortSignal;
}

export interface Incoming {
  readonly request: Request;
  /** Decoded once. */
  readonly params: Readonly<Record<string, string>>;
  readonly address: string;
}

/** One call of one route: who, what, and then the route itself, within its time. */
export function answerCall(route: Route, incoming: Incoming, options: AnswerCallOptions): Promise<Response> {
  const { request } = incoming;
  const signals = [request.signal, options.closing];
  const { suggestionMs, requestMs } = options.limits;
  const ms = route.limit === 'suggestion' ? suggestionMs : requestMs;
  const work = (signal: AbortSignal) =>
    answer(route, incoming, options, { signal, lasting: AbortSignal.any(signals), limitMs: ms });
  return route.limit === 'none' ? work(AbortSignal.any(signals)) : withinLimit(work, { ms, signals });
}

async function answer(
  route: Route,
  { request, params, address }: Incoming,
  { services, authentication, limits }: AnswerCallOptions,
  ends: Pick<OpenCall<unknown, unknown>, 'signal' | 'lasting' | 'limitMs'>,
): Promise<Response> {
  const { method, headers } = request;
  const credential = route.access === 'open' ? nobody : await authenticate(headers, address, authentication);
  if (Array.isArray(route.access)) requireRole(credential, route.access);
  checkParams(params);
  if (route.headers) checkHeaders(route.headers, headers);
  const query = route.query && checkInput(route.query, queryOf(request), { what: 'query' });
  const body =
    route.body &&
    checkInput(route.body, await readJsonBody(request, { limitBytes: limits.bodyBytes }), { what: 'body' });
  const answered = await route.handle(services, { method, params, query, body, headers, address, credential, ...ends });
  return answered instanceof Response ? answered : Response.json(answered.json, { status: answered.status });
}

/** Open routes are typed to get no credential; this one may do nothing anyway. */
const nobody: Credential = { name: '-', tenant: '-', roles: [] };

/** What no id can be is not there. */
function checkParams(params: Readonly<Record<string, string>>): void {
  for (const value of Object.values(params)) {
    if (value.length <= 1024 && isPlain(value)) continue;
    throw new DeskrailError('not-found', 'There is nothing under this id.');
  }
}

function checkHeaders(schema: NonNullable<Route['headers']>, headers: Headers): void {
  const named = Object.keys(schema.shape).map((name) => [name, headers.get(name) ?? undefined]);
  checkInput(schema, Object.fromEntries(named), { what: 'header' });
}

function queryOf(request: Request): Record<string, string> {
  const { searchParams } = new URL(request.url);
  const query: Record<string, string> = Object.fromEntries(searchParams);
  if (Object.keys(query).length < searchParams.size) {
    throw new DeskrailError('request-invalid', 'A query parameter is given twice. Give each once.');
  }
  return query;
}
