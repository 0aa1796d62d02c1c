import { randomBytes } from 'node:crypto';
import type { Clock } from '@deskrail/contracts';
import { sha256 } from './keys.js';
import type { Credential, Role } from './roles.js';

export interface SessionsOptions {
  readonly clock: Clock;
  /** Default: `node:crypto`. */
  readonly random?: (bytes: number) => Buffer;
  readonly maxSessions: number;
  readonly maxCodes: number;
}

export interface Session {
  /** For `Authorization: Bearer`. */
  readonly key: string;
  readonly credential: Credential & { readonly expiresAt: string };
}

/** Sessions of people who sign in with a one-time code. In memory: they end with the process. */
export interface Sessions {
  /** A code for one sign-in within ten minutes. Beyond the bound the oldest code ends. */
  issueCode(owner: { readonly tenant: string; readonly name: string; readonly roles: readonly Role[] }): string;
  /** A session of twelve hours; `undefined` for a code that was used, is over, or never was. */
  exchange(code: string): Session | undefined;
  find(key: string): Credential | undefined;
}

const codeMs = 10 * 60_000;
const sessionMs = 12 * 3_600_000;

/** Kept under the hash, so that neither a look-up's time nor a memory dump gives a secret away. */
const placeOf = (secret: string) => sha256(secret).toString('base64url');

export function createSessions({ clock, random = randomBytes, maxSessions, maxCodes }: SessionsOptions): Sessions {
  const codes = new Map<string, { tenant: string; name: string; roles: readonly Role[]; endsAtMs: number }>();
  const sessions = new Map<string, { credential: Credential; endsAtMs: number }>();

  const keep = <Entry extends { endsAtMs: number }>(
    map: Map<string, Entry>,
    max: number,
    secret: string,
    entry: Entry,
  ) => {
    for (const [place, { endsAtMs }] of map) if (endsAtMs <= clock.now()) map.delete(place);
    for (const place of map.keys()) {
      if (map.size < max) break;
      map.delete(place);
    }
    map.set(placeOf(secret), entry);
  };

  return {
    issueCode(owner) {
      const code = random(24).toString('base64url');
      keep(codes, maxCodes, code, { ...owner, endsAtMs: clock.now() + codeMs });
      return code;
    },
    exchange(code) {
      const place = placeOf(code);
      const owner = codes.get(place);
      codes.delete(place);
      if (owner === undefined || owner.endsAtMs <= clock.now()) return undefined;
      const key = `drs_${random(32).toString('base64url')}`;
      const endsAtMs = clock.now() + sessionMs;
      const { tenant, name, roles } = owner;
      const expiresAt = new Date(endsAtMs).toISOString();
      const credential = { id: `session/${name}`, name, tenant, roles, expiresAt };
      keep(sessions, maxSessions, key, { credential, endsAtMs });
      return { key, credential };
    },
    find(key) {
      const session = sessions.get(placeOf(key));
      return session !== undefined && session.endsAtMs > clock.now() ? session.credential : undefined;
    },
  };
}
