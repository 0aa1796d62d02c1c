import { describe, expect, it } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import { schemas } from '../schemas.js';
import { apiKeys, sha256 } from './keys.js';
import { type Role, roles } from './roles.js';

const open = testServers();
const anna = { name: 'anna', key: 'a-key-of-anna', tenant: 'a', roles: ['reviewer'] as Role[] };

describe('keys', () => {
  it('are found by themselves or by their hash', async () => {
    const hash = `sha256:${sha256('the-key-of-a-bot').toString('hex')}`;
    const keys = apiKeys([anna, { name: 'bot', hash, tenant: 'a', roles: ['reader', 'writer'] }]);
    expect(await keys.find('a-key-of-anna')).toEqual({ name: 'anna', tenant: 'a', roles: ['reviewer'] });
    expect(await keys.find('the-key-of-a-bot')).toEqual({ name: 'bot', tenant: 'a', roles: ['reader', 'writer'] });
    expect(await keys.find('a-key-of-annA')).toBeUndefined();
    expect(await keys.find(hash)).toBeUndefined();
    expect(keys.tenants).toEqual(['a']);
  });

  it.each([
    [{ key: '' }, 'secret-empty', 'openssl'],
    [{ key: '  ' }, 'secret-empty', 'openssl'],
    [{ key: 'two words' }, 'config-invalid', 'header'],
    [{ key: 'schlüssel' }, 'config-invalid', 'header'],
    [{ key: undefined }, 'config-invalid', 'either key or hash'],
    [{ hash: 'a'.repeat(64) }, 'config-invalid', 'either key or hash'],
    [{ key: undefined, hash: 'abc' }, 'config-invalid', '64 hex'],
    [{ name: '' }, 'config-invalid', 'name'],
    [{ name: 'a\nb' }, 'config-invalid', 'name'],
    [{ tenant: '' }, 'config-invalid', 'tenant'],
    [{ roles: [] }, 'config-invalid', 'roles'],
    [{ person: ' ' }, 'config-invalid', 'person'],
    [{ expiresAt: 'soon' }, 'config-invalid', 'expiresAt'],
    [{ roles: ['owner'] as unknown as Role[] }, 'config-invalid', 'reviewer'],
  ])('refuse %j, and never show it', (change, code, advice) => {
    const refused = () =>
      apiKeys([
        { ...anna, key: 'another' },
        { ...anna, ...change },
      ]);
    expect(refused).toThrow(expect.objectContaining({ code, message: expect.stringContaining('keys[1]') }));
    expect(refused).toThrow(advice);
    if ('key' in change && change.key?.trim()) expect(refused).not.toThrow(change.key);
  });

  it('work from when to when they were said to', async () => {
    const until = { ...anna, notBefore: '2026-01-31T10:00:01Z', expiresAt: '2026-01-31T10:00:02Z' };
    const { call, time } = open({ keys: apiKeys([until]) });
    const status = async () => (await call('/v1/session', { key: anna.key })).status;
    expect(await status()).toBe(401);
    time.now += 1000;
    expect(await status()).toBe(200);
    time.now += 1000;
    expect(await status()).toBe(401);
  });

  it('refuse one that is given twice', () => {
    expect(() => apiKeys([anna, { ...anna, name: 'bert' }])).toThrow('keys[1] was given before');
  });
});

