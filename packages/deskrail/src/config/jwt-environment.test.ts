import { describe, expect, it } from 'vitest';
import { readJwt } from './jwt-environment.js';
import type { ConfigProblem } from './problems.js';

const whole = {
  DESKRAIL_JWT_ISSUER: 'https://login.example/',
  DESKRAIL_JWT_AUDIENCE: 'deskrail, desk',
  DESKRAIL_JWT_JWKS_URL: 'https://login.example/keys',
};
function read(variables: Record<string, string>) {
  const problems: ConfigProblem[] = [];
  return { issuer: readJwt(variables, problems), wrong: problems.map(({ where }) => where) };
}

describe('an issuer of the environment', () => {
  it('is taken whole', () => {
    expect(read({})).toEqual({ issuer: undefined, wrong: [] });
    expect(read({ ...whole, DESKRAIL_JWT_ROLES_CLAIM: 'realm_access.roles' })).toEqual({
      issuer: {
        issuer: 'https://login.example/',
        audience: ['deskrail', 'desk'],
        jwksUrl: 'https://login.example/keys',
        rolesClaim: 'realm_access.roles',
      },
      wrong: [],
    });
  });

  it('is refused in parts, or with what is none', () => {
    expect(read({ DESKRAIL_JWT_ROLES_CLAIM: 'roles' }).wrong).toEqual(Object.keys(whole));
    expect(read({ ...whole, DESKRAIL_JWT_AUDIENCE: 'a,,b' }).wrong).toEqual(['DESKRAIL_JWT_AUDIENCE']);
    expect(read({ ...whole, DESKRAIL_JWT_JWKS_URL: 'file:///etc' }).wrong).toEqual(['DESKRAIL_JWT_JWKS_URL']);
  });
});
