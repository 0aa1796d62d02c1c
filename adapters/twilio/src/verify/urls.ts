import type { Delivery } from '@deskrail/contracts';
import { hasNoPath, type TwilioConnection } from './connection.js';
import { queryOf } from './form.js';

interface Parts {
  /** `https://` */
  readonly scheme: string;
  /** `user:password@`, or empty. */
  readonly user: string;
  readonly host: string;
  /** `:8443`, or empty. */
  readonly port: string;
  /** Path, query and fragment. */
  readonly rest: string;
}

/** A URL's parts with every character as it stands: `new URL` would change some of them. */
function splitUrl(url: string): Parts | undefined {
  const found = /^([a-z][a-z\d+.-]*:\/\/)([^/?#]*)(.*)$/is.exec(url);
  if (found === null) return undefined;
  const [, scheme = '', authority = '', rest = ''] = found;
  const at = authority.lastIndexOf('@') + 1;
  const hostAndPort = authority.slice(at);
  // In an IPv6 address the port comes after the bracket.
  const colon = hostAndPort.indexOf(':', hostAndPort.lastIndexOf(']') + 1);
  const end = colon < 0 ? hostAndPort.length : colon;
  return { scheme, user: authority.slice(0, at), host: hostAndPort.slice(0, end), port: hostAndPort.slice(end), rest };
}

const join = ({ scheme, user, host, rest }: Parts, port: string): string => scheme + user + host + port + rest;

/** The URL that Twilio was told: configured, or as a trusted proxy says, or the request's own. */
export function calledUrl(delivery: Delivery, connection: TwilioConnection): string {
  const { publicUrl, trustForwarded } = connection;
  if (publicUrl !== undefined) {
    const { base, takesPath, fragment } = toldUrl(publicUrl, connection);
    const own = takesPath ? (splitUrl(delivery.url)?.rest.replace(/[?#].*$/s, '') ?? '') : '';
    const query = queryOf(delivery.url);
    return `${base}${own}${query === '' ? '' : `?${query}`}${fragment}`;
  }
  return (trustForwarded === true && forwardedUrl(delivery)) || delivery.url;
}

interface ToldUrl {
  readonly base: string;
  /** It has no path of its own. */
  readonly takesPath: boolean;
  readonly fragment: string;
}

const toldUrls = new WeakMap<TwilioConnection, ToldUrl>();

function toldUrl(publicUrl: string, connection: TwilioConnection): ToldUrl {
  let told = toldUrls.get(connection);
  if (told === undefined) {
    const hash = publicUrl.indexOf('#');
    const base = publicUrl.replace(/[?#].*$/s, '');
    const takesPath = hasNoPath(base);
    const fragment = hash < 0 ? '' : publicUrl.slice(hash);
    told = { base: takesPath ? base.replace(/\/$/, '') : base, takesPath, fragment };
    toldUrls.set(connection, told);
  }
  return told;
}

/** The URL as proxies say it was called; `undefined` where they say nothing. */
export function forwardedUrl({ url, headers }: Delivery): string | undefined {
  const parts = splitUrl(url);
  const first = (name: string): string | undefined => headers.get(name)?.split(',')[0]?.trim() || undefined;
  const proto = first('x-forwarded-proto')?.toLowerCase();
  const host = first('x-forwarded-host');
  const port = first('x-forwarded-port');
  if (parts === undefined || (proto ?? host ?? port) === undefined) return undefined;
  if (proto !== undefined && proto !== 'http' && proto !== 'https') return undefined;
  if (host !== undefined && !/^[\w.[\]:-]{1,255}$/.test(host)) return undefined;
  const told = splitUrl(`x://${host ?? parts.host + parts.port}`);
  const scheme = proto === undefined ? parts.scheme : `${proto}://`;
  const given = port !== undefined && /^\d{1,5}$/.test(port) ? `:${port}` : '';
  return join({ ...parts, scheme, host: told?.host ?? parts.host }, told?.port || given);
}

/**
 * Every form of a URL that Twilio or its libraries sign: as it stands, as browsers normalise it, and with its query
 * encoded anew as Node's `querystring` does; each as given, without a port and with the scheme's own; a fragment kept
 * and left away.
 */
export function signedUrls(url: string): string[] {
  const urls = new Set<string>();
  const hash = url.indexOf('#');
  for (const each of hash < 0 ? [url] : [url.slice(0, hash), url]) {
    for (const form of formsOf(each)) {
      urls.add(form);
      const parts = splitUrl(form);
      if (parts === undefined) continue;
      urls.add(join(parts, ''));
      urls.add(join(parts, parts.port || (parts.scheme.toLowerCase() === 'https://' ? ':443' : ':80')));
    }
  }
  return [...urls];
}

/** Such as `https://desk.example.com/webhooks/twilio`: there is nothing to encode in it. */
const plain = /^https?:\/\/[a-z\d.-]*[a-z](?::\d+)?\/[\w/-]*$/;

function formsOf(url: string): Iterable<string> {
  if (plain.test(url)) return [url];
  const normal = normalised(url);
  return new Set([url, normal, reencoded(url), reencoded(normal)]);
}

const normalised = (url: string): string => (URL.canParse(url) ? new URL(url).toString() : url);

const maxKeys = 1000;

/** Equal names come together and whole numbers first, as in an object; spaces are `%20`, and `'` stays. */
function reencoded(url: string): string {
  const start = url.indexOf('?');
  if (start < 0 || start === url.length - 1) return url;
  const values: Record<string, string[]> = Object.create(null);
  let count = 0;
  for (const [name, value] of new URLSearchParams(url.slice(start))) {
    if (count++ === maxKeys) break;
    values[name] ??= [];
    values[name].push(value);
  }
  const query = Object.keys(values).flatMap((name) =>
    (values[name] ?? []).map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  );
  return `${url.slice(0, start)}?${query.join('&')}`;
}

/** A URL in a log: no query values, no `user:password@`, and none of the secrets in its path. */
export function shownUrl(url: string, secrets: readonly string[] = []): string {
  const parts = splitUrl(url);
  const [path = '', query] = (parts?.rest ?? url).replace(/#.*$/s, '').split(/\?(.*)/s);
  const hidden = new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]));
  const segments = path.split('/').map((segment) => (hidden.has(segment) ? '…' : segment));
  const names = (query ?? '').split('&').map((pair) => `${pair.split('=')[0]}=…`);
  const shown = `${segments.join('/')}${query === undefined ? '' : `?${names.join('&')}`}`.slice(0, 300);
  return parts === undefined ? shown : `${parts.scheme}${parts.user && '…@'}${parts.host}${parts.port}${shown}`;
}
