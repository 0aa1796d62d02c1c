import { type Clock, type Connection, DeskrailError, type ExecutorOptions, systemClock } from '@deskrail/contracts';
import { isObject, type JsonObject, readJson } from '@deskrail/webhooks';
import ky, { type KyInstance } from 'ky';
import { type CallLimits, limitsOf } from './limits.js';

/** What the desk answered, or why there is no answer. */
export type Answer =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Headers; readonly body: JsonObject }
  /** Nothing reached the desk. */
  | { readonly kind: 'unreachable' }
  /** The request may have reached the desk. */
  | { readonly kind: 'lost' }
  /** Not asked: the desk's last answer said that it takes no such call for so long. */
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

/** The few calls that acting on a ticket takes. Nothing is tried twice here. */
export interface Desk {
  readonly clock: Clock;
  readonly limits: CallLimits;
  get(path: string, signal: AbortSignal): Promise<Answer>;
  put(path: string, body: unknown, signal: AbortSignal): Promise<Answer>;
  /** The path of a link of the desk's own, or `undefined` for one that leads elsewhere. */
  pathOf(link: unknown): string | undefined;
}

const defaultTimeoutMs = 30_000;
const maxAnswerBytes = 8 * 1024 * 1024;

/** Throws `config-invalid` for a connection without `rest`, or with one that would send a token in the clear. */
export function openDesk(connection: Connection, options: ExecutorOptions): Desk {
  const { rest } = connection;
  if (rest === undefined) {
    throw new DeskrailError(
      'config-invalid',
      `Zendesk connection ${JSON.stringify(connection.id)} has no rest access. Give it rest: { url, token } to act.`,
    );
  }
  const base = baseUrl(rest.url, connection.id);
  const client = ky.create({
    retry: 0,
    throwHttpErrors: false,
    timeout: options.timeoutMs ?? defaultTimeoutMs,
    // A redirect would carry the reply, and perhaps the token, to another place.
    redirect: 'manual',
    headers: { accept: 'application/json', authorization: authorizationOf(rest.token, connection.id) },
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  const clock = options.clock ?? systemClock;
  const limits = limitsOf(connection, clock);
  const limited = async (path: string, request: CallOptions): Promise<Answer> => {
    const retryAfterMs = limits.closedForMs(request.method);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    const answer = await call(client, new URL(path, base), request);
    if (answer.kind === 'answer') limits.note(request.method, answer.headers);
    return answer;
  };
  return {
    clock,
    limits,
    get: (path, signal) => limited(path, { method: 'get', signal }),
    put: (path, body, signal) => limited(path, { method: 'put', json: body, signal }),
    pathOf(link) {
      if (typeof link !== 'string' || !URL.canParse(link, base)) return undefined;
      const url = new URL(link, base);
      return url.origin === base.origin ? url.pathname + url.search : undefined;
    },
  };
}

function baseUrl(url: string, id: string): URL {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  const loopback = base !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(base.hostname);
  if (base === undefined || (base.protocol !== 'https:' && !(base.protocol === 'http:' && loopback))) {
    throw new DeskrailError(
      'config-invalid',
      `Zendesk connection ${JSON.stringify(id)}: rest.url must be https, such as https://acme.zendesk.com.`,
    );
  }
  return base;
}

function authorizationOf(token: string, id: string): string {
  if (/^(Bearer|Basic) \S+$/.test(token)) return token;
  if (!/^\S+\/token:\S+$/.test(token)) {
    throw new DeskrailError(
      'config-invalid',
      `Zendesk connection ${JSON.stringify(id)}: rest.token must be "email/token:api_token" or "Bearer …".`,
    );
  }
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(token)))}`;
}

interface CallOptions {
  readonly method: 'get' | 'put';
  readonly json?: unknown;
  readonly signal: AbortSignal;
}

async function call(client: KyInstance, url: URL, options: CallOptions): Promise<Answer> {
  options.signal.throwIfAborted();
  try {
    const response = await client(url, options);
    const bytes = await readAll(response);
    const json = bytes === undefined ? undefined : readJson(bytes);
    const body = json?.readable === true && isObject(json.value) ? json.value : {};
    return { kind: 'answer', status: response.status, headers: response.headers, body };
  } catch (error) {
    return { kind: neverSent(error) ? 'unreachable' : 'lost' };
  }
}

/** The body, where it is of a sensible size. The status alone says whether a change was made. */
async function readAll(response: Response): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.byteLength;
      // Leaving the loop lets the rest of the body go.
      if (length > maxAnswerBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Look through the causes for an error that comes before any byte of the request is sent. */
function neverSent(error: unknown): boolean {
  let current = error as { code?: unknown; cause?: unknown; errors?: unknown } | null | undefined;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    if (typeof current.code === 'string' && (beforeSending.has(current.code) || current.code.startsWith('ERR_TLS_')))
      return true;
    if (Array.isArray(current.errors) && current.errors.length > 0) return current.errors.every(neverSent);
    current = current.cause as typeof current;
  }
  return false;
}
