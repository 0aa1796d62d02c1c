import { type Clock, type Connection, DeskrailError, type ExecutorOptions, systemClock } from '@deskrail/contracts';
import { readJson } from '@deskrail/webhooks';
import ky, { type KyInstance } from 'ky';

/** What the desk answered, or why there is no answer. */
export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Headers;
      /** `undefined` for what is no JSON, such as the plain text of a 429 and the empty body of a 404. */
      readonly body: unknown;
    }
  /** Nothing reached the desk. */
  | { readonly kind: 'unreachable' }
  /** The request may have reached the desk. */
  | { readonly kind: 'lost' };

/** Calls to one account. Nothing is tried twice here. */
export interface Desk {
  readonly clock: Clock;
  /** Paths are below `/api/v2`. */
  get(path: string, signal: AbortSignal): Promise<Answer>;
  put(path: string, body: unknown, signal: AbortSignal): Promise<Answer>;
  post(path: string, body: unknown, signal: AbortSignal): Promise<Answer>;
}

const defaultTimeoutMs = 30_000;
const maxAnswerBytes = 16 * 1024 * 1024;

/** Throws `config-invalid` for a connection without `rest`, or with one that would send a key in the clear. */
export function openDesk(connection: Connection, options: ExecutorOptions): Desk {
  const { rest } = connection;
  if (rest === undefined) {
    throw new DeskrailError(
      'config-invalid',
      `Freshdesk connection ${JSON.stringify(connection.id)} has no rest access. Give it rest: { url, token }, the token being an agent’s API key.`,
    );
  }
  const base = baseUrl(rest.url, connection.id);
  const client = ky.create({
    retry: 0,
    throwHttpErrors: false,
    timeout: options.timeoutMs ?? defaultTimeoutMs,
    // A redirect would carry the reply, and perhaps the key, to another place.
    redirect: 'manual',
    headers: { accept: 'application/json', authorization: authorizationOf(rest.token, connection.id) },
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  const at = (path: string) => new URL(`/api/v2${path}`, base);
  return {
    clock: options.clock ?? systemClock,
    get: (path, signal) => call(client, at(path), { method: 'get', signal }),
    put: (path, body, signal) => call(client, at(path), { method: 'put', json: body, signal }),
    post: (path, body, signal) => call(client, at(path), { method: 'post', json: body, signal }),
  };
}

function baseUrl(url: string, id: string): URL {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  const loopback = base !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(base.hostname);
  if (base === undefined || (base.protocol !== 'https:' && !(base.protocol === 'http:' && loopback))) {
    throw new DeskrailError(
      'config-invalid',
      `Freshdesk connection ${JSON.stringify(id)}: rest.url must be https, such as https://acme.freshdesk.com.`,
    );
  }
  return base;
}

/** The key is the user's name of Basic credentials, and any password does. */
function authorizationOf(token: string, id: string): string {
  if (/^(Bearer|Basic) \S+$/.test(token)) return token;
  if (!/^[\x21-\x39\x3b-\x7e]+(:\S*)?$/.test(token)) {
    throw new DeskrailError(
      'config-invalid',
      `Freshdesk connection ${JSON.stringify(id)}: rest.token must be an agent’s API key (Profile settings → View API key).`,
    );
  }
  return `Basic ${btoa(token.includes(':') ? token : `${token}:X`)}`;
}

async function call(
  client: KyInstance,
  url: URL,
  options: { readonly method: string; readonly json?: unknown; readonly signal: AbortSignal },
): Promise<Answer> {
  options.signal.throwIfAborted();
  try {
    const response = await client(url, options);
    const bytes = await readAll(response);
    const json = bytes === undefined ? undefined : readJson(bytes);
    const body = json?.readable === true ? json.value : undefined;
    return { kind: 'answer', status: response.status, headers: response.headers, body };
  } catch (error) {
    return { kind: neverSent(error) ? 'unreachable' : 'lost' };
  }
}

/** The body, where it is of a sensible size. The status alone says whether a change was made. */
async function readAll(response: Response): Promise<Uint8Array | undefined> {
  if (Number(response.headers.get('content-length') ?? 0) > maxAnswerBytes) {
    await response.body?.cancel();
    return undefined;
  }
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    return undefined;
  }
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
