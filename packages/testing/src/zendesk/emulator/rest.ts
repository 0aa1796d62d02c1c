import type { Time } from '../../time.js';
import { authenticate, type ZendeskCredential } from './authenticate.js';
import { answerOfFault, createFaults, type Faults } from './faults.js';
import { createRateLimit, type RateLimitOptions } from './rate-limit.js';
import { badRequest, RestRefusal } from './rest-refusal.js';
import { createRoutes, type RoutesContext } from './rest-routes.js';

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

interface RestContext extends RoutesContext {
  readonly time: Time;
  readonly credentials: readonly ZendeskCredential[];
  readonly rateLimit: RateLimitOptions | false;
}

export interface Rest {
  readonly faults: Faults;
  readonly calls: readonly ZendeskRestCall[];
  handle(request: Request): Promise<Response>;
}

const maxBodyBytes = 1_048_576;
const maxCalls = 10_000;

export function createRest(context: RestContext): Rest {
  const { state, time } = context;
  const faults = createFaults();
  const calls: ZendeskRestCall[] = [];
  const rateLimit = context.rateLimit === false ? undefined : createRateLimit(context.rateLimit, () => time.now());

  const route = createRoutes(context);

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
      const { status, body: shown } = route({ method: request.method, url, body, user });
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
