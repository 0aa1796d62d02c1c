import { hmacSha1, sha256 } from '@deskrail/webhooks/hmac';

/** Form parameters; a list is a parameter that comes several times. */
export type TwilioParams =
  | URLSearchParams
  | Readonly<Record<string, string | readonly string[]>>
  | readonly (readonly [name: string, value: string])[];

export interface SignTwilio {
  /** The account's primary auth token; of a subaccount its own. API keys do not sign. */
  readonly authToken: string;
  /** Exactly as Twilio was told it: scheme, host, port, path, query, `user:password@`. A `#fragment` is not signed. */
  readonly url: string;
  /** Of a form POST. */
  readonly params?: TwilioParams;
  /** Of a JSON POST, in place of `params`: its hash goes into the query as `bodySHA256`, and the query is signed. */
  readonly body?: string | Uint8Array;
}

export type TwilioHeaders = Readonly<Record<string, string>>;

const utf8 = new TextEncoder();

/**
 * `X-Twilio-Signature`: `base64(HMAC-SHA1(authToken, url + name + value …))`, parameters sorted by name, the values of a
 * repeated one without doubles and sorted (https://www.twilio.com/docs/usage/webhooks/webhooks-security).
 */
export async function twilioSignature(options: SignTwilio): Promise<string> {
  const url = await twilioSignedUrl(options);
  const pairs = options.body === undefined ? twilioPairs(options.params ?? []) : [];
  const values = new Map<string, Set<string>>();
  for (const [name, value] of pairs) values.set(name, (values.get(name) ?? new Set()).add(value));
  const names = [...values.keys()].sort();
  const said = names.flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => `${name}${value}`)).join('');
  return base64(await hmacSha1(utf8.encode(options.authToken), utf8.encode(`${url}${said}`)));
}

/** The headers of a webhook from Twilio. The same `idempotencyToken` marks tries of one request. */
export async function signTwilio(options: SignTwilio & { readonly idempotencyToken?: string }): Promise<TwilioHeaders> {
  return {
    accept: '*/*',
    'content-type':
      options.body === undefined ? 'application/x-www-form-urlencoded; charset=UTF-8' : 'application/json',
    'i-twilio-idempotency-token': options.idempotencyToken ?? '5fe20000-0000-4000-8000-00000000f001',
    'user-agent': 'TwilioProxy/1.1',
    'x-home-region': 'us1',
    'x-twilio-signature': await twilioSignature(options),
  };
}

/** A signed webhook, ready for a receiver or for `fetch`. A GET carries its parameters in the query. */
export async function signedTwilioRequest(
  options: SignTwilio & { readonly method?: 'POST' | 'GET'; readonly idempotencyToken?: string },
): Promise<Request> {
  const { method = 'POST', params = [], body, ...rest } = options;
  const form = new URLSearchParams(twilioPairs(params).map(([name, value]): [string, string] => [name, value]));
  if (method === 'GET') {
    const url = withQuery(options.url, form.toString());
    const { 'content-type': _none, ...headers } = await signTwilio({ ...rest, url });
    return requestTo(url, { method, headers });
  }
  const given = body === undefined ? { ...rest, params } : { ...rest, body };
  const headers = await signTwilio(given);
  const sent = body === undefined ? form.toString() : typeof body === 'string' ? body : Uint8Array.from(body);
  return requestTo(await twilioSignedUrl(given), { method, headers, body: sent });
}

/** The URL that is signed and asked for: without a fragment and, where the body is JSON, with its `bodySHA256`. */
export async function twilioSignedUrl({ url, body }: Pick<SignTwilio, 'url' | 'body'>): Promise<string> {
  const withoutFragment = url.replace(/#.*$/s, '');
  if (body === undefined || /[?&]bodySHA256=/.test(withoutFragment)) return withoutFragment;
  const digest = await sha256(typeof body === 'string' ? utf8.encode(body) : body);
  return withQuery(withoutFragment, `bodySHA256=${hex(digest)}`);
}

/** The parameters one by one, in the order they are sent. */
export function twilioPairs(params: TwilioParams): readonly (readonly [name: string, value: string])[] {
  if (params instanceof URLSearchParams) return [...params];
  if (isPairs(params)) return params;
  return Object.entries(params).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : value.map((one) => [name, one] as const),
  );
}

const isPairs = (params: TwilioParams): params is readonly (readonly [string, string])[] => Array.isArray(params);

/** `fetch` takes no `user:password@`; an HTTP client turns it into this header. */
function requestTo(url: string, init: RequestInit & { readonly headers: TwilioHeaders }): Request {
  const target = new URL(url);
  if (target.username === '' && target.password === '') return new Request(url, init);
  const authorization = `Basic ${btoa(`${decodeURIComponent(target.username)}:${decodeURIComponent(target.password)}`)}`;
  target.username = '';
  target.password = '';
  return new Request(target, { ...init, headers: { ...init.headers, authorization } });
}

const withQuery = (url: string, query: string): string =>
  query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
