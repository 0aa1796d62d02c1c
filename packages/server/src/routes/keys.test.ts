import type { ApiKeyView, MadeKey } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import { schemas } from '../schemas.js';

const open = testServers();
type Test = ReturnType<typeof open>;
const admin = 'a-admin-key';

async function make(test: Test, json: unknown = { name: 'Phone', person: 'Anna', roles: ['reviewer'] }, key = admin) {
  const response = await test.call('/v1/keys', { key, json });
  expect(response.status).toBe(201);
  return schemas.MadeKey.parse(await response.json());
}
const change = async (test: Test, id: string, what: 'rotate' | 'revoke', json: unknown = {}, key = admin) =>
  test.call(`/v1/keys/${id}/${what}`, { key, json });
const session = (test: Test, key: string) => test.call('/v1/session', { key });
const list = async (test: Test, key = admin): Promise<ApiKeyView[]> =>
  schemas.KeyList.parse(await (await test.call('/v1/keys', { key })).json()).items as ApiKeyView[];

describe('a key that the store keeps', () => {
  it('is shown once, and is its person’s', async () => {
    const test = open();
    const made = await make(test, {
      name: 'Phone',
      person: 'ANNA',
      roles: ['reviewer', 'writer'],
      queues: ['refunds'],
    });
    expect(await list(test)).toEqual([made.key]);
    expect(made.secret).toMatch(/^drk_[\w-]{43}$/);
    expect(await (await session(test, made.secret)).json()).toEqual({
      ...{ actor: 'reviewer/anna', tenant: 'a', roles: ['reviewer', 'writer'], queues: ['refunds'] },
    });
    expect(made.key).toMatchObject({ name: 'Phone', person: 'anna', createdBy: 'reviewer/a-admin' });
    expect(JSON.stringify([await list(test), test.lines])).not.toContain(made.secret);
    expect(await list(test, 'b-admin-key')).toEqual([]);
  });

  it('gives nobody more than its maker has, in no other tenant', async () => {
    const boss = {
      id: 'boss',
      tenant: 'a',
      roles: ['admin' as const],
      queues: ['refunds'],
      identities: ['key:a-admin'],
    };
    const test = open({ people: [boss] });
    expect((await make(test, { name: 'x', roles: ['admin'] })).key.queues).toEqual(['refunds']);
    const wider = await test.call('/v1/keys', {
      key: admin,
      json: { name: 'x', roles: ['agent'], queues: ['review'] },
    });
    expect(wider.status).toBe(403);
    const elsewhere = await test.call('/v1/keys', { key: admin, json: { name: 'x', roles: ['agent'], tenant: 'b' } });
    expect(elsewhere.status).toBe(400);
    for (const role of ['reader', 'writer', 'agent', 'reviewer', 'senior']) {
      const refused = await test.call('/v1/keys', { key: `a-${role}-key`, json: { name: 'x', roles: ['reader'] } });
      expect(refused.headers.get('www-authenticate')).toContain('error="insufficient_scope", scope="admin"');
      expect(await problemOf(refused)).toMatchObject({ code: 'forbidden', roles: ['admin'] });
    }
  });

  it('of all queues is nobody’s to rotate who may decide in some', async () => {
    const boss = { id: 'boss', tenant: 'a', queues: ['refunds'], identities: ['key:a-admin'] };
    const test = open({ people: [boss] });
    const add = async (id: string, queues?: string[]) => {
      const key = { id, tenant: 'a', name: 'x', person: 'anna', roles: ['senior'], createdBy: 'reviewer/cleo' };
      await test.store.apiKeys.add(
        { ...key, createdAt: '2026-01-31T09:00:00Z', ...(queues && { queues }) },
        `sha256:${id}`,
      );
    };
    await add('key_all');
    await add('key_other', ['review']);
    await add('key_own', ['refunds']);
    expect((await change(test, 'key_all', 'rotate')).status).toBe(403);
    expect((await change(test, 'key_other', 'rotate')).status).toBe(403);
    expect((await change(test, 'key_own', 'rotate')).status).toBe(201);
  });

  it.each([{ name: '\u200b' }, { name: '  ' }, { name: 'x', person: '\u200b\u2060' }])(
    'is of somebody: %j',
    async (named) => {
      const refused = await open().call('/v1/keys', { key: admin, json: { ...named, roles: ['reviewer'] } });
      expect(await problemOf(refused)).toMatchObject({ code: 'request-invalid' });
    },
  );

  it('revoked while it is rotated leaves none behind', async () => {
    const test = open();
    const { key } = await make(test);
    const { add } = test.store.apiKeys;
    test.store.apiKeys.add = async (fresh, hash) => {
      await add(fresh, hash);
      await change(test, key.id, 'revoke');
    };
    expect((await change(test, key.id, 'rotate')).status).toBe(409);
    expect((await list(test)).map(({ revokedAt }) => revokedAt === undefined)).toEqual([false, false]);
  });

  it('rotated ends in a year that can be written', async () => {
    const test = open();
    const old = await make(test, { name: 'x', roles: ['reader'], expiresAt: '9999-12-31T23:59:59Z' });
    test.time.now += 86_400_000;
    const fresh: MadeKey = await (await change(test, old.key.id, 'rotate')).json();
    expect(fresh.key.expiresAt).toBe('9999-12-31T23:59:59.000Z');
  });

  it('ends when it was said to', async () => {
    const test = open();
    const made = await make(test, { name: 'x', roles: ['reader'], expiresAt: '2026-01-31T11:00:00Z' });
    expect((await session(test, made.secret)).status).toBe(200);
    test.time.now += 3_600_000;
    const over = await session(test, made.secret);
    expect(over.status).toBe(401);
    expect(over.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect((await change(test, made.key.id, 'rotate')).status).toBe(409);
    const late = await test.call('/v1/keys', {
      key: admin,
      json: { name: 'x', roles: ['reader'], expiresAt: '2026-01-31T10:00:00Z' },
    });
    expect(late.status).toBe(400);
  });

  it('that is revoked ends at once, for good', async () => {
    const test = open();
    const made = await make(test);
    expect((await session(test, made.secret)).status).toBe(200);
    const revoked = await (await change(test, made.key.id, 'revoke')).json();
    expect(revoked.revokedAt).toBe('2026-01-31T10:00:00.000Z');
    expect((await session(test, made.secret)).status).toBe(401);
    test.time.now += 1000;
    expect(await (await change(test, made.key.id, 'revoke')).json()).toMatchObject({ revokedAt: revoked.revokedAt });
    expect((await change(test, made.key.id, 'rotate')).status).toBe(409);
  });

  it('rotated works beside the new one for the grace, and no longer', async () => {
    const test = open();
    const old = await make(test, { name: 'x', roles: ['reader'], expiresAt: '2026-03-02T10:00:00Z' });
    test.time.now += 86_400_000;
    const fresh: MadeKey = await (await change(test, old.key.id, 'rotate', { graceSeconds: 60 })).json();
    expect(fresh.key).toMatchObject({ name: 'x', replaces: old.key.id, expiresAt: '2026-03-03T10:00:00.000Z' });
    expect((await session(test, old.secret)).status).toBe(200);
    test.time.now += 60_000;
    expect((await session(test, old.secret)).status).toBe(401);
    expect((await session(test, fresh.secret)).status).toBe(200);
    const next = await (await change(test, fresh.key.id, 'rotate')).json();
    expect((await list(test)).find(({ id }) => id === fresh.key.id)?.expiresAt).toBe('2026-02-02T10:01:00.000Z');
    expect(next.key.expiresAt).toBe('2026-03-03T10:01:00.000Z');
  });

  it('is rotated once: whoever runs it again is told of its successor, and makes no key that ends with the grace', async () => {
    const test = open();
    const old = await make(test, { name: 'x', roles: ['reader'], expiresAt: '2026-05-01T10:00:00Z' });
    const fresh: MadeKey = await (await change(test, old.key.id, 'rotate')).json();
    const again = await problemOf(await change(test, old.key.id, 'rotate'));
    expect(again).toMatchObject({ status: 409, code: 'conflict', successor: fresh.key.id });
    expect(again.detail).toContain(`its successor is ${fresh.key.id}`);
    expect(await list(test)).toHaveLength(2);
    await change(test, fresh.key.id, 'revoke');
    expect((await problemOf(await change(test, old.key.id, 'rotate'))).detail).toContain('Make a new one');
  });

  it('is noted as used at most once a minute', async () => {
    const test = open();
    const { secret, key } = await make(test);
    const lastUsed = async () => (await list(test)).find(({ id }) => id === key.id)?.lastUsedAt;
    await session(test, secret);
    expect(await lastUsed()).toBe('2026-01-31T10:00:00.000Z');
    test.time.now += 59_999;
    await session(test, secret);
    expect(await lastUsed()).toBe('2026-01-31T10:00:00.000Z');
    test.time.now += 1;
    await session(test, secret);
    expect(await lastUsed()).toBe('2026-01-31T10:01:00.000Z');
  });

  it('of another tenant is not there', async () => {
    const test = open();
    const { key, secret } = await make(test);
    for (const what of ['rotate', 'revoke'] as const) {
      const [known, unknown] = await Promise.all(
        [key.id, 'key_0'].map(async (id) => {
          const response = await change(test, id, what, {}, 'b-admin-key');
          return [response.status, await response.text()];
        }),
      );
      expect(known).toEqual(unknown);
      expect(known?.[0]).toBe(404);
    }
    expect((await session(test, secret)).status).toBe(200);
    expect(await list(test)).toHaveLength(1);
  });
});

it('a store that is away is no wrong key', async () => {
  const test = open();
  const { secret } = await make(test);
  test.store.apiKeys.find = () =>
    Promise.reject(Object.assign(new Error(), { name: 'DeskrailError', code: 'dependency-unavailable', details: {} }));
  expect((await session(test, secret)).status).toBe(503);
  expect((await session(test, 'drk_too-short')).status).toBe(401);
});
