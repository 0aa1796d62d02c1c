import ky, { type Options } from 'ky';
import { translateError } from './translate-error.js';

export interface ClientOptions {
  /** Where Deskrail answers, such as `https://deskrail.example.com` or with a path of its own. */
  readonly url: string;
  /** An API key, or the key of a session; sent as a bearer token. */
  readonly key?: string | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** For one call with its retries. Default: 30 000. */
  readonly timeoutMs?: number | undefined;
  /** How often a call that is safe to repeat is sent again. Default: 2. */
  readonly retries?: number | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** For this call with its retries. Default: the client's. */
  readonly timeoutMs?: number | undefined;
}

export interface Call extends CallOptions {
  readonly method: 'GET' | 'POST';
  /** Relative, already encoded. */
  readonly path: string;
  readonly query?: object | undefined;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** True only where sending it twice is the same as sending it once. */
  readonly repeatable: boolean;
}

/** Sends calls; rejects with a `DeskrailApiError`, or with the signal's reason once that is aborted. */
export interface Sender {
  json<Answer>(call: Call): Promise<Answer>;
  /** The answer as soon as its headers are there. `timeoutMs` bounds the wait for those alone. */
  stream(call: Call): Promise<Response>;
  /** For a message about a call. */
  address(path: string): string;
}

const maxRetryAfterMs = 10_000;

export function createSender(options: ClientOptions): Sender {
  const base = baseOf(options.url);
  const { key, fetch, timeoutMs: defaultTimeoutMs = 30_000, retries = 2 } = options;

  const target = (call: Call) => {
    const url = new URL(call.path, base);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  };

  const optionsOf = (call: Call, limits: Options): Options => ({
    method: call.method,
    ...(call.json === undefined ? {} : { json: call.json }),
    headers: { ...call.headers, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
    ...(call.signal === undefined ? {} : { signal: call.signal }),
    ...(fetch === undefined ? {} : { fetch: fetch as NonNullable<Options['fetch']> }),
    retry: {
      limit: call.repeatable ? retries : 0,
      methods: ['get', 'post'],
      statusCodes: [408, 429, 502, 503, 504],
      afterStatusCodes: [429, 503],
      maxRetryAfter: maxRetryAfterMs,
      backoffLimit: 5_000,
      jitter: true,
    },
    ...limits,
  });

  const attempt = async <Answer>(call: Call, work: (url: URL, timeoutMs: number) => Promise<Answer>) => {
    const url = target(call);
    const timeoutMs = call.timeoutMs ?? defaultTimeoutMs;
    try {
      call.signal?.throwIfAborted();
      return await work(url, timeoutMs);
    } catch (error) {
      call.signal?.throwIfAborted();
      throw translateError(error, { method: call.method, url, timeoutMs });
    }
  };

  return {
    json: <Answer>(call: Call) =>
      attempt(call, (url, timeoutMs) =>
        ky(url, optionsOf(call, { timeout: false, totalTimeout: timeoutMs })).json<Answer>(),
      ),
    stream: (call) => attempt(call, (url, timeout) => ky(url, optionsOf(call, { timeout }))),
    address: (path) => new URL(path, base).href,
  };
}

function baseOf(url: string): URL {
  const here = (globalThis as { location?: { href?: string } }).location?.href;
  let base: URL;
  try {
    base = new URL(url, here);
  } catch (cause) {
    throw new TypeError('createClient({ url }) wants an absolute address such as https://deskrail.example.com.', {
      cause,
    });
  }
  if (base.username || base.password) {
    throw new TypeError('createClient({ url }) takes no user name or password in the address: give the key as `key`.');
  }
  base.search = '';
  base.hash = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}
