import { type DeskrailError, type ErrorCode, errorMeanings, isDeskrailError, type Logger } from '@deskrail/contracts';

/** The one place where Deskrail's codes meet HTTP. What stands at 500 is a fault of ours and is told as `internal`. */
export const problemTable: Readonly<Record<ErrorCode, { readonly status: number; readonly title: string }>> = {
  aborted: { status: 499, title: 'The caller went away' },
  'action-not-approved': { status: 409, title: 'Not approved' },
  'already-decided': { status: 409, title: 'Already decided' },
  'already-parsed': { status: 500, title: 'Body already parsed' },
  'body-too-large': { status: 413, title: 'Body too large' },
  'claim-lost': { status: 409, title: 'Claim lost' },
  claimed: { status: 409, title: 'Claimed by somebody else' },
  closed: { status: 503, title: 'Shutting down' },
  'config-invalid': { status: 500, title: 'Configuration invalid' },
  conflict: { status: 409, title: 'Conflict' },
  'connection-unknown': { status: 404, title: 'Connection unknown' },
  'dependency-unavailable': { status: 503, title: 'A dependency is away' },
  'desk-refused': { status: 502, title: 'The desk refused' },
  'event-invalid': { status: 422, title: 'Event invalid' },
  'evidence-changed': { status: 409, title: 'Evidence changed' },
  expired: { status: 410, title: 'Expired' },
  forbidden: { status: 403, title: 'Forbidden' },
  'idempotency-mismatch': { status: 422, title: 'Idempotency-Key used before' },
  internal: { status: 500, title: 'Internal error' },
  'limit-reached': { status: 403, title: 'Limit reached' },
  'log-locked': { status: 503, title: 'The log is locked' },
  'media-type-unsupported': { status: 415, title: 'Media type not supported' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  overloaded: { status: 503, title: 'Overloaded' },
  'payload-unreadable': { status: 400, title: 'Body unreadable' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'request-invalid': { status: 400, title: 'Request invalid' },
  'secret-empty': { status: 500, title: 'Secret empty' },
  'secret-public': { status: 500, title: 'Secret public' },
  'signature-invalid': { status: 401, title: 'Signature invalid' },
  'signature-malformed': { status: 401, title: 'Signature malformed' },
  'signature-missing': { status: 401, title: 'Signature missing' },
  'signature-stale': { status: 401, title: 'Signature stale' },
  'stale-hash': { status: 409, title: 'The recommendation has changed' },
  superseded: { status: 409, title: 'Superseded' },
  timeout: { status: 504, title: 'Timed out' },
  unauthenticated: { status: 401, title: 'Not authenticated' },
};

export interface ProblemContext {
  readonly logger: Logger;
  /** Names one error in the answer and in the log. */
  readonly newErrorId: () => string;
  readonly method: string;
  /** The route's template, never the address itself. */
  readonly route: string;
}

/** Any error as `application/problem+json` (RFC 9457): the details of ours, and nothing of the inside of what is not. */
export function problemResponse(error: unknown, context: ProblemContext): Response {
  if (!isDeskrailError(error) || statusOf(error) === 500) return internalProblem(error, context);
  const status = statusOf(error);
  if (status < 500) return answer(error.code, { ...error.details, detail: error.message }, headersOf(error));
  const { method, route } = context;
  context.logger.warn({ method, route, code: error.code, message: error.message }, 'a request failed');
  // What was written for whoever asks, such as which part is away; else nothing of the inside.
  const { told = errorMeanings[error.code] } = error.details;
  return answer(error.code, { detail: told }, headersOf(error));
}

/** Unknown codes, as of a newer copy of the contracts, are faults of ours too. */
const statusOf = (error: DeskrailError): number => problemTable[error.code]?.status ?? 500;

function internalProblem(error: unknown, { logger, newErrorId, method, route }: ProblemContext): Response {
  const errorId = newErrorId();
  logger.error({ errorId, method, route, ...describeError(error) }, 'a request failed unexpectedly');
  return answer('internal', { errorId, detail: `${errorMeanings.internal} Look for ${errorId} there.` });
}

/** The message may hold a person's text; what was thrown, and where, does not. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const { name, message, stack = '' } = error;
  const at = stack.slice(stack.indexOf(message) + message.length).split('\n');
  const lines = at.map((line) => line.trim()).filter((line) => line.startsWith('at '));
  return { error: name, code: (error as { code?: unknown }).code, at: lines.slice(0, 12) };
}

function answer(code: ErrorCode, members: Readonly<Record<string, unknown>>, headers: Record<string, string> = {}) {
  const { status, title } = problemTable[code];
  const body = { ...members, type: `urn:deskrail:problem:${code}`, title, status, code };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
}

function headersOf({ code, details }: DeskrailError): Record<string, string> {
  const status = problemTable[code].status;
  const headers: Record<string, string> = {};
  if (code === 'unauthenticated') headers['www-authenticate'] = challenge(challenges[String(details.reason)]);
  if (code === 'forbidden') headers['www-authenticate'] = challenge('insufficient_scope', details);
  if (status === 429 || status === 503) headers['retry-after'] = String(details.retryAfterSeconds ?? 5);
  if (Array.isArray(details.allow)) headers.allow = details.allow.join(', ');
  return headers;
}

/** RFC 6750, 3.1: an error is named only where something was sent. */
const challenges: Readonly<Record<string, string>> = {
  unreadable: 'invalid_request',
  unknown: 'invalid_token',
  invalid: 'invalid_token',
  expired: 'invalid_token',
};

function challenge(error?: string, { roles, role }: DeskrailError['details'] = {}): string {
  const scope = (Array.isArray(roles) ? roles : [role]).filter((one) => typeof one === 'string' && /^\w+$/.test(one));
  return [
    'Bearer realm="deskrail"',
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(scope.length === 0 ? [] : [`scope="${scope.join(' ')}"`]),
  ].join(', ');
}
