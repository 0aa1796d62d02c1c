import type { JwtIssuer } from '@deskrail/server';
import { z } from 'zod';
import type { ConfigProblem } from './problems.js';
import { isSet, type Variables, variableReader } from './variables.js';

const claim = {
  schema: z.string().regex(/^[\x21-\x7e]{1,256}$/),
  wrong: 'it is no name of a claim',
  write: 'Write the claim’s name, such as email, or realm_access.roles for one inside another.',
};

export const jwtRules = {
  DESKRAIL_JWT_ISSUER: {
    schema: z.string().regex(/^[\x21-\x7e]{1,240}$/),
    wrong: 'it is no issuer',
    write: 'Write it as tokens have it in iss, such as https://login.example/acme, a slash at its end included.',
  },
  DESKRAIL_JWT_AUDIENCE: {
    schema: z
      .string()
      .transform((text) => text.split(',').map((part) => part.trim()))
      .refine((parts) => parts.every((part) => part !== '')),
    wrong: 'it is empty, or one of its parts is',
    write: 'Write what tokens for Deskrail have in aud, such as deskrail; several with commas between.',
  },
  DESKRAIL_JWT_JWKS_URL: {
    schema: z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)),
    wrong: 'it is no address',
    write: 'Write where the issuer’s public keys are: jwks_uri in its /.well-known/openid-configuration.',
  },
  DESKRAIL_JWT_PERSON_CLAIM: claim,
  DESKRAIL_JWT_ROLES_CLAIM: claim,
};

const needed = ['DESKRAIL_JWT_ISSUER', 'DESKRAIL_JWT_AUDIENCE', 'DESKRAIL_JWT_JWKS_URL'] as const;

/** The issuer that the environment names, of the instance's tenant; `undefined` where it names none. */
export function readJwt(variables: Variables, problems: ConfigProblem[]): JwtIssuer | undefined {
  if (!Object.keys(jwtRules).some((name) => isSet(variables, name))) return undefined;
  const read = variableReader(variables, jwtRules, problems);
  const issuer = read('DESKRAIL_JWT_ISSUER');
  const audience = read('DESKRAIL_JWT_AUDIENCE');
  const jwksUrl = read('DESKRAIL_JWT_JWKS_URL');
  const personClaim = read('DESKRAIL_JWT_PERSON_CLAIM');
  const rolesClaim = read('DESKRAIL_JWT_ROLES_CLAIM');
  for (const where of needed) {
    if (isSet(variables, where)) continue;
    problems.push({ where, wrong: 'it is not set, and another DESKRAIL_JWT_… is', write: jwtRules[where].write });
  }
  if (issuer === undefined || audience === undefined || jwksUrl === undefined) return undefined;
  return { issuer, audience, jwksUrl, ...(personClaim && { personClaim }), ...(rolesClaim && { rolesClaim }) };
}
