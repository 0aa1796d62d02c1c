import type { lookup } from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guardedPost } from './guarded-post.js';

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://here');
  if (pathname === '/redirect') response.writeHead(307, { location: '/secret' });
  else if (pathname === '/later') response.writeHead(503, { 'retry-after': '120' });
  else if (pathname === '/endless') {
    response.writeHead(200).write('x'.repeat(65_536));
    return;
  } else response.writeHead(204);
  response.end();
});
let base: string;
let asked = 0;

beforeAll(async () => {
  server.on('request', () => (asked += 1));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const options = { headers: {}, body: '{}', allowPrivate: true, nowMs: Date.parse('2026-01-31T10:00:00Z') };
const post = (address: string, more: Partial<Parameters<typeof guardedPost>[1]> = {}) =>
  guardedPost(address, { ...options, signal: AbortSignal.timeout(5_000), ...more });

const answering = (...addresses: string[]) =>
  ((_: string, __: object, callback: (error: null, found: object[]) => void) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as typeof lookup;

test('answers with the status alone, and follows no redirect', async () => {
  expect(await post(`${base}/`)).toEqual({ status: 204, retryAfterMs: undefined });
  expect((await post(`${base}/redirect`)).status).toBe(307);
  expect(await post(`${base}/later`)).toEqual({ status: 503, retryAfterMs: 120_000 });
});

test('does not read a body that never ends', async () => {
  expect((await post(`${base}/endless`)).status).toBe(200);
});

test.each([
  ['http, not https', 'http://example.com/'],
  ['an address of one’s own machine', 'https://127.0.0.1/'],
  ['written otherwise', 'https://2130706433/'],
  ['the cloud’s own', 'https://169.254.169.254/latest/meta-data'],
  ['in IPv6', 'https://[::ffff:127.0.0.1]/'],
])('refuses %s without a connection', async (_, address) => {
  const before = asked;
  await expect(post(address, { allowPrivate: false })).rejects.toMatchObject({ code: 'forbidden' });
  expect(asked).toBe(before);
});

test.each([
  ['a name of one’s own network', ['10.0.0.7']],
  ['a name with one public and one private address', ['93.184.216.34', '127.0.0.1']],
  ['a name of no address', []],
])('refuses %s, whatever the name says', async (_, addresses) => {
  const call = post('https://hooks.example/', { allowPrivate: false, lookup: answering(...addresses) });
  await expect(call).rejects.toMatchObject({ code: 'forbidden' });
});
