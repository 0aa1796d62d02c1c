import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { startProxy } from './tcp-proxy.ts';

async function echo() {
  const server = createServer((socket) => void socket.on('error', () => {}).pipe(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

async function open(port: number) {
  const socket = connect({ port, host: '127.0.0.1' }).setEncoding('utf8');
  await once(socket, 'connect');
  const closed = new Promise<string>((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    socket.once('close', () => resolve('close'));
  });
  return {
    closed,
    async says(text: string) {
      socket.write(text);
      return (await once(socket, 'data', { signal: AbortSignal.timeout(200) }))[0] as string;
    },
    end: () => void socket.end(),
  };
}

test('passes what both sides say', async () => {
  await using server = await echo();
  await using proxy = await startProxy({ to: server.port });
  const client = await open(proxy.port);
  expect(await client.says('tent')).toBe('tent');
  expect(proxy.connections).toBe(1);
  client.end();
  expect(await client.closed).toBe('close');
});

test('lets connections hang while cut, old and new, and resets them when healed', async () => {
  await using server = await echo();
  await using proxy = await startProxy({ to: server.port });
  const old = await open(proxy.port);
  await old.says('before');
  proxy.cut();
  await expect(old.says('during')).rejects.toThrow('aborted');
  const during = await open(proxy.port);
  await expect(during.says('during')).rejects.toThrow('aborted');

  proxy.heal();
  expect(await old.closed).toBe('ECONNRESET');
  expect(await during.closed).toBe('ECONNRESET');
  expect(await (await open(proxy.port)).says('after')).toBe('after');
});

test('breaks connections where asked to', async () => {
  await using server = await echo();
  await using proxy = await startProxy({ to: server.port });
  const old = await open(proxy.port);
  await old.says('before');
  proxy.cut({ reset: true });
  expect(await old.closed).toBe('ECONNRESET');
  // The system may say so before or after it says that the connection stands.
  await expect(open(proxy.port).then(({ says }) => says('during'))).rejects.toThrow('ECONNRESET');
  proxy.heal();
  expect(await (await open(proxy.port)).says('after')).toBe('after');
});

test('ends a connection when the server does', async () => {
  const server = createServer((socket) => void socket.end('bye'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await using proxy = await startProxy({ to: (server.address() as AddressInfo).port });
  const client = await open(proxy.port);
  client.end();
  await client.closed;
  server.close();
  expect(proxy.connections).toBe(0);
});
