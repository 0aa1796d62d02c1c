import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { deskFetch } from './desk-fetch.js';

test('asks an issuer for its keys, and nobody else outside', async () => {
  const server = createServer((_, answer) => answer.end('{"keys":[]}')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const fetch = deskFetch([], Promise.resolve(), [`${url}/keys`]);
    expect(await (await fetch(`${url}/keys`)).json()).toEqual({ keys: [] });
    await expect(fetch(`${url}/other`)).rejects.toMatchObject({ code: 'desk-refused' });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
