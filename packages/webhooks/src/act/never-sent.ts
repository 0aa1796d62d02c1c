const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Look through the causes for an error that comes before any byte of the request is sent. */
export function neverSent(error: unknown): boolean {
  let current = error as { code?: unknown; cause?: unknown; errors?: unknown } | null | undefined;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    if (typeof current.code === 'string' && (beforeSending.has(current.code) || current.code.startsWith('ERR_TLS_')))
      return true;
    if (Array.isArray(current.errors) && current.errors.length > 0) return current.errors.every(neverSent);
    current = current.cause as typeof current;
  }
  return false;
}
