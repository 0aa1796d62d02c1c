import type { ReadError } from '../remote/remote-calls.js';
import { retryAfterMsOf } from '../remote/retry.js';

interface VendorError {
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly code?: unknown;
  readonly lc_error_code?: unknown;
  readonly headers?: unknown;
  readonly response?: { readonly status?: unknown; readonly headers?: unknown };
}

const networkCodes = /^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR)/;

function statusOf({ status, statusCode, response, lc_error_code: code }: VendorError): number | undefined {
  const found = [status, statusCode, response?.status].map(Number).find((one) => one >= 400 && one < 600);
  return found ?? (code === 'MODEL_RATE_LIMIT' ? 429 : code === 'MODEL_AUTHENTICATION' ? 401 : undefined);
}

const headersOf = ({ headers, response }: VendorError): { get(name: string): string | null } | undefined =>
  [headers, response?.headers].find(
    (one): one is Headers => typeof (one as { get?: unknown } | undefined)?.get === 'function',
  );

/** Whatever a chat model of any vendor throws: by its HTTP status, its code, or what LangChain calls it. */
export function readError(error: unknown, now: () => number): ReadError {
  const vendor = (typeof error === 'object' && error !== null ? error : {}) as VendorError;
  const { code, lc_error_code: named } = vendor;
  const status = statusOf(vendor);
  if (status !== undefined) {
    const retryable = status === 408 || status === 409 || status === 429 || status >= 500;
    const counts = retryable || status === 401 || status === 403;
    return { retryable, counts, retryAfterMs: retryAfterMsOf(headersOf(vendor), now()), what: `it answered ${status}` };
  }
  if (named === 'OUTPUT_PARSING_FAILURE' || error instanceof SyntaxError) {
    return { retryable: true, counts: false, what: 'it wrote no JSON as it was asked to' };
  }
  const isNetwork = error instanceof TypeError || (typeof code === 'string' && networkCodes.test(code));
  return {
    retryable: isNetwork,
    counts: true,
    what: isNetwork ? 'it could not be reached' : 'it failed; the cause says why',
  };
}
