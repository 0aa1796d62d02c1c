import { DeskrailError, type Logger } from '@deskrail/contracts';
import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';

export interface RemoteKeysOptions {
  readonly url: string;
  readonly logger: Logger;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly monotonicMs?: () => number;
}

const timeoutMs = 5_000;
/** Between two fetches for a key that was not there: tokens that nobody signed must not make us ask. */
const cooldownMs = 30_000;
const freshMs = 10 * 60_000;
const againAfterMs = 5_000;
/** The issuer may be away for so long before tokens signed by keys that we have are refused. */
const keptMs = 3_600_000;

export interface RemoteKeys {
  readonly find: JWTVerifyGetKey;
  /** Whether they could be fetched when they were last asked for. Asks, beside, where that was not yet or went wrong. */
  isAway(): boolean;
}

/** An issuer's keys, from its address. `find` throws `dependency-unavailable` where it is away, jose's errors where no key fits. */
export function remoteKeys({
  url,
  logger,
  fetch,
  monotonicMs = () => performance.now(),
}: RemoteKeysOptions): RemoteKeys {
  const ages = { timeoutDuration: timeoutMs, cooldownDuration: cooldownMs, cacheMaxAge: freshMs };
  const remote = createRemoteJWKSet(new URL(url), { ...ages, ...(fetch && { [customFetch]: fetch }) });
  let failedAt = Number.NEGATIVE_INFINITY;
  let goodAt = Number.NEGATIVE_INFINITY;
  let away = false;

  const fromKept: JWTVerifyGetKey = async (header, token) => {
    const kept = monotonicMs() - goodAt < keptMs ? remote.jwks() : undefined;
    try {
      if (kept !== undefined) return await createLocalJWKSet(kept)(header, token);
    } catch (error) {
      // The key may be one that the issuer has made since.
      if (!isNoMatch(error)) throw error;
    }
    const told =
      'The keys of the token’s issuer cannot be fetched, so that nobody can tell whose it is. Try again later.';
    throw new DeskrailError('dependency-unavailable', 'The issuer’s keys cannot be fetched.', {
      retryable: true,
      details: { retryAfterSeconds: againAfterMs / 1000, told },
    });
  };

  function failed(error: unknown): void {
    failedAt = monotonicMs();
    away = true;
    const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: { readonly code?: unknown } };
    logger.warn({ jwksUrl: url, error: name, code: code ?? cause?.code }, 'an issuer’s keys could not be fetched');
  }

  function succeeded(): void {
    away = false;
    if (remote.fresh) goodAt = monotonicMs();
  }

  function isAway(): boolean {
    const known = goodAt > Number.NEGATIVE_INFINITY && !away;
    if (!known && monotonicMs() - failedAt >= againAfterMs) remote.reload().then(succeeded, failed);
    return away;
  }

  const find: JWTVerifyGetKey = async (header, token) => {
    if (monotonicMs() - failedAt < againAfterMs) return fromKept(header, token);
    try {
      const key = await remote(header, token);
      succeeded();
      return key;
    } catch (error) {
      if (isAboutTheToken(error)) throw error;
      failed(error);
      return fromKept(header, token);
    }
  };
  return { find, isAway };
}

const isNoMatch = (error: unknown) => error instanceof errors.JWKSNoMatchingKey;

const isAboutTheToken = (error: unknown) =>
  isNoMatch(error) || error instanceof errors.JWKSMultipleMatchingKeys || error instanceof errors.JOSENotSupported;
