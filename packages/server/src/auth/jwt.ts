import { type Clock, DeskrailError, isDeskrailError, type Logger } from '@deskrail/contracts';
import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import { type Claims, presentedBy } from './claims.js';
import { type RemoteKeys, remoteKeys } from './jwks.js';
import { asymmetric, checkIssuers, type JwtIssuer } from './jwt-issuer.js';
import type { Presented } from './people.js';

/** Signed tokens (RFC 7519) of issuers that the configuration names. */
export interface Tokens {
  /** Throws `unauthenticated` (details: `reason`), or `dependency-unavailable` where the issuer's keys cannot be had. */
  find(token: string): Promise<Presented>;
  /** Whether an issuer's keys could not be fetched when they were last asked for. */
  isAway(): boolean;
}

export interface TokensOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** For issuers' keys. Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** In bytes, as only ASCII comes this far. */
export const maxTokenLength = 8192;

/** Whether it can be a signed token: three parts. */
export const looksLikeToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

/** Kinds of tokens that are for calling; a logout or a proof token is none. */
const callable = ['jwt', 'at+jwt'];

const refused = (message: string, reason = 'invalid') =>
  new DeskrailError('unauthenticated', message, { details: { reason } });

/** Throws `config-invalid` for issuers that cannot be. */
export function createTokens(issuers: readonly JwtIssuer[], options: TokensOptions): Tokens {
  checkIssuers(issuers);
  const known = issuers.map((issuer) => ({ issuer, keys: keysOf(issuer, options) }));

  return {
    // Each of them, so that all are asked for.
    isAway: () => known.map(({ keys }) => keys.isAway()).includes(true),
    async find(token) {
      if (token.length > maxTokenLength) throw refused(`The token is over ${maxTokenLength} bytes.`);
      const { iss, aud } = unchecked(token);
      const audiences = [aud].flat();
      const ofIssuer = known.filter(({ issuer }) => issuer.issuer === iss);
      const meant =
        ofIssuer.find(({ issuer }) => [issuer.audience].flat().some((one) => audiences.includes(one))) ?? ofIssuer[0];
      if (meant === undefined) throw refused('The token’s issuer is not one that is trusted here.');
      return presentedBy(await verified(token, meant, options), meant.issuer);
    },
  };
}

function keysOf({ jwks, jwksUrl = '' }: JwtIssuer, { logger, fetch }: TokensOptions): RemoteKeys {
  if (jwks) return { find: createLocalJWKSet(jwks as JSONWebKeySet), isAway: () => false };
  return remoteKeys({ url: jwksUrl, logger, fetch });
}

/** Only to know whose keys to ask; nothing of it is believed. */
function unchecked(token: string): Claims {
  try {
    return decodeJwt(token);
  } catch {
    throw refused('The token is not readable.');
  }
}

async function verified(
  token: string,
  { issuer, keys }: { readonly issuer: JwtIssuer; readonly keys: RemoteKeys },
  { clock, logger }: TokensOptions,
): Promise<Claims> {
  const { audience, algorithms = asymmetric, clockToleranceSeconds = 60 } = issuer;
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys.find, {
      issuer: issuer.issuer,
      audience: [audience].flat(),
      algorithms: [...algorithms],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(clock.now()),
      requiredClaims: ['exp'],
    });
    const typ = (protectedHeader.typ ?? 'JWT').toLowerCase().replace(/^application\//, '');
    if (callable.includes(typ)) return payload;
    throw refused('The token’s typ is not that of a token to call with.');
  } catch (error) {
    if (isDeskrailError(error)) throw error;
    if (error instanceof errors.JWTExpired) throw refused('The token is over. Get a new one.', 'expired');
    if (error instanceof errors.JWTClaimValidationFailed) throw refused(`The token’s ${error.claim} does not hold.`);
    // What a key can be wrong about is the issuer's: an operator wants to know.
    if (!(error instanceof errors.JOSEError)) logger.warn({ issuer: issuer.issuer }, 'an issuer’s key cannot be used');
    throw refused('The token’s signature does not hold: its key, its algorithm or its bytes.');
  }
}
