import { DeskrailError } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { keptHash } from '../auth/kept-keys.js';
import type { openTestServer } from '../fakes/open-test-server.js';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import { schemas } from '../schemas.js';

const open = testServers();
type Test = ReturnType<typeof openTestServer>;

const makeCode = (test: Test, body: object = {}, key = 'a-admin-key') =>
  test.call('/v1/sign-in-codes', { json: body, key });
const codeFor = async (test: Test, body: object = {}, key = 'a-admin-key') =>
  schemas.MadeSignInCode.parse(await (await makeCode(test, body, key)).json());
const signIn = (test: Test, code: string) => test.call('/v1/sessions', { json: { code } });
const sessionOf = async (test: Test, name: string, key = 'a-admin-key') => {
  const { code } = await codeFor(test, { name }, key);
  return schemas.SignedIn.parse(await (await signIn(test, code)).json()).key;
};
const status = async (test: Test, key: string) => (await test.call('/v1/session', { key })).status;
const end = async (test: Test, path: string, options: object) =>
  schemas.EndedSessions.parse(await (await test.call(path, { method: 'POST', ...options })).json()).ended;
/** Another instance on the same store. */
const beside = (test: Test) => open({ store: test.store });

describe('a code to sign in by', () => {
  it('is made by an admin for anybody of the tenant, and works once, within ten minutes', async () => {
    const test = open({ people: [{ id: 'ben', tenant: 'a', roles: ['senior'] }] });
    const made = await codeFor(test, { name: 'Ben' });
    expect(made).toMatchObject({ name: 'Ben', roles: ['senior'], expiresAt: '2026-01-31T10:10:00.000Z' });
    expect(await (await signIn(test, made.code)).json()).toMatchObject({ actor: 'reviewer/ben', tenant: 'a' });
    expect((await signIn(test, made.code)).status).toBe(401);
    expect(await codeFor(test, { name: 'cleo', roles: ['agent'] })).toMatchObject({ roles: ['agent'] });
    expect(await codeFor(test)).toMatchObject({ name: 'local', roles: ['reviewer'] });
    expect((await makeCode(test, { name: '\u200b' })).status).toBe(400);
  });

  it('gives no more queues than its maker has', async () => {
    const test = open({ people: [{ id: 'a-admin', tenant: 'a', queues: ['money'] }] });
    const { code } = await codeFor(test, { name: 'ben' });
    expect(await (await signIn(test, code)).json()).toMatchObject({ queues: ['money'] });
  });

  it('is made by nobody else', async () => {
    const test = open();
    for (const role of ['reader', 'writer', 'agent', 'reviewer', 'senior']) {
      expect((await makeCode(test, {}, `a-${role}-key`)).status).toBe(403);
      expect((await test.call('/v1/sessions', { key: `a-${role}-key` })).status).toBe(403);
      expect((await test.call('/v1/sessions/end', { json: { name: 'x' }, key: `a-${role}-key` })).status).toBe(403);
    }
  });
});

describe('sessions', () => {
  it('are known to every instance on the store, and outlive the one that gave them', async () => {
    const first = open();
    const { code } = await codeFor(first, { name: 'anna' });
    const second = beside(first);
    const { key } = await (await signIn(second, code)).json();
    expect((await signIn(first, code)).status).toBe(401);
    expect(await status(first, key)).toBe(200);
    await first.server.close();
    await second.server.close();
    const third = beside(first);
    expect(await (await third.call('/v1/session', { key })).json()).toMatchObject({ actor: 'reviewer/anna' });
  });

  it('are kept by the hash of their key alone, as are codes', async () => {
    const test = open();
    const { code } = await codeFor(test, { name: 'anna' });
    const key = await sessionOf(test, 'ben');
    const { hashes } = test.store.sessions as unknown as { hashes(): readonly string[] };
    expect(hashes()).toEqual([keptHash(code), keptHash(key)]);
  });

  it('end with signing out: here at once, at other instances within two seconds, and no other session does', async () => {
    const test = open();
    const other = beside(test);
    const [key, second] = [await sessionOf(test, 'anna'), await sessionOf(test, 'anna')];
    for (const one of [test, other]) expect(await status(one, key)).toBe(200);
    expect(await end(test, '/v1/session/end', { key })).toBe(1);
    expect(await status(test, key)).toBe(401);
    await expect.poll(() => status(other, key), { timeout: 5_000 }).toBe(401);
    for (const one of [test, other]) expect(await status(one, second)).toBe(200);
    expect(await end(test, '/v1/session/end', { key: 'a-reader-key' })).toBe(0);
    expect(await status(test, 'a-reader-key')).toBe(200);
  });

  it('are listed and ended by an admin of their tenant, with codes that were not used', async () => {
    const test = open();
    const anna = await sessionOf(test, 'anna');
    const ben = await sessionOf(test, 'ben');
    const elsewhere = await sessionOf(test, 'anna', 'b-admin-key');
    const { code } = await codeFor(test, { name: 'anna' });
    const list = async () =>
      schemas.SessionList.parse(await (await test.call('/v1/sessions', { key: 'a-admin-key' })).json()).items;
    expect(await list()).toMatchObject([
      { name: 'anna', tenant: 'a', createdBy: 'reviewer/a-admin', expiresAt: '2026-01-31T22:00:00.000Z' },
      { name: 'ben' },
    ]);
    expect(await end(test, '/v1/sessions/end', { json: { name: 'ANNA' }, key: 'a-admin-key' })).toBe(1);
    expect(await list()).toMatchObject([{ name: 'ben' }]);
    expect(await Promise.all([anna, ben, elsewhere].map((key) => status(test, key)))).toEqual([401, 200, 200]);
    expect((await signIn(test, code)).status).toBe(401);
    const keys = await (await test.call('/v1/keys', { key: 'a-admin-key' })).json();
    expect(keys).toEqual({ items: [] });
  });

  it('are not lost to a store that is away, and what is no session’s key asks nobody', async () => {
    const test = open();
    const key = await sessionOf(test, 'anna');
    test.store.sessions.find = () =>
      Promise.reject(new DeskrailError('dependency-unavailable', 'The store is away.', { retryable: true }));
    expect(await status(test, key)).toBe(503);
    expect(await status(test, 'drs_too-short')).toBe(401);
    expect((await problemOf(await signIn(test, 'no-code'))).code).toBe('unauthenticated');
  });
});

it('a stream that a session opened has to come again, as the session may end', async () => {
  const test = open({ limits: { heartbeatMs: 5 } });
  const key = await sessionOf(test, 'anna');
  const response = await test.call('/v1/events', { key });
  test.time.now += 5 * 60_000;
  expect(await response.text()).toMatch(/^retry/);
});
