import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { addressOf, listen } from './listen.js';

const fetch = async () => new Response('here');
const occupy = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
  });

it('takes any free port for 0', async () => {
  await using server = await listen({ fetch, host: '127.0.0.1', port: 0 });
  expect(await (await globalThis.fetch(addressOf('127.0.0.1', server.port))).text()).toBe('here');
});

it('says that a port which was asked for is taken', async () => {
  const other = await occupy(0);
  const { port } = other.address() as AddressInfo;
  await expect(listen({ fetch, host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'config-invalid' });
  other.close();
});

it('takes the next free port where none was asked for', async () => {
  const other = await occupy(3000).catch(() => undefined);
  await using server = await listen({ fetch, host: '127.0.0.1', port: undefined });
  expect(server.port).toBeGreaterThan(3000);
  other?.close();
});

it.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['::1', 'http://[::1]:3000'],
])('shows %s as %s', (host, address) => expect(addressOf(host, 3000)).toBe(address));
