/** Every code an error of Deskrail can carry. Codes are stable; messages are for people and may change. */
export const errorCodes = [
  'aborted',
  'action-not-approved',
  'already-decided',
  'already-parsed',
  'body-too-large',
  'closed',
  'config-invalid',
  'conflict',
  'connection-unknown',
  'dependency-unavailable',
  'desk-refused',
  'event-invalid',
  'expired',
  'forbidden',
  'idempotency-mismatch',
  'internal',
  'log-locked',
  'method-not-allowed',
  'not-found',
  'overloaded',
  'payload-unreadable',
  'rate-limited',
  'request-invalid',
  'secret-empty',
  'secret-public',
  'signature-invalid',
  'signature-malformed',
  'signature-missing',
  'signature-stale',
  'stale-hash',
  'superseded',
  'timeout',
  'unauthenticated',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

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

/**
 * Whether an error says that *nothing* can be handled now (store, log, disk or model away), so that a consumer should
 * pause and keep its place instead of counting the error against the event.
 */
export function isDependencyFailure(error: unknown): boolean {
  return isDeskrailError(error, 'dependency-unavailable') || isDeskrailError(error, 'closed');
}
