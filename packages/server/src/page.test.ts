import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemOf } from './fakes/problem-of.js';
import { testServers } from './fakes/test-servers.js';

const open = testServers();
let root: string;
let folder: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deskrail-page-'));
  folder = join(root, 'static');
  mkdirSync(join(folder, 'icons'), { recursive: true });
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Desk</title>');
  writeFileSync(join(folder, 'panel.js'), 'export {};');
  writeFileSync(join(folder, 'icons', 'a b.svg'), '<svg/>');
  writeFileSync(join(folder, '.env'), 'secret');
  symlinkSync(join(root, 'secret.txt'), join(folder, 'link.txt'));
});
afterAll(() => rmSync(root, { recursive: true }));

describe('the page', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', '<!doctype html><title>Desk</title>'],
    ['/index.html', 'text/html; charset=utf-8', '<!doctype html><title>Desk</title>'],
    ['/panel.js', 'text/javascript; charset=utf-8', 'export {};'],
    ['/icons/a%20b.svg', 'image/svg+xml; charset=utf-8', '<svg/>'],
    ['/?code=abc', 'text/html; charset=utf-8', '<!doctype html><title>Desk</title>'],
  ])('%s', async (path, type, text) => {
    const response = await open({ page: { folder } }).call(path);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, type, text]);
  });

  it.each([
    '/.env',
    '/link.txt',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/icons',
    '/icons/',
    '/panel.js%00',
    '//index.html/..',
    '/__proto__',
  ])('%s is not served', async (path) => {
    const { server } = open({ page: { folder } });
    const response = await server.fetch(new Request(`http://deskrail.test${path}`));
    expect((await problemOf(response)).code).toBe('not-found');
  });

  it('is fetched again only when it has changed', async () => {
    const { call } = open({ page: { folder } });
    const etag = (await call('/panel.js')).headers.get('etag') ?? '';
    const again = await call('/panel.js', { headers: { 'if-none-match': `"other", W/${etag}` } });
    expect([again.status, await again.text(), again.headers.get('cache-control')]).toEqual([304, '', 'no-cache']);
    expect((await call('/panel.js', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('answers HEAD, and no other method than GET', async () => {
    const { call } = open({ page: { folder } });
    const head = await call('/panel.js', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
    expect((await call('/panel.js', { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD');
  });

  it('runs only its own scripts, in no other site’s frame', async () => {
    const { headers } = await open({ page: { folder } }).call('/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('may be framed by the sites that are named', async () => {
    const frameAncestors = ['https://*.zendesk.com', 'https://help.example:8443'];
    const { headers } = await open({ page: { folder, frameAncestors } }).call('/');
    expect(headers.get('content-security-policy')).toContain(
      'frame-ancestors https://*.zendesk.com https://help.example:8443',
    );
    expect(headers.get('x-frame-options')).toBeNull();
    const wrong = ["https://x.example; script-src 'unsafe-inline'"];
    expect(() => open({ page: { folder, frameAncestors: wrong } })).toThrow('page.frameAncestors');
  });

  it('does not stand in the way of the API', async () => {
    const { call } = open({ page: { folder } });
    expect((await call('/v1/conversations')).status).toBe(401);
    expect((await problemOf(await call('/v1/nothing'))).code).toBe('not-found');
  });

  it('must be there', () => {
    expect(() => open({ page: { folder: join(root, 'none') } })).toThrow('cannot be read');
    expect(() => open({ page: { folder: join(folder, 'icons') } })).toThrow('has no index.html');
  });
});
