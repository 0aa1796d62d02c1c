import { createRestApi, type RestApi } from '../../rest/rest-api.js';
import { RestRefusal } from '../../rest/rest-refusal.js';
import type { Time } from '../../time.js';
import { type FreshdeskPerson, findByEmail } from './desk-state.js';
import type { Counted, RateBudget } from './rate-budget.js';
import { type Body, readBody } from './read-body.js';
import { refusal, usualBody } from './rest-refusal.js';
import { createRoutes, type RoutesContext } from './rest-routes.js';

/** Who may use the REST API: an agent by their API key. */
export interface FreshdeskCredential {
  readonly key: string;
  readonly email: string;
}

interface RestContext extends RoutesContext {
  readonly time: Time;
  readonly credentials: readonly FreshdeskCredential[];
  readonly budget: RateBudget | undefined;
  readonly plainText429: boolean;
}

export function createRest(context: RestContext): RestApi {
  const { time, state, budget } = context;
  const route = createRoutes(context);

  /** Basic, with the key as name and anything as password. */
  function agentOf(header: string | null): FreshdeskPerson | undefined {
    const [scheme = '', encoded = ''] = (header ?? '').split(' ', 2);
    const [key] = Buffer.from(encoded, 'base64').toString('utf8').split(':', 1);
    const credential = scheme.toLowerCase() === 'basic' && context.credentials.find((one) => one.key === key);
    return credential ? findByEmail(state, credential.email) : undefined;
  }

  function answer(request: Request, body: Body): Response {
    const url = new URL(request.url);
    const counted = budget?.count(kindOf(request.method, url.pathname), costOf(url));
    const headers = counted?.headers ?? {};
    try {
      const agent = agentOf(request.headers.get('authorization'));
      if (agent === undefined) throw refusal(401);
      if (counted?.isOver) return tooMany(counted, context.plainText429);
      if ('refusal' in body) throw body.refusal;
      const answered = route({ method: request.method, url, body: body.value, agent });
      return json(answered.status, answered.body, { ...headers, ...answered.headers });
    } catch (error) {
      if (error instanceof RestRefusal) return json(error.status, error.body, { ...headers, ...error.headers });
      throw error;
    }
  }

  return createRestApi<Body>({ time, usualBody, readBody, answer });
}

function kindOf(method: string, path: string): 'update' | 'list' | 'other' {
  if (method === 'GET' && path === '/api/v2/tickets') return 'list';
  return method === 'PUT' && /^\/api\/v2\/tickets\/\d+$/.test(path) ? 'update' : 'other';
}

/** What is included costs more: one call each of a ticket, two of a list. */
function costOf(url: URL): number {
  const included = url.searchParams.get('include')?.split(',').length ?? 0;
  return 1 + included * (url.pathname === '/api/v2/tickets' ? 2 : 1);
}

function tooMany({ headers }: Counted, plainText: boolean): Response {
  if (!plainText) return json(429, usualBody(429), headers);
  return new Response('Too many requests', { status: 429, headers: { ...headers, 'content-type': 'text/plain' } });
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>>): Response {
  if (body === undefined) return new Response(null, { status, headers });
  const type = { 'content-type': 'application/json; charset=utf-8' };
  return new Response(JSON.stringify(body), { status, headers: { ...headers, ...type } });
}
