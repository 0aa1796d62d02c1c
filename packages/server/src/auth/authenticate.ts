import { type Clock, DeskrailError, isDeskrailError } from '@deskrail/contracts';
import type { Attempts } from './attempts.js';
import { looksLikeToken, maxTokenLength, type Tokens } from './jwt.js';
import type { KeptKeyLookup } from './kept-keys.js';
import type { ApiKeys } from './keys.js';
import type { People, Presented } from './people.js';
import type { Credential } from './roles.js';
import type { Sessions } from './sessions.js';

export interface AuthenticateOptions {
  readonly keys: ApiKeys;
  /** Absent in a process without a store. */
  readonly keptKeys: KeptKeyLookup | undefined;
  /** Absent where no issuer is configured. */
  readonly tokens: Tokens | undefined;
  /** Absent in a process without a store. */
  readonly sessions: Sessions | undefined;
  readonly people: People;
  readonly attempts: Attempts;
  readonly clock: Clock;
}

const advice = 'Send an API key, the key of a session, or a token, as Authorization: Bearer <key>';
const maxKeyLength = 512;

/**
 * Who a request's bearer key belongs to. Throws `unauthenticated`, `rate-limited` after too many wrong keys, or
 * `dependency-unavailable` where whoever would know is away.
 */
export async function authenticate(
  headers: Headers,
  address: string,
  options: AuthenticateOptions,
): Promise<Credential> {
  const key = bearerOf(headers);
  try {
    const presented = await find(key, options);
    if (presented === undefined) {
      throw refused(
        'The key is not known here, was revoked, or its session is over. Sign in again, or give another key.',
        'unknown',
      );
    }
    checkTimes(presented.credential, options.clock.now());
    return options.people.resolve(presented);
  } catch (error) {
    // What was right until lately is nobody's guess.
    if (isDeskrailError(error, 'unauthenticated') && error.details.reason !== 'expired') options.attempts.fail(address);
    throw error;
  }
}

const refused = (message: string, reason: string) =>
  new DeskrailError('unauthenticated', message, { details: { reason } });

/** The key that was sent. Throws `unauthenticated` where there is none. */
export function bearerOf(headers: Headers): string {
  const header = headers.get('authorization');
  if (header === null) throw refused(`There is no key. ${advice}.`, 'missing');
  const key = /^Bearer +([\x21-\x7e]+)\s*$/i.exec(header)?.[1];
  if (key === undefined || key.length > maxTokenLength) {
    throw refused(`The Authorization header is not readable. ${advice}.`, 'unreadable');
  }
  return key;
}

async function find(key: string, { sessions, keys, keptKeys, tokens }: AuthenticateOptions) {
  const session = await sessions?.find(key);
  if (session !== undefined) return { credential: session };
  const listed = key.length <= maxKeyLength ? await keys.find(key) : undefined;
  if (listed !== undefined) return named(listed);
  const kept = await keptKeys?.find(key);
  if (kept !== undefined) return named(kept);
  return tokens && looksLikeToken(key) ? tokens.find(key) : undefined;
}

const named = (credential: Credential): Presented => ({ credential, identity: `key:${credential.name}` });

function checkTimes({ notBefore, expiresAt }: Credential, now: number): void {
  if (expiresAt !== undefined && !(Date.parse(expiresAt) > now)) {
    throw refused('The key’s time is over. Get another one.', 'expired');
  }
  if (notBefore !== undefined && !(Date.parse(notBefore) <= now)) {
    throw refused('The key’s time has not begun.', 'expired');
  }
}
