import {
  DeskrailError,
  formatActor,
  keyRoles,
  type Person,
  personActor,
  personId,
  type ReviewRole,
  reviewRoles,
} from '@deskrail/contracts';

/**
 * `reader` reads. `writer` appends facts, proposes, and asks for suggestions and evidence; of what is kept it sees only what
 * answers its question, and the message that is answered. `agent` reads, claims and decides what policy lets an agent decide.
 * `reviewer`: also what takes a reviewer. `senior`: also takes over, cancels, undoes. `admin`: all, keys and the brake too.
 */
export const roles = keyRoles;
export type Role = (typeof roles)[number];

/** Who calls, from the credential alone: nothing of it can be said in a body. */
export interface Credential {
  /** The key's; facts appended with it are `system/<name>`'s. */
  readonly name: string;
  readonly tenant: string;
  readonly roles: readonly Role[];
  /** Whose it is. Default: its name. */
  readonly person?: string;
  /** The only queues that it may decide in. Absent: all. */
  readonly queues?: readonly string[];
  /** Which of the person's credentials, such as `key/anna-phone`. Absent: `key/<name>`. */
  readonly id?: string;
  /** RFC 3339: before it, the credential is none. */
  readonly notBefore?: string;
  /** RFC 3339; absent where the credential does not end by itself. */
  readonly expiresAt?: string;
}

/** What each role may, with its own. */
export const includedRoles: Readonly<Record<Role, readonly Role[]>> = {
  reader: ['reader'],
  writer: ['writer'],
  agent: ['agent', 'reader'],
  reviewer: ['reviewer', 'agent', 'reader'],
  senior: ['senior', 'reviewer', 'agent', 'reader'],
  admin: roles,
};

export const hasRole = (credential: Pick<Credential, 'roles'>, role: Role): boolean =>
  credential.roles.some((held) => includedRoles[held].includes(role));

/** Throws `forbidden` unless the credential has one of the roles. */
export function requireRole(credential: Credential, anyOf: readonly Role[]): void {
  if (anyOf.some((role) => hasRole(credential, role))) return;
  throw new DeskrailError('forbidden', `You may not do that: it takes the role ${anyOf.join(' or ')}.`, {
    details: { roles: anyOf },
  });
}

/** All that the credential may as a reviewer, least first; none for a bot's key. */
const reviewRolesOf = (credential: Credential): readonly ReviewRole[] =>
  reviewRoles.filter((role) => hasRole(credential, role));

/** Whose a credential is, in the name's one form. */
export const personNamed = ({ person, name }: Pick<Credential, 'person' | 'name'>): string => personId(person ?? name);

/**
 * `reviewer/<person>` for who may decide, whichever of their credentials it is, and for whoever is known to be a person: what
 * they ask for by a bot's key is still theirs. Else `system/<name>`.
 */
export const actorOf = (credential: Credential): string =>
  credential.person !== undefined || hasRole(credential, 'agent')
    ? personActor(credential.person ?? credential.name)
    : formatActor('system', credential.name);

/** Who asks, as every port wants to know it: tenant, actor and rights, from the credential alone. */
export function personOf(credential: Credential): Person {
  const { tenant, queues, id = `key/${credential.name}` } = credential;
  const rights = { roles: reviewRolesOf(credential), ...(queues && { queues }), credential: id };
  return { tenant, actor: actorOf(credential), rights };
}
