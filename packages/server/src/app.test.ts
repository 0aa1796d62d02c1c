import { describe, expect, it } from 'vitest';
import { problemOf } from './fakes/problem-of.js';
import { testServers } from './fakes/test-servers.js';

const open = testServers();

describe('addresses', () => {
  it.each([
    ['DELETE', '/v1/conversations', 'GET, HEAD'],
    ['POST', '/v1/conversations/1', 'GET, HEAD'],
    ['GET', '/v1/facts', 'POST'],
    ['GET', '/v1/recommendations/1/verdicts', 'POST'],
    ['OPTIONS', '/v1/facts', 'POST'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['PUT', '/openapi.json', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
  ])('%s %s is not taken, and it is told what is', async (method, path, allow) => {
    const response = await open().call(path, { method, key: 'a-admin-key' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
    expect((await problemOf(response)).code).toBe('method-not-allowed');
  });

  it.each(['/nothing', '/v1', '/v1/', '/v1/facts/', '/v2/facts', '/healthz/x'])('%s is not there', async (path) => {
    const response = await open().call(path);
    expect(response.status).toBe(404);
    expect((await problemOf(response)).code).toBe('not-found');
  });

  it('HEAD answers as GET does, without a body', async () => {
    const response = await open().call('/v1/conversations', { method: 'HEAD', key: 'a-reader-key' });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      '',
    ]);
  });

  it('says what it is at /, where there is no page', async () => {
    expect(await (await open().call('/')).json()).toEqual({ name: 'deskrail', description: '/openapi.json' });
  });
});

describe('webhooks', () => {
  it('reach the receiver as they came, whatever their method and size', async () => {
    const seen: Request[] = [];
    const receiver = async (request: Request) => {
      seen.push(request);
      return new Response(await request.bytes(), { status: 202, headers: { 'x-from': 'receiver' } });
    };
    const { call } = open({ receiver, cors: ['https://help.example'], limits: { bodyBytes: 1 } });
    const body = new Uint8Array([0xff, 0, 0x7b]);
    const headers = { origin: 'https://help.example', 'content-type': 'text/x-odd' };
    const response = await call('/webhooks/zendesk/a%2Fsecret?b=c', { method: 'PUT', body, headers });
    expect([...response.headers.keys()].sort()).toEqual(
      ['content-length', 'x-from'].filter((name) => response.headers.has(name)),
    );
    expect(response.status).toBe(202);
    expect(await response.bytes()).toEqual(body);
    expect(seen[0]?.url).toBe('http://deskrail.test/webhooks/zendesk/a%2Fsecret?b=c');
    expect((await call('/webhooks/zendesk')).status).toBe(202);
  });

  it('are told apart from a wrong address where a process takes none', async () => {
    const { detail } = await (await open({ receiver: undefined }).call('/webhooks/zendesk', { method: 'POST' })).json();
    expect(detail).toContain('role receive');
  });

  it('never put their secret into a log line or a metric', async () => {
    const { call, lines, server } = open();
    await call('/webhooks/zendesk/the-secret', { method: 'POST', body: '{}' });
    expect(`${JSON.stringify(lines)}${await server.metrics.text()}`).not.toContain('the-secret');
  });
});

describe('cross-origin calls', () => {
  const origin = 'https://help.example';
  const preflight = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };

  it('are not allowed by default', async () => {
    const { call } = open();
    const response = await call('/v1/conversations', { key: 'a-reader-key', headers: { origin } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect((await call('/v1/facts', { method: 'OPTIONS', headers: preflight })).status).toBe(405);
  });

  it('are allowed for the origins that are named, errors included', async () => {
    const { call } = open({ cors: [origin] });
    for (const key of ['a-reader-key', 'wrong']) {
      const response = await call('/v1/conversations', { key, headers: { origin } });
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('vary')).toMatch(/origin/i);
    }
    const allowed = await call('/v1/facts', { method: 'OPTIONS', headers: preflight });
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(allowed.headers.get('access-control-allow-headers')).toMatch(
      /authorization.*idempotency-key.*last-event-id/i,
    );
  });

  it('are not allowed for any other', async () => {
    const { call } = open({ cors: [origin] });
    for (const other of ['https://evil.example', 'https://help.example.evil.example', 'null']) {
      const response = await call('/v1/conversations', { key: 'a-reader-key', headers: { origin: other } });
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect(response.headers.get('vary')).toMatch(/origin/i);
    }
  });

  it.each(['*', 'help.example', 'https://help.example/', 'https://help.example/page', ''])(
    'refuse %j as an origin',
    (wrong) => {
      expect(() => open({ cors: [wrong] })).toThrow(expect.objectContaining({ code: 'config-invalid' }));
    },
  );
});

describe('what goes wrong inside', () => {
  it.each([new Error('SELECT * FROM secrets'), 'a thrown text', undefined, { stack: 1 }])(
    '%j is a 500 that tells nothing of it',
    async (thrown) => {
      const { call, store, lines } = open();
      store.failing = thrown ?? null;
      const response = await call('/v1/conversations', { key: 'a-reader-key' });
      expect(response.status).toBe(500);
      const problem = await problemOf(response);
      expect(problem.code).toBe('internal');
      expect(JSON.stringify(problem)).not.toMatch(/SELECT|thrown/);
      const line = lines.find(({ level }) => level === 'error');
      expect(line?.fields).toMatchObject({ errorId: problem.errorId, route: '/v1/conversations' });
      expect(JSON.stringify(lines)).not.toMatch(/SELECT/);
    },
  );

  it('every answer forbids sniffing and keeping', async () => {
    const { call } = open();
    for (const path of ['/v1/conversations', '/nothing', '/healthz', '/metrics']) {
      const { headers } = await call(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});
