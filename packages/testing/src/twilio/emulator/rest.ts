import { createRestApi, type RestApi, readBytes } from '../../rest/rest-api.js';
import type { Account } from './account.js';
import { RestRefusal, usualBody } from './rest-refusal.js';
import { createRoutes } from './rest-routes.js';

export interface TwilioRateLimitOptions {
  /** Default: 100. */
  readonly requestsPerSecond?: number;
  /** The `Retry-After` header; Twilio does not always send one. Default: none. */
  readonly retryAfterSeconds?: number;
}

/** An API key of the account. It opens the REST API, and signs nothing. */
export interface TwilioApiKey {
  readonly sid: string;
  readonly secret: string;
}

type Form = Readonly<Record<string, string | readonly string[]>>;
type Body = { readonly value: Form | undefined; readonly form: URLSearchParams } | { readonly refusal: RestRefusal };

export function createRest(context: {
  readonly account: Account;
  readonly rateLimit: TwilioRateLimitOptions | false;
  /** `sid:token` of all who may. */
  credentials(): readonly string[];
}): RestApi {
  const { account, rateLimit, credentials } = context;
  const route = createRoutes(account);
  const isOver = rateLimit === false ? () => false : createRateLimit(rateLimit.requestsPerSecond ?? 100, account);

  function answer(request: Request, body: Body): Response {
    const url = new URL(request.url);
    try {
      if (!isAllowed(request, credentials())) throw new RestRefusal(401, 20003, 'Authenticate');
      const named = /^\/2010-04-01\/Accounts\/(\w+)/.exec(url.pathname)?.[1];
      if (named !== undefined && named !== account.accountSid) throw new RestRefusal(401, 20003, 'Authenticate');
      if (isOver()) throw new RestRefusal(429, 20429, 'Too Many Requests');
      if ('refusal' in body) throw body.refusal;
      const { method, headers } = request;
      const { status, body: shown } = route({ method, headers, url, form: body.form });
      return json(status, shown);
    } catch (error) {
      if (!(error instanceof RestRefusal)) throw error;
      const waits = error.status === 429 && rateLimit !== false ? rateLimit.retryAfterSeconds : undefined;
      return json(error.status, error.body, waits === undefined ? {} : { 'retry-after': String(waits) });
    }
  }

  return createRestApi<Body>({ time: account.time, usualBody, readBody, answer });
}

function isAllowed(request: Request, credentials: readonly string[]): boolean {
  const [scheme = '', shown = ''] = (request.headers.get('authorization') ?? '').split(' ', 2);
  return scheme.toLowerCase() === 'basic' && credentials.some((known) => btoa(known) === shown);
}

function createRateLimit(requestsPerSecond: number, { time }: Account): () => boolean {
  let second = 0;
  let requests = 0;
  return () => {
    const now = Math.floor(time.now() / 1000);
    requests = now === second ? requests + 1 : 1;
    second = now;
    return requests > requestsPerSecond;
  };
}

/** Forms alone: Twilio reads no JSON. */
async function readBody(request: Request): Promise<Body> {
  const bytes = await readBytes(request);
  if (bytes === 'too-large') return { refusal: new RestRefusal(413, 20413, 'The body is too large') };
  if (bytes.byteLength === 0) return { value: undefined, form: new URLSearchParams() };
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers.get('content-type') ?? '')) {
    return { refusal: new RestRefusal(415, 20415, 'Unsupported Media Type') };
  }
  const form = new URLSearchParams(new TextDecoder().decode(bytes));
  const names = [...new Set(form.keys())];
  const value = Object.fromEntries(
    names.map((name): [string, string | readonly string[]] => {
      const all = form.getAll(name);
      return [name, all.length === 1 ? (all[0] ?? '') : all];
    }),
  );
  return { value, form };
}

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { ...headers, 'content-type': 'application/json' } });
