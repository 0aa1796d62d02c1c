import { DeskrailError, personId } from '@deskrail/contracts';
import { isPlain } from '../http/plain-text.js';
import type { JwtIssuer } from './jwt-issuer.js';
import type { Presented } from './people.js';
import { type Role, roles } from './roles.js';

/** What a token says, once its signature and its times hold. */
export type Claims = Readonly<Record<string, unknown>>;

const maxValues = 200;

const refused = (what: string) =>
  new DeskrailError('unauthenticated', `The token ${what}.`, { details: { reason: 'invalid' } });

/** Whose the token is and what they may, by what the issuer's configuration allows. Throws `unauthenticated`. */
export async function presentedBy(claims: Claims, issuer: JwtIssuer): Promise<Presented> {
  const { tenant = await tenantOf(claims, issuer), queuesClaim, personPrefix = '' } = issuer;
  const named = personOf(claims, issuer);
  const person = personId(`${personPrefix}${named}`);
  const held = rolesOf(claims, issuer);
  const subject = typeof claims.sub === 'string' ? claims.sub : named;
  return {
    credential: {
      ...{ id: `jwt/${issuer.issuer}`, name: person, person, tenant, roles: held ?? [] },
      ...(queuesClaim !== undefined && { queues: textsIn(claimAt(claims, queuesClaim)) }),
      ...(typeof claims.exp === 'number' && { expiresAt: endOf(claims.exp, issuer) }),
    },
    identity: `jwt:${issuer.issuer}|${subject}`,
    withoutRoles: held === undefined,
  };
}

const endOf = (exp: number, { clockToleranceSeconds = 60 }: JwtIssuer): string => {
  const end = new Date((exp + clockToleranceSeconds) * 1000);
  if (Number.isNaN(end.getTime())) throw refused('ends at no time that there is');
  return end.toISOString();
};

/** By its name as it is, else as a path into what it holds. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((value, part) => {
    const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, part);
    return inside ? (value as Claims)[part] : undefined;
  }, claims);
}

function textsIn(claim: unknown): string[] {
  const list = typeof claim === 'string' ? claim.split(/\s+/) : Array.isArray(claim) ? claim : [];
  return list.filter((one): one is string => typeof one === 'string' && one !== '').slice(0, maxValues);
}

async function tenantOf(claims: Claims, { tenantClaim = '', tenants = [] }: JwtIssuer): Promise<string> {
  const said = claimAt(claims, tenantClaim);
  if (typeof said !== 'string' || said === '') throw refused(`says no tenant in ${tenantClaim}`);
  const tenant = await allowedTenant(said, tenants);
  if (tenant !== undefined && tenant.length <= 128 && isPlain(tenant)) return tenant;
  throw refused(`names a tenant in ${tenantClaim} that its issuer may not`);
}

function allowedTenant(said: string, tenants: NonNullable<JwtIssuer['tenants']>) {
  if (typeof tenants === 'function') return tenants(said);
  if (Array.isArray(tenants)) return tenants.find((tenant) => tenant === said);
  const named = tenants as Readonly<Record<string, string>>;
  return Object.hasOwn(named, said) ? named[said] : undefined;
}

function personOf(claims: Claims, { personClaim = 'sub' }: JwtIssuer): string {
  const said = claimAt(claims, personClaim);
  // Some issuers write it as a text.
  const isVerified = [undefined, true, 'true'].includes(claims.email_verified as boolean | string | undefined);
  if (personClaim === 'email' && !isVerified) throw refused('has an email that nobody verified');
  const fits = typeof said === 'string' && said.length <= 128 && isPlain(said) && personId(said) !== '';
  if (!fits) throw refused(`says in ${personClaim} nobody’s name of 1 to 128 characters`);
  return said;
}

/** `undefined`: tokens of this issuer say nothing of roles. */
function rolesOf(claims: Claims, { rolesClaim, roles: meant }: JwtIssuer): readonly Role[] | undefined {
  if (Array.isArray(meant)) return meant as readonly Role[];
  if (rolesClaim === undefined) return undefined;
  const named = meant as Readonly<Record<string, Role | readonly Role[]>> | undefined;
  const held = textsIn(claimAt(claims, rolesClaim)).flatMap((value) => {
    if (named === undefined) return roles.filter((role) => value === `deskrail:${role}`);
    return Object.hasOwn(named, value) ? (named[value] ?? []) : [];
  });
  return roles.filter((role) => held.includes(role));
}
