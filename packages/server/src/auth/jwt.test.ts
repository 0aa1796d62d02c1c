import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import { createTokens } from './jwt.js';
import type { JwtIssuer, PublicJwk } from './jwt-issuer.js';

const open = testServers();
const pair = await generateKeyPair('ES256', { extractable: true });
const other = await generateKeyPair('ES256', { extractable: true });
const jwk = async (key: CryptoKey, kid: string): Promise<PublicJwk> => ({
  ...(await exportJWK(key)),
  kid,
  alg: 'ES256',
});
const jwks = { keys: [await jwk(pair.publicKey, 'one')] };

const now = Math.floor(Date.parse('2026-01-31T10:00:00Z') / 1000);
const good = { iss: 'https://login.example/', aud: 'deskrail', sub: 'Anna', exp: now + 300, groups: ['support'] };
const issuer: JwtIssuer = {
  ...{ issuer: good.iss, audience: 'deskrail', jwks, tenant: 'a' },
  ...{ rolesClaim: 'groups', roles: { support: 'reviewer', leads: ['senior', 'writer'] } },
};
const sign = (
  claims: JWTPayload,
  header: Record<string, unknown> = {},
  key: CryptoKey | Uint8Array = pair.privateKey,
) => new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'one', ...header }).sign(key);

async function ask(token: string, jwt: JwtIssuer[] = [issuer], fetchKeys?: typeof fetch) {
  const response = await open({ jwt, fetchKeys }).call('/v1/session', { key: token });
  return { response, status: response.status };
}
const session = async (claims: JWTPayload, changes: Partial<JwtIssuer> = {}) => {
  const { response } = await ask(await sign(claims), [{ ...issuer, ...changes }]);
  return response.json();
};

describe('a token', () => {
  it('is its person’s, in the tenant and the roles that the issuer’s configuration says', async () => {
    expect(await session(good)).toEqual({
      ...{ actor: 'reviewer/anna', tenant: 'a', roles: ['reviewer'] },
      expiresAt: '2026-01-31T10:06:00.000Z',
    });
    expect(await session({ ...good, groups: ['leads', 'boss', 7] })).toMatchObject({ roles: ['writer', 'senior'] });
    expect(await session({ ...good, groups: undefined })).toMatchObject({ actor: 'reviewer/anna', roles: [] });
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>?]>([
    ['another issuer', { ...good, iss: 'https://evil.example/' }],
    ['another audience', { ...good, aud: ['shop', 'desk'] }],
    ['no audience', { ...good, aud: undefined }],
    ['no end', { ...good, exp: undefined }],
    ['an end a minute ago', { ...good, exp: now - 61 }],
    ['a beginning in a minute', { ...good, nbf: now + 61 }],
    ['nobody', { ...good, sub: undefined }],
    ['nobody but blanks', { ...good, sub: ' \u200b' }],
    ['a control character', { ...good, sub: 'an\nna' }],
    ['a key id that is none', good, { kid: 'two' }],
    ['a logout token', good, { typ: 'logout+jwt' }],
    ['an extension that is critical', good, { crit: ['x'], x: 1 }],
  ])('with %s is refused, and counted as a wrong key is, unless it is only over', async (what, claims, header) => {
    const signing = new SignJWT(claims as JWTPayload).setProtectedHeader({ alg: 'ES256', kid: 'one', ...header });
    const token = await signing.sign(pair.privateKey, { crit: { x: true } });
    const test = open({ jwt: [issuer], limits: { wrongKeysPerMinute: 1 } });
    const response = await test.call('/v1/session', { key: token });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="deskrail", error="invalid_token"');
    expect((await problemOf(response)).detail).not.toContain(token);
    expect(JSON.stringify(test.lines)).not.toContain(token);
    expect((await test.call('/v1/session', { key: token })).status).toBe(what.startsWith('an end') ? 401 : 429);
  });

  it('within a minute of clocks’ difference is taken', async () => {
    expect(await session({ ...good, exp: now - 59, nbf: now + 59 })).toMatchObject({ actor: 'reviewer/anna' });
  });

  it('of no signature, of a shared secret, or of another key is refused', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(jwks.keys[0]));
    const [head, , tail] = (await sign(good)).split('.');
    const forged = Buffer.from(JSON.stringify({ ...good, sub: 'bert' })).toString('base64url');
    for (const token of [
      new UnsecuredJWT(good).encode(),
      await sign(good, { alg: 'HS256' }, secret),
      await sign(good, {}, other.privateKey),
      `${head}.${forged}.${tail}`,
      'a.b.c',
    ]) {
      expect((await ask(token)).status).toBe(401);
    }
  });

  it('may be of 8 kB, and no longer', async () => {
    expect((await ask(await sign({ ...good, filling: 'x'.repeat(5_000) }))).status).toBe(200);
    expect((await ask(await sign({ ...good, filling: 'x'.repeat(6_500) }))).status).toBe(401);
  });

  it('names no tenant but those its issuer may', async () => {
    const { tenant: _, ...free } = issuer;
    const status = async (claim: unknown, tenants: JwtIssuer['tenants']) =>
      (await ask(await sign({ ...good, org: claim, tenant: 'b' }), [{ ...free, tenantClaim: 'org', tenants }])).status;
    expect(await status('a', ['a'])).toBe(200);
    expect(await status('b', ['a'])).toBe(401);
    expect(await status('7', { 7: 'a' })).toBe(200);
    for (const claim of ['b', 'toString', '__proto__', '', undefined, ['a'], 7]) {
      expect(await status(claim, { 7: 'a' })).toBe(401);
    }
    expect(await status('7', async (claim) => (claim === '7' ? 'a' : undefined))).toBe(200);
    expect(await status('8', async (claim) => (claim === '7' ? 'a' : undefined))).toBe(401);
  });

  it('reads claims inside others, an email that is verified, and queues', async () => {
    const rolesInside = { rolesClaim: 'realm.roles', roles: undefined, personClaim: 'email', queuesClaim: 'queues' };
    const claims = { ...good, email: 'Anna@Acme.example', realm: { roles: ['deskrail:senior', 'admin'] } };
    expect(await session({ ...claims, queues: 'refunds review' }, rolesInside)).toMatchObject({
      ...{ actor: 'reviewer/anna@acme.example', roles: ['senior'], queues: ['refunds', 'review'] },
    });
    expect(await session(claims, rolesInside)).toMatchObject({ queues: [] });
    for (const email_verified of [false, 'false', 0, null]) {
      expect(await session({ ...claims, email_verified }, rolesInside)).toMatchObject({ code: 'unauthenticated' });
    }
    for (const email_verified of [true, 'true']) {
      expect(await session({ ...claims, email_verified }, rolesInside)).toMatchObject({ roles: ['senior'] });
    }
  });

  it('gives its person what the directory says, where it says nothing itself', async () => {
    const { rolesClaim: _, roles: __, ...plain } = issuer;
    const people = [{ id: 'anna', tenant: 'a', roles: ['senior' as const], identities: [`jwt:${good.iss}|auth0|7`] }];
    const test = open({ jwt: [plain], people });
    const response = await test.call('/v1/session', { key: await sign({ ...good, sub: 'auth0|7' }) });
    expect(await response.json()).toMatchObject({ actor: 'reviewer/anna', roles: ['senior'] });
    const stranger = await test.call('/v1/conversations', { key: await sign({ ...good, sub: 'auth0|8' }) });
    expect(stranger.status).toBe(403);
  });
});

