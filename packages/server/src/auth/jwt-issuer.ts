import { DeskrailError } from '@deskrail/contracts';
import { isPlain } from '../http/plain-text.js';
import { type Role, roles } from './roles.js';

/** One public key, as RFC 7517 writes it. */
export type PublicJwk = Readonly<Record<string, unknown>> & { readonly kty?: string | undefined };

/** Whose tokens are taken, what of them says who calls, and where they may. */
export interface JwtIssuer {
  /** Exactly as tokens have it in `iss`. */
  readonly issuer: string;
  /** What of `aud` is us: one of these must be among a token's. */
  readonly audience: string | readonly string[];
  /** Where the issuer's public keys are: `https:`, or `http:` on this machine. */
  readonly jwksUrl?: string | undefined;
  /** The keys themselves, in the place of `jwksUrl`. */
  readonly jwks?: { readonly keys: readonly PublicJwk[] } | undefined;
  /** The tenant of all its tokens; or leave it out and give `tenantClaim` and `tenants`. */
  readonly tenant?: string | undefined;
  readonly tenantClaim?: string | undefined;
  /** What `tenantClaim` may say: tenants by their names, the tenant for each value, or your own look-up. */
  readonly tenants?:
    | readonly string[]
    | Readonly<Record<string, string>>
    | ((claim: string) => string | undefined | Promise<string | undefined>)
    | undefined;
  /** Default: `sub`. `email` is taken only where `email_verified` is true, or says nothing. */
  readonly personClaim?: string | undefined;
  /** Before each person's name, where two issuers of one tenant may give two people the same. Default: none. */
  readonly personPrefix?: string | undefined;
  /** A list of texts, or one with blanks between; `a.b` for a claim inside another. Default: the directory says. */
  readonly rolesClaim?: string | undefined;
  /**
   * A list: the roles of all its tokens. A record: what each value of `rolesClaim` means; others mean nothing. Default: a value
   * such as `deskrail:reviewer` means that role.
   */
  readonly roles?: readonly Role[] | Readonly<Record<string, Role | readonly Role[]>> | undefined;
  /** The only queues that the person may decide in, as `rolesClaim`; a token without the claim may decide in none. Default: all. */
  readonly queuesClaim?: string | undefined;
  /** Between the issuer's clock and ours. Default: 60. */
  readonly clockToleranceSeconds?: number | undefined;
  /** Signatures that are taken; asymmetric ones only. Default: RS256, PS256, ES256, EdDSA and their longer kin. */
  readonly algorithms?: readonly string[] | undefined;
}

/** No `none`, and no shared secret: whoever can check a token must not be able to make one. */
export const asymmetric = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
] as const;

const onThisMachine = ['localhost', '127.0.0.1', '[::1]'];

/** Throws `config-invalid` for an issuer whose tokens could not be told apart from anybody's. */
export function checkIssuers(list: readonly JwtIssuer[]): void {
  for (const [index, given] of list.entries()) {
    const problem = problemOf(given) ?? (twice(list, index) ? 'has the issuer and the audience of another' : undefined);
    if (problem !== undefined) throw new DeskrailError('config-invalid', `jwt[${index}] ${problem}.`);
  }
}

const audiences = ({ audience }: JwtIssuer): readonly string[] =>
  typeof audience === 'string' ? [audience] : audience;

const twice = (list: readonly JwtIssuer[], index: number): boolean =>
  list
    .slice(0, index)
    .some(
      (other) => other.issuer === list[index]?.issuer && audiences(other).some((one) => hasAudience(list[index], one)),
    );

const hasAudience = (issuer: JwtIssuer | undefined, one: string): boolean =>
  issuer !== undefined && audiences(issuer).includes(one);

function problemOf(given: JwtIssuer): string | undefined {
  const { issuer, jwksUrl, jwks, algorithms, clockToleranceSeconds: tolerance = 60 } = given;
  if (!fits(issuer, 240)) return 'wants as issuer what tokens have in iss, of up to 240 characters';
  if (audiences(given).length === 0 || !audiences(given).every((one) => fits(one, 1024))) return 'wants an audience';
  if ((jwksUrl === undefined) === (jwks === undefined)) return 'wants either jwksUrl or jwks';
  if (jwksUrl !== undefined && !isSafeUrl(jwksUrl)) return 'wants as jwksUrl an https address';
  if (jwks?.keys.some(({ kty }) => kty === undefined || kty === 'oct')) {
    return 'holds in jwks a shared secret, or no key: give the issuer’s public keys';
  }
  if (jwks?.keys.some((key) => 'd' in key)) return 'holds a private key in jwks: give the public half alone';
  if (algorithms?.length === 0 || algorithms?.some((one) => !asymmetric.some((known) => known === one))) {
    return `wants algorithms of ${asymmetric.join(', ')}`;
  }
  if (!(tolerance >= 0 && tolerance <= 600)) return 'wants clockToleranceSeconds of 0 to 600';
  return tenantProblem(given) ?? roleProblem(given);
}

function tenantProblem({ tenant, tenantClaim, tenants }: JwtIssuer): string | undefined {
  if ((tenant === undefined) === (tenantClaim === undefined)) return 'wants either tenant or tenantClaim';
  if (tenant !== undefined) return fits(tenant, 128) ? undefined : 'wants a tenant of 1 to 128 characters';
  return tenants === undefined ? 'wants tenants beside tenantClaim: which of them its tokens may name' : undefined;
}

function roleProblem({ rolesClaim, roles: given }: JwtIssuer): string | undefined {
  if (Array.isArray(given) && rolesClaim !== undefined) return 'wants roles as a record beside rolesClaim';
  if (given !== undefined && !Array.isArray(given) && rolesClaim === undefined) return 'wants rolesClaim beside roles';
  const meant = given === undefined ? [] : Object.values(given).flat();
  return meant.every((role) => roles.includes(role)) ? undefined : `wants roles of ${roles.join(', ')}`;
}

const fits = (text: string, most: number): boolean => text.length <= most && isPlain(text);

function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && onThisMachine.includes(hostname));
}
