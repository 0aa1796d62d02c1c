import { type Connection, DeskrailError, type ExecutorOptions } from '@deskrail/contracts';
import { encodeBase64 } from '../base64.js';

/** What a connection says of its desk's API. */
export interface RestAccess {
  readonly url: URL;
  readonly token: string;
  /** `config-invalid`, for an adapter that finds more amiss. */
  invalid(problem: string): DeskrailError;
}

/** Throws `config-invalid` for a connection without `rest`, or with one that would send a token in the clear. */
export function restAccess(
  { id, rest }: Connection,
  { desk, example }: { readonly desk: string; readonly example: string },
): RestAccess {
  const invalid = (problem: string) =>
    new DeskrailError('config-invalid', `${desk} connection ${JSON.stringify(id)}: ${problem}`);
  if (rest === undefined) throw invalid('it has no rest access. Give it rest: { url, token } to act.');
  const url = URL.canParse(rest.url) ? new URL(rest.url) : undefined;
  const isLoopback = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url === undefined || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback))) {
    throw invalid(`rest.url must be https, such as ${example}.`);
  }
  return { url, token: rest.token, invalid };
}

/** Of `user:password`. */
export const basicCredentials = (userAndPassword: string): string =>
  `Basic ${encodeBase64(new TextEncoder().encode(userAndPassword))}`;

const defaultTimeoutMs = 30_000;

/** How an HTTP client (ky) calls a desk: once, and nowhere else than asked; every status is an answer. */
export const callOptions = (authorization: string, { fetch, timeoutMs = defaultTimeoutMs }: ExecutorOptions) => ({
  retry: 0,
  throwHttpErrors: false,
  timeout: timeoutMs,
  // A redirect would carry the reply, and perhaps the token, to another place.
  redirect: 'manual' as const,
  headers: { accept: 'application/json', authorization },
  ...(fetch === undefined ? {} : { fetch }),
});
