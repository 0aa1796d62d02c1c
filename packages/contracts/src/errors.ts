/** Every code an error of Deskrail can carry, and what it means. Codes are stable; messages are for people and may change. */
export const errorMeanings = {
  aborted: 'The caller’s signal ended the call.',
  'action-not-approved': 'There is no verdict that approves the action. Nothing was sent.',
  'already-decided': 'Another verdict won: `winner`.',
  'already-parsed': 'The body was read or parsed before Deskrail got it. Hand over the raw body.',
  'body-too-large': 'The body is over the limit.',
  'claim-lost': 'The claim ended or was taken over since; its token says nothing any more.',
  claimed: 'Somebody else is deciding this: `holder`, until `expiresAt`.',
  closed: 'What was called has been closed.',
  'config-invalid': 'The configuration is wrong; the message says where and how to mend it.',
  conflict: 'The state has changed meanwhile. Read again, decide again.',
  'connection-unknown': 'No connection has this id.',
  'dependency-unavailable': 'The log, the store, the disk or a model is away. Try again later.',
  'desk-refused': 'The desk refused the call for good, such as for its credentials.',
  'event-invalid': 'An event is not as its contract says; the message names the fields.',
  'evidence-changed':
    'What the recommendation quotes has changed since; look at `evidence`, and confirm with `confirmation`.',
  expired: 'The recommendation’s time is over.',
  forbidden: 'The credential lacks the role.',
  'idempotency-mismatch': 'The Idempotency-Key was used before, for something else.',
  internal: 'A fault of Deskrail’s. The problem’s id is in the log.',
  'limit-reached': 'The policy’s `limit` is reached; somebody with the `role` may go beyond.',
  'log-locked': 'Another process writes to this data directory.',
  'media-type-unsupported': 'The body’s type or encoding is not one that the route takes. Send application/json.',
  'method-not-allowed': 'The route does not take this method.',
  'not-found': 'There is nothing under this id for this tenant.',
  overloaded: 'A queue is full. Try again later.',
  'payload-unreadable': 'The body is not what its content type says.',
  'rate-limited': 'Too many calls. See Retry-After.',
  'request-invalid': 'The request is not as the API’s description says; the message names the fields.',
  'secret-empty': 'A connection has no secret, or an empty one, so anybody could sign. It refuses to start.',
  'secret-public': 'The secret is a vendor’s published test secret, which anybody knows.',
  'signature-invalid': 'The signature does not fit the body.',
  'signature-malformed': 'The signature, or its time, is not in the vendor’s form.',
  'signature-missing': 'The request carries no signature.',
  'signature-stale': 'The signature is right and its time is too far from now.',
  'stale-hash': 'The verdict names another hash than the recommendation has now.',
  superseded: 'A newer recommendation, message or reply took this one’s place.',
  timeout: 'It took longer than its limit.',
  unauthenticated: 'The credential is missing or wrong.',
} as const;

export type ErrorCode = keyof typeof errorMeanings;

// Marked so that a bundle for the edge can leave the meanings out.
export const errorCodes = /* @__PURE__ */ Object.keys(errorMeanings) as readonly ErrorCode[];

export interface DeskrailErrorOptions {
  /** True only where the same call may succeed later without a change by the caller. Default: false. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
  /** Facts for the caller, such as the winning verdict of a conflict. Never a secret, never a person's text in a log. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The one error class: told apart by `code`, with a message that says what was wrong and how to mend it. */
export class DeskrailError extends Error {
  override readonly name = 'DeskrailError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: DeskrailErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** Narrow an unknown error without `instanceof`, so that two copies of this package agree. */
export function isDeskrailError(error: unknown, code?: ErrorCode): error is DeskrailError {
  if (typeof error !== 'object' || error === null) return false;
  const candidate = error as Partial<DeskrailError>;
  return candidate.name === 'DeskrailError' && (code === undefined || candidate.code === code);
}

const pausing: readonly ErrorCode[] = ['dependency-unavailable', 'overloaded', 'closed'];

/**
 * Whether an error says that *nothing* can be handled now (store, log, disk or model away, a queue full), so that a consumer should
 * pause and keep its place instead of counting the error against the event.
 */
export function isDependencyFailure(error: unknown): boolean {
  return isDeskrailError(error) && pausing.includes(error.code);
}
