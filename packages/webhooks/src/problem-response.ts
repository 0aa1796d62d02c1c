import type { ErrorCode } from '@deskrail/contracts';

/** What a sender is told: stable codes, and how to mend it; never which part of a signature was wrong. */
const details: Partial<Record<ErrorCode, string>> = {
  aborted: 'The body did not arrive whole.',
  'already-parsed':
    'This server parses bodies before they can be verified. Its log names the setting that has to change.',
  'body-too-large': 'The body is larger than this receiver takes.',
  'connection-unknown': 'No connection has this name. The URL is /webhooks/{connection}[/{secret}].',
  'method-not-allowed': 'This desk’s webhooks come by the methods that the Allow header names.',
  'not-found': 'The URL is /webhooks/{connection}[/{secret}].',
  'signature-invalid':
    'The delivery is not authentic. Check that this connection has the signing secret of this very webhook, undecoded, and that no proxy changes the body.',
  'signature-malformed':
    'The signature headers cannot be read. Nothing between the desk and this receiver may change or repeat them.',
  'signature-missing':
    'The delivery is not signed. Send it with the desk’s signature headers; proxies must pass them on.',
  'signature-stale': 'The delivery was signed too long ago, or this server’s clock is wrong.',
  timeout: 'The body took too long to arrive.',
};
const retryDetail = 'The delivery cannot be taken just now. Send it again.';

export interface ProblemOptions {
  readonly status: number;
  readonly code: ErrorCode;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An `application/problem+json` answer (RFC 9457). */
export function problemResponse({ status, code, headers }: ProblemOptions): Response {
  const detail = details[code] ?? retryDetail;
  const title = code.replaceAll('-', ' ');
  return new Response(JSON.stringify({ type: `urn:deskrail:problem:${code}`, title, status, code, detail }), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
}
