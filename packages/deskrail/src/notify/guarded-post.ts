import { lookup as systemLookup } from 'node:dns';
import { request as plainRequest, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { DeskrailError } from '@deskrail/contracts';
import { isPublicAddress } from './public-address.js';

export interface PostAnswer {
  readonly status: number;
  /** In ms, where the endpoint says so in seconds or as a date. */
  readonly retryAfterMs: number | undefined;
}

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
  /** Also http, and addresses of one's own network. */
  readonly allowPrivate: boolean;
  readonly nowMs: number;
  /** Default: the system's. */
  readonly lookup?: typeof systemLookup;
}

const refused = (): DeskrailError =>
  new DeskrailError(
    'forbidden',
    'The endpoint is not at a public address. For one of your own network set allowPrivate on it.',
  );

/** A look-up that yields public addresses alone: what is connected to is what was judged, whatever DNS says next. */
const guardedLookup =
  (lookup: typeof systemLookup): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(refused(), '', 0);
      }
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };

/** `https:` to a public address, unless more is allowed. Throws `forbidden`. */
function checkUrl(url: URL, allowPrivate: boolean): void {
  if (allowPrivate) return;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'https:' || (isIP(host) !== 0 && !isPublicAddress(host))) throw refused();
}

/**
 * One POST to an endpoint that somebody named: no redirect is followed, of the answer only its head is read. Throws
 * `forbidden` for an address that is not public, and what the network threw.
 */
export async function guardedPost(address: string, options: PostOptions): Promise<PostAnswer> {
  const { headers, body, signal, allowPrivate, nowMs, lookup = systemLookup } = options;
  const url = new URL(address);
  checkUrl(url, allowPrivate);
  const bytes = Buffer.from(body);
  const request: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': bytes.byteLength },
    signal,
    // A pooled connection would have been judged for another message.
    agent: false,
    ...(!allowPrivate && { lookup: guardedLookup(lookup) }),
  };
  const send = url.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const call = send(url, request, (response) => {
      const { statusCode = 0 } = response;
      resolve({ status: statusCode, retryAfterMs: retryAfter(response.headers['retry-after'], nowMs) });
      response.destroy();
    });
    call.on('error', reject);
    call.end(bytes);
  });
}

function retryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
