import type { ErrorCode, Problem } from '@deskrail/contracts';

export interface DeskrailApiErrorOptions {
  readonly method: string;
  readonly url: string;
  /** What was wrong and how to mend it. */
  readonly detail: string;
  /** The answer's status; `undefined` where there was no answer. */
  readonly status?: number | undefined;
  readonly problem?: Problem | undefined;
  readonly cause?: unknown;
}

/** Why a call failed: told apart by `code`, which is the server's own, or `timeout` or `dependency-unavailable`. */
export class DeskrailApiError extends Error {
  override readonly name = 'DeskrailApiError';
  readonly code: ErrorCode;
  /** HTTP status; `undefined` where no answer came. */
  readonly status: number | undefined;
  /** The answer's problem+json with its facts, such as the winning verdict; `undefined` where it had none. */
  readonly problem: Problem | undefined;
  readonly method: string;
  readonly url: string;

  constructor(code: ErrorCode, options: DeskrailApiErrorOptions) {
    const { method, url, detail, status, problem, cause } = options;
    const answer = status === undefined ? code : `${status} ${code}`;
    super(`${method} ${url}: ${answer}. ${detail}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.problem = problem;
    this.method = method;
    this.url = url;
  }
}

/** Narrow an unknown error, to one code where given; without `instanceof`, so that two copies of this package agree. */
export function isDeskrailApiError(error: unknown, code?: ErrorCode): error is DeskrailApiError {
  if (typeof error !== 'object' || error === null) return false;
  const candidate = error as Partial<DeskrailApiError>;
  return candidate.name === 'DeskrailApiError' && (code === undefined || candidate.code === code);
}
