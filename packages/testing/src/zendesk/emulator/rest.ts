import { createRestApi, type RestApi, readBytes } from '../../rest/rest-api.js';
import type { Time } from '../../time.js';
import { authenticate, type ZendeskCredential } from './authenticate.js';
import { type CallKind, createRateLimit, type RateLimitOptions } from './rate-limit.js';
import { badRequest, RestRefusal, usualBody } from './rest-refusal.js';
import { createRoutes, type RoutesContext } from './rest-routes.js';

interface RestContext extends RoutesContext {
  readonly time: Time;
  readonly credentials: readonly ZendeskCredential[];
  readonly rateLimit: RateLimitOptions | false;
}

type Body = { readonly value: unknown } | { readonly refusal: RestRefusal };

export function createRest(context: RestContext): RestApi {
  const { state, time } = context;
  const rateLimit = context.rateLimit === false ? undefined : createRateLimit(context.rateLimit, () => time.now());
  const route = createRoutes(context);

  function answer(request: Request, body: Body): Response {
    const url = new URL(request.url);
    const counted = rateLimit?.count(kindOf(request.method, url));
    try {
      const user = authenticate(request.headers.get('authorization'), context.credentials, state);
      if (counted?.retryAfterSeconds !== undefined) throw new RestRefusal(429, usualBody(429));
      if ('refusal' in body) throw body.refusal;
      const { status, body: shown } = route({ method: request.method, url, body: body.value, user });
      return json(status, shown, counted?.headers);
    } catch (error) {
      if (error instanceof RestRefusal) return json(error.status, error.body, counted?.headers);
      throw error;
    }
  }

  return createRestApi<Body>({ time, usualBody, readBody, answer });
}

function kindOf(method: string, { pathname }: URL): CallKind {
  if (pathname.startsWith('/api/v2/incremental/')) return 'export';
  return method !== 'GET' && pathname.startsWith('/api/v2/tickets/') ? 'ticket-update' : 'other';
}

/** The body as JSON, nothing, or why it cannot be read. */
async function readBody(request: Request): Promise<Body> {
  const bytes = await readBytes(request);
  if (bytes === 'too-large') {
    const words = { error: 'RequestEntityTooLarge', description: 'The body is too large' };
    return { refusal: new RestRefusal(413, words) };
  }
  if (bytes.byteLength === 0) return { value: undefined };
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    return { refusal: badRequest('Content-Type must be application/json') };
  }
  try {
    return { value: JSON.parse(new TextDecoder().decode(bytes)) };
  } catch {
    return { refusal: badRequest('The body is not JSON') };
  }
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
  });
}