describe('an issuer’s keys', () => {
  const { jwks: _, ...remote } = { ...issuer, jwksUrl: 'https://login.example/keys' };
  const answering = (answer: () => Response) => {
    let asked = 0;
    const fetchKeys = async () => {
      asked += 1;
      return answer();
    };
    return { fetchKeys, asked: () => asked };
  };

  it('are fetched once, for many tokens and for ids that are none', async () => {
    const { fetchKeys, asked } = answering(() => Response.json(jwks));
    const test = open({ jwt: [remote], fetchKeys });
    const status = async (kid: string) => (await test.call('/v1/session', { key: await sign(good, { kid }) })).status;
    expect([await status('one'), await status('one'), await status('two'), await status('three')]).toEqual([
      200, 200, 401, 401,
    ]);
    expect(asked()).toBe(1);
  });

  it.each([
    ['an error', () => new Response('no', { status: 500 })],
    ['no JSON', () => new Response('<html>')],
    ['another place', () => Response.redirect('https://evil.example/')],
  ])('that are away by %s: 503, and it is not asked at every call', async (_what, answer) => {
    const { fetchKeys, asked } = answering(answer);
    const test = open({ jwt: [remote], fetchKeys, limits: { wrongKeysPerMinute: 1 } });
    for (let call = 0; call < 3; call += 1) {
      const response = await test.call('/v1/session', { key: await sign(good) });
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      expect((await problemOf(response)).detail).toContain('The keys of the token’s issuer cannot be fetched');
    }
    const ready = await test.call('/readyz');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ parts: { issuers: { state: 'degraded' } } });
    expect(asked()).toBe(1);
  });
});

describe('an issuer', () => {
  const oct = { kty: 'oct', k: 'c2VjcmV0' };
  it.each<[Partial<JwtIssuer>, string]>([
    [{ issuer: '' }, 'issuer'],
    [{ audience: [] }, 'audience'],
    [{ jwksUrl: 'https://login.example/keys' }, 'either jwksUrl or jwks'],
    [{ jwks: undefined, jwksUrl: 'http://login.example/keys' }, 'https'],
    [{ jwks: { keys: [oct] } }, 'shared secret'],
    [{ jwks: { keys: [{ ...jwks.keys[0], d: 'x' }] } }, 'private key'],
    [{ algorithms: ['none'] }, 'algorithms'],
    [{ algorithms: ['HS256'] }, 'algorithms'],
    [{ tenant: undefined }, 'either tenant or tenantClaim'],
    [{ tenant: undefined, tenantClaim: 'org' }, 'tenants beside'],
    [{ rolesClaim: undefined }, 'rolesClaim beside roles'],
    [{ roles: { support: 'boss' as 'admin' } }, 'roles of'],
    [{ clockToleranceSeconds: 3600 }, 'clockToleranceSeconds'],
  ])('with %j is refused', (change, message) => {
    const options = { clock: { now: () => 0 }, logger: {} as never };
    expect(() => createTokens([{ ...issuer, ...change }], options)).toThrow(message);
  });
});