describe('who may do what', () => {
  const reading = roles.filter((role) => role !== 'writer');
  const deciding: Role[] = ['agent', 'reviewer', 'senior', 'admin'];
  const calls: Record<string, [Role[], string, unknown?]> = {
    'reads conversations': [reading, '/v1/conversations'],
    'reads recommendations': [reading, '/v1/recommendations'],
    'reads actions': [reading, '/v1/actions'],
    'follows events': [reading, '/v1/events'],
    'follows dead letters': [['admin'], '/v1/events?streams=dead-letters'],
    'follows raw payloads': [['admin'], '/v1/events?raw=1'],
    'appends facts': [['writer', 'admin'], '/v1/facts', {}],
    'asks for suggestions': [['writer', ...deciding], '/v1/suggestions', {}],
    'gives verdicts': [deciding, '/v1/recommendations/rec_1/verdicts', {}],
    'resolves actions': [['reviewer', 'senior', 'admin'], '/v1/actions/act_1/resolution', {}],
    'asks whose key it is': [[...roles], '/v1/session'],
  };

  it.each(
    Object.entries(calls).flatMap(([what, [may, path, json]]) =>
      roles.map((role) => ({ what, role, allowed: may.includes(role), path, json })),
    ),
  )('$role $what: $allowed', async ({ role, allowed, path, json }) => {
    const response = await open().call(path, { key: `a-${role}-key`, json });
    await response.body?.cancel();
    if (allowed) expect([200, 400]).toContain(response.status);
    else expect(response.status).toBe(403);
  });

  it.each(Object.values(calls).map(([, path, json]) => [path, json]))('%s takes a key', async (path, json) => {
    const { call } = open();
    for (const headers of [
      { error: '' },
      { authorization: 'Basic YTpi', error: ', error="invalid_request"' },
      { authorization: 'Bearer', error: ', error="invalid_request"' },
      { authorization: 'Bearer wrong', error: ', error="invalid_token"' },
    ]) {
      const { error, ...sent } = headers;
      const response = await call(path as string, { json, headers: sent as Record<string, string> });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe(`Bearer realm="deskrail"${error}`);
      expect((await problemOf(response)).code).toBe('unauthenticated');
    }
  });

  it('is decided before the body is looked at', async () => {
    const response = await open().call('/v1/facts', {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(401);
  });
});

describe('wrong keys', () => {
  it('get 429 after too many from one sender, who can still use a right one', async () => {
    const { call, time } = open({ limits: { wrongKeysPerMinute: 3 } });
    const statuses = async (address: string) => (await call('/v1/session', { key: 'wrong', address })).status;
    for (let count = 0; count < 3; count += 1) expect(await statuses('10.0.0.1')).toBe(401);
    const limited = await call('/v1/session', { key: 'wrong', address: '10.0.0.1' });
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('60');
    expect(await statuses('10.0.0.2')).toBe(401);
    expect((await call('/v1/session', { key: 'a-reader-key', address: '10.0.0.1' })).status).toBe(200);
    time.now += 60_000;
    expect(await statuses('10.0.0.1')).toBe(401);
  });
});

describe('signing in', () => {
  const signIn = (test: ReturnType<typeof open>, code: string) => test.call('/v1/sessions', { json: { code } });

  it('gives a reviewer’s key for a code, once', async () => {
    const test = open();
    const code = await test.server.issueSignInCode({ tenant: 'a', name: 'anna' });
    const response = await signIn(test, code);
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { key, ...session } = schemas.SignedIn.parse(await response.json());
    expect(session).toEqual({
      actor: 'reviewer/anna',
      tenant: 'a',
      roles: ['reviewer'],
      expiresAt: '2026-01-31T22:00:00.000Z',
    });
    expect(schemas.Session.parse(await (await test.call('/v1/session', { key })).json())).toEqual(session);
    expect((await test.call('/v1/conversations', { key })).status).toBe(200);
    expect((await problemOf(await signIn(test, code))).code).toBe('unauthenticated');
  });

  it('gives a person the roles of the directory, or those that were said', async () => {
    const people = [{ id: 'anna', tenant: 'a', roles: ['senior' as const], queues: ['refunds'] }];
    const test = open({ people });
    const given = async (owner: { name: string; roles?: Role[] }) => {
      const code = await test.server.issueSignInCode({ tenant: 'a', ...owner });
      const { actor, roles: held, queues } = await (await signIn(test, code)).json();
      return [actor, held, queues];
    };
    expect(await given({ name: 'Anna' })).toEqual(['reviewer/anna', ['senior'], ['refunds']]);
    expect(await given({ name: 'anna', roles: ['admin'] })).toEqual(['reviewer/anna', ['senior'], ['refunds']]);
    expect(await given({ name: 'ben', roles: ['agent'] })).toEqual(['reviewer/ben', ['agent'], undefined]);
  });

  it('knows neither codes after ten minutes nor keys after twelve hours', async () => {
    const test = open();
    const late = await test.server.issueSignInCode({ tenant: 'a' });
    test.time.now += 600_000;
    expect((await signIn(test, late)).status).toBe(401);
    const { key } = await (await signIn(test, await test.server.issueSignInCode({ tenant: 'a' }))).json();
    test.time.now += 12 * 3_600_000 - 1;
    expect((await test.call('/v1/session', { key })).status).toBe(200);
    test.time.now += 1;
    expect((await test.call('/v1/session', { key })).status).toBe(401);
  });

  it('keeps so many codes and sessions, and lets the oldest go', async () => {
    const test = open({ limits: { signInCodes: 2, sessions: 1 } });
    const codes = [];
    for (let made = 0; made < 3; made += 1) codes.push(await test.server.issueSignInCode({ tenant: 'a' }));
    expect(new Set(codes).size).toBe(3);
    expect((await signIn(test, codes[0] ?? '')).status).toBe(401);
    const first = await (await signIn(test, codes[1] ?? '')).json();
    const second = await (await signIn(test, codes[2] ?? '')).json();
    expect((await test.call('/v1/session', { key: first.key })).status).toBe(401);
    expect((await test.call('/v1/session', { key: second.key })).status).toBe(200);
  });

  it('wants to know the tenant where there are several', async () => {
    await expect(open().server.issueSignInCode()).rejects.toThrow('issueSignInCode({ tenant })');
    expect(await open({ keys: apiKeys([anna]) }).server.issueSignInCode()).toMatch(/^[\w-]{32}$/);
  });

  it('limits wrong codes', async () => {
    const test = open({ limits: { wrongKeysPerMinute: 1 } });
    expect((await signIn(test, 'wrong')).status).toBe(401);
    expect((await signIn(test, 'wrong')).status).toBe(429);
  });
});

it('no key and no code reaches a log line', async () => {
  const test = open();
  const code = await test.server.issueSignInCode({ tenant: 'a' });
  const { key } = await (await test.call('/v1/sessions', { json: { code } })).json();
  await test.call(`/v1/session?key=${key}`, { key });
  await test.call('/v1/session', { key: 'a-wrong-key' });
  await test.call(`/?code=${code}`);
  const lines = JSON.stringify(test.lines);
  for (const secret of [code, key, 'a-wrong-key']) expect(lines).not.toContain(secret);
  expect(test.lines.length).toBeGreaterThan(0);
});
