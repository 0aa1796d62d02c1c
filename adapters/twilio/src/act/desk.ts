import { type Clock, DeskrailError, type ExecutorOptions, systemClock } from '@deskrail/contracts';
import { isObject, type JsonObject, readJson } from '@deskrail/webhooks';
import ky, { type KyInstance } from 'ky';
import type { TwilioConnection } from '../verify/connection.js';

/** What Twilio answered, or why there is no answer. */
export type DeskAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Headers; readonly body: JsonObject }
  /** Nothing reached Twilio. */
  | { readonly kind: 'unreachable' }
  /** The request may have reached Twilio. */
  | { readonly kind: 'lost' };

/** The few calls that sending and reading back take. Nothing is tried twice here. */
export interface Desk {
  readonly clock: Clock;
  /** `…/Messages.json` of the account. */
  readonly messagesUrl: URL;
  /** `…/Conversations/{sid}/Messages`. */
  conversationUrl(sid: string): URL;
  get(url: URL, signal: AbortSignal): Promise<DeskAnswer>;
  post(url: URL, form: URLSearchParams, options: PostOptions): Promise<DeskAnswer>;
  /** Where a link of Twilio's own leads, or `undefined` for one that leads elsewhere. */
  follow(link: unknown, from: URL): URL | undefined;
}

interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const defaultTimeoutMs = 30_000;
const maxAnswerBytes = 16 * 1024 * 1024;

/** Throws `config-invalid` for a connection without `rest`, without its account, or that would send a token in the clear. */
export function openDesk(connection: TwilioConnection, options: ExecutorOptions): Desk {
  const { rest } = connection;
  if (rest === undefined) throw invalid(connection, 'it has no rest access. Give it rest: { url, token } to act.');
  const base = baseUrl(rest.url, connection);
  const account = accountOf(rest.token, connection);
  const client = ky.create({
    retry: 0,
    throwHttpErrors: false,
    timeout: options.timeoutMs ?? defaultTimeoutMs,
    // A redirect would carry the reply, and perhaps the token, to another place.
    redirect: 'manual',
    headers: { accept: 'application/json', authorization: authorizationOf(rest.token, connection) },
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  const conversations = new URL(base);
  if (/^api(\..+)?\.twilio\.com$/.test(base.hostname)) {
    conversations.hostname = base.hostname.replace(/^api\./, 'conversations.');
  }
  return {
    clock: options.clock ?? systemClock,
    messagesUrl: new URL(`/2010-04-01/Accounts/${account}/Messages.json`, base),
    conversationUrl: (sid) => new URL(`/v1/Conversations/${encodeURIComponent(sid)}/Messages`, conversations),
    get: (url, signal) => call(client, url, { method: 'get', signal }),
    post: (url, form, { headers = {}, signal }) => call(client, url, { method: 'post', body: form, headers, signal }),
    follow(link, from) {
      if (typeof link !== 'string' || !URL.canParse(link, from)) return undefined;
      const url = new URL(link, from);
      return url.host === from.host ? url : undefined;
    },
  };
}

const invalid = ({ id }: TwilioConnection, problem: string): DeskrailError =>
  new DeskrailError('config-invalid', `Twilio connection ${JSON.stringify(id)}: ${problem}`);

function baseUrl(url: string, connection: TwilioConnection): URL {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  const loopback = base !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(base.hostname);
  if (base === undefined || (base.protocol !== 'https:' && !(base.protocol === 'http:' && loopback))) {
    throw invalid(connection, 'rest.url must be https, such as https://api.twilio.com.');
  }
  return base;
}

/** The account whose messages these are: an API key does not say. */
function accountOf(token: string, connection: TwilioConnection): string {
  const account = connection.accountId ?? /^(AC\w+):/.exec(token)?.[1];
  if (account === undefined || !/^AC\w{1,64}$/.test(account)) {
    throw invalid(connection, 'with an API key it needs accountId, such as AC….');
  }
  return account;
}

function authorizationOf(token: string, connection: TwilioConnection): string {
  if (/^Basic \S+$/.test(token)) return token;
  if (!/^(AC|SK)\w+:\S+$/.test(token)) {
    throw invalid(connection, 'rest.token must be "AccountSid:AuthToken", or "SK…:secret" of an API key.');
  }
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(token)))}`;
}

interface CallOptions {
  readonly method: string;
  readonly body?: URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

async function call(client: KyInstance, url: URL, options: CallOptions): Promise<DeskAnswer> {
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

/** The body, where it is of a sensible size. The status alone says whether something was sent. */
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
