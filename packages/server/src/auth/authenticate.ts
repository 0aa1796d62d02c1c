import { DeskrailError } from '@deskrail/contracts';
import type { Attempts } from './attempts.js';
import type { ApiKeys } from './keys.js';
import type { Credential } from './roles.js';
import type { Sessions } from './sessions.js';

export interface AuthenticateOptions {
  readonly keys: ApiKeys;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
}

const advice = 'Send an API key, or the key of a session, as Authorization: Bearer <key>';

/** Who a request's bearer key belongs to. Throws `unauthenticated`, or `rate-limited` after too many wrong keys. */
export async function authenticate(
  headers: Headers,
  address: string,
  { keys, sessions, attempts }: AuthenticateOptions,
): Promise<Credential> {
  const header = headers.get('authorization');
  if (header === null) throw new DeskrailError('unauthenticated', `There is no key. ${advice}.`);
  const key = /^Bearer +([\x21-\x7e]{1,512})\s*$/i.exec(header)?.[1];
  if (key === undefined)
    throw new DeskrailError('unauthenticated', `The Authorization header is not readable. ${advice}.`);
  const credential = sessions.find(key) ?? (await keys.find(key));
  if (credential !== undefined) return credential;
  attempts.fail(address);
  throw new DeskrailError('unauthenticated', 'The key is not known here, or its session is over. Sign in again.');
}
