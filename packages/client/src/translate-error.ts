import type { ErrorCode, Problem } from '@deskrail/contracts';
import { isHTTPError, isNetworkError, isTimeoutError } from 'ky';
import { DeskrailApiError } from './api-error.js';

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly timeoutMs: number;
}

/** For an answer that is not Deskrail's own, such as a proxy's page. */
const codesByStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'request-invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'timeout',
  409: 'conflict',
  413: 'body-too-large',
  429: 'rate-limited',
  502: 'dependency-unavailable',
  503: 'dependency-unavailable',
  504: 'timeout',
};

/** Whatever ky threw, as the one error that callers see. */
export function translateError(error: unknown, { method, url, timeoutMs }: Call): unknown {
  const call = { method, url: url.href };
  if (isHTTPError(error)) return fromAnswer(call, error.response.status, error.data);
  if (isTimeoutError(error)) {
    const detail = `No whole answer within ${timeoutMs} ms, retries included. Try again, or raise timeoutMs.`;
    return new DeskrailApiError('timeout', { ...call, detail });
  }
  if (isNetworkError(error)) {
    const detail = 'No answer. Check that Deskrail runs at this address and, in a browser, that it names this origin.';
    return new DeskrailApiError('dependency-unavailable', { ...call, detail, cause: error.cause });
  }
  if (error instanceof SyntaxError) {
    const detail = 'The answer is not JSON. Check that the address is that of Deskrail and not of a page before it.';
    return new DeskrailApiError('payload-unreadable', { ...call, detail, cause: error });
  }
  return error;
}

function fromAnswer(call: { method: string; url: string }, status: number, body: unknown): DeskrailApiError {
  const problem = isProblem(body) ? body : undefined;
  const code = (problem?.code as ErrorCode | undefined) ?? codesByStatus[status] ?? 'internal';
  const detail =
    problem?.detail ?? 'The answer says no more. Check that the address is that of Deskrail, and its own log.';
  return new DeskrailApiError(code, { ...call, status, problem, detail });
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { code, detail } = body as Partial<Problem>;
  return typeof code === 'string' && typeof detail === 'string';
}
