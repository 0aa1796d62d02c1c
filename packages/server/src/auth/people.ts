import { DeskrailError, type PersonEntry, personId } from '@deskrail/contracts';
import { isPlain } from '../http/plain-text.js';
import { type Credential, includedRoles, personNamed, type Role, roles } from './roles.js';

/** A credential, and what the directory may know it by. */
export interface Presented {
  readonly credential: Credential;
  /** `key:<name>`, `jwt:<issuer>|<subject>`; absent: by its person's name alone. */
  readonly identity?: string | undefined;
  /** It says nothing of roles itself: those of the directory's entry are its own. */
  readonly withoutRoles?: boolean | undefined;
}

/** Who is who: any credential of a person becomes that person's, with no more rights than they have. */
export interface People {
  /** Throws `unauthenticated` for a token of somebody else who has the name of one of them. */
  resolve(presented: Presented): Credential;
  /** What the directory says somebody may, if it knows them and says it. */
  rolesOf(person: { readonly tenant: string; readonly name: string }): readonly Role[] | undefined;
}

const place = (tenant: string, key: string) => JSON.stringify([tenant, key]);

/** Throws `config-invalid` for two entries of one person, a credential of two people, or a name that is none. */
export function createPeople(
  list: readonly PersonEntry[],
  { tenant: own }: { readonly tenant?: string | undefined } = {},
): People {
  const byId = new Map<string, PersonEntry>();
  const byIdentity = new Map<string, PersonEntry>();
  for (const [index, entry] of list.entries()) {
    const { tenant = own, identities = [] } = entry;
    checkEntry(entry, index);
    if (tenant === undefined) throw invalid(index, 'wants a tenant: there are keys of several');
    const id = place(tenant, personId(entry.id));
    if (byId.has(id)) throw invalid(index, 'names somebody whom another entry names, in another spelling perhaps');
    byId.set(id, entry);
    for (const identity of identities) {
      const known = place(tenant, identity);
      if (byIdentity.has(known)) throw invalid(index, 'has an identity that another entry has, or has it twice');
      byIdentity.set(known, entry);
    }
  }

  const find = (tenant: string, name: string, identity?: string) =>
    (identity === undefined ? undefined : byIdentity.get(place(tenant, identity))) ?? byId.get(place(tenant, name));

  return {
    resolve({ credential, identity, withoutRoles = false }) {
      const entry = find(credential.tenant, personNamed(credential), identity);
      if (entry === undefined) return credential;
      checkIssuer(entry, identity);
      const { queues: held } = credential;
      const queues = held && entry.queues ? held.filter((one) => entry.queues?.includes(one)) : (held ?? entry.queues);
      return {
        ...credential,
        person: entry.id,
        roles: withoutRoles ? (entry.roles ?? []) : commonRoles(credential.roles, entry.roles),
        ...(queues && { queues }),
      };
    },
    rolesOf: ({ tenant, name }) => find(tenant, personId(name))?.roles,
  };
}

/** Who is known at an issuer by a subject is nobody there by a name alone: people there may choose their names. */
function checkIssuer({ identities = [] }: PersonEntry, identity = ''): void {
  const [issuer = ''] = /^jwt:[^|]+\|/.exec(identity) ?? [];
  if (issuer === '' || identities.includes(identity) || !identities.some((one) => one.startsWith(issuer))) return;
  const message = 'The token names a person whom the directory knows by another subject of its issuer.';
  throw new DeskrailError('unauthenticated', message, { details: { reason: 'invalid' } });
}

/** What both allow, without what another of it includes. */
function commonRoles(held: readonly Role[], most: readonly Role[] | undefined): readonly Role[] {
  if (most === undefined) return held;
  const allowed = (by: readonly Role[], role: Role) => by.some((one) => includedRoles[one].includes(role));
  const common = roles.filter((role) => allowed(held, role) && allowed(most, role));
  return common.filter((role) => !common.some((other) => other !== role && includedRoles[other].includes(role)));
}

const invalid = (index: number, what: string) => new DeskrailError('config-invalid', `people[${index}] ${what}.`);

function checkEntry({ id, roles: held = [], identities = [] }: PersonEntry, index: number): void {
  if (id.length > 128 || !isPlain(id) || personId(id) === '')
    throw invalid(index, 'wants an id of 1 to 128 characters');
  if (!held.every((role) => roles.includes(role))) throw invalid(index, `wants roles of ${roles.join(', ')}`);
  if (identities.every((one) => /^(key:.+|jwt:[^|]+\|.+)$/s.test(one))) return;
  throw invalid(index, 'wants identities as key:<the key’s name> or jwt:<issuer>|<subject>');
}
