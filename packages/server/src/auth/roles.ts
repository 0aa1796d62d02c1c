import { DeskrailError, formatActor } from '@deskrail/contracts';

/**
 * `reader` reads. `writer` appends facts and asks for suggestions and evidence; of what is kept it sees only what answers
 * its question, and the message that is answered. `reviewer` reads and decides. `admin`: all.
 */
export const roles = ['reader', 'writer', 'reviewer', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who calls, from the key alone: nothing of it can be said in a body. */
export interface Credential {
  readonly name: string;
  readonly tenant: string;
  readonly roles: readonly Role[];
  /** RFC 3339; absent where the key does not end by itself. */
  readonly expiresAt?: string;
}

const includes: Readonly<Record<Role, readonly Role[]>> = {
  reader: ['reader'],
  writer: ['writer'],
  reviewer: ['reviewer', 'reader'],
  admin: roles,
};

export const hasRole = (credential: Credential, role: Role): boolean =>
  credential.roles.some((held) => includes[held].includes(role));

/** Throws `forbidden` unless the credential has one of the roles. */
export function requireRole(credential: Credential, anyOf: readonly Role[]): void {
  if (anyOf.some((role) => hasRole(credential, role))) return;
  throw new DeskrailError('forbidden', `This key may not do that: it takes the role ${anyOf.join(' or ')}.`);
}

/** `reviewer/<name>` for who may decide, else `system/<name>`. */
export const actorOf = (credential: Credential): string =>
  formatActor(hasRole(credential, 'reviewer') ? 'reviewer' : 'system', credential.name);
