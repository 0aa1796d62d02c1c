import { silentLogger } from '@deskrail/contracts';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { remoteKeys } from './jwks.js';

const minute = 60_000;
const pair = await generateKeyPair('ES256');
const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one' }] };
const token = (kid: string) => new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(pair.privateKey);

let away: boolean;
let asked: number;
let keys: ReturnType<typeof remoteKeys>;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  away = false;
  asked = 0;
  const fetch = async () => {
    asked += 1;
    if (away) throw new TypeError('fetch failed');
    return Response.json(jwks);
  };
  const options = { url: 'https://login.example/keys', logger: silentLogger, monotonicMs: () => Date.now() };
  keys = remoteKeys({ ...options, fetch });
});
afterEach(() => {
  vi.useRealTimers();
});
const check = async (kid = 'one') =>
  jwtVerify(await token(kid), keys.find).then(
    () => 'holds',
    (error: { code: string }) => error.code,
  );

it('an issuer that is away: its keys are used for an hour, and new ones are nobody’s fault', async () => {
  expect(await check()).toBe('holds');
  away = true;
  vi.setSystemTime(Date.now() + 11 * minute);
  expect([await check(), await check('two'), await check()]).toEqual(['holds', 'dependency-unavailable', 'holds']);
  expect(asked).toBe(2);
  vi.setSystemTime(Date.now() + 6_000);
  expect([await check(), asked]).toEqual(['holds', 3]);
  vi.setSystemTime(Date.now() + 50 * minute);
  expect(await check()).toBe('dependency-unavailable');
  away = false;
  vi.setSystemTime(Date.now() + 6_000);
  expect(await check()).toBe('holds');
});

it('a key that is not there is asked for again after half a minute, and not before', async () => {
  expect([await check(), await check('two'), asked]).toEqual(['holds', 'ERR_JWKS_NO_MATCHING_KEY', 1]);
  vi.setSystemTime(Date.now() + minute / 2);
  expect([await check('two'), asked]).toEqual(['ERR_JWKS_NO_MATCHING_KEY', 2]);
  expect([await check('two'), await check(), asked]).toEqual(['ERR_JWKS_NO_MATCHING_KEY', 'holds', 2]);
});

it('an issuer that is away is told of before any token comes, and asked again every five seconds', async () => {
  away = true;
  expect([keys.isAway(), keys.isAway(), asked]).toEqual([false, false, 1]);
  await vi.waitFor(() => expect(keys.isAway()).toBe(true));
  away = false;
  expect([keys.isAway(), asked]).toEqual([true, 1]);
  vi.setSystemTime(Date.now() + 6_000);
  await vi.waitFor(() => expect(keys.isAway()).toBe(false));
  expect(asked).toBe(2);
});
