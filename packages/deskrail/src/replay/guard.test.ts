import { execFileSync, spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { lookup } from 'node:dns';
import { resolve4 } from 'node:dns/promises';
import { once } from 'node:events';
import { get } from 'node:http';
import inspector from 'node:inspector';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installGuard } from './guard.js';

let server: Server;
let port: number;
let connections = 0;
beforeAll(async () => {
  server = createServer((socket) => {
    connections += 1;
    socket.end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const failed = (emitter: NodeJS.EventEmitter) => once(emitter, 'error').then(([error]) => error as Error);

describe('the guard', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a socket', () => failed(connect(port, '127.0.0.1'))],
    ['TLS', () => failed(connectTls({ port, host: '127.0.0.1' }))],
    ['http', () => failed(get(`http://127.0.0.1:${port}/`))],
    ['fetch', () => fetch(`http://127.0.0.1:${port}/`).catch((error: Error) => error.cause)],
    ['a Unix socket', () => failed(connect('/var/run/docker.sock'))],
    ['the look-up of a name', () => new Promise((resolve) => lookup('desk.example', resolve))],
    ['a question to a name server', () => resolve4('desk.example').catch((error: unknown) => error)],
    ['a datagram', async () => thrownBy(() => dgram.createSocket('udp4').send('x', port, '127.0.0.1'))],
    ['a child process', async () => thrownBy(() => spawn('true'))],
    ['a child process that is waited for', async () => thrownBy(() => execFileSync('true'))],
    ['a listening socket', async () => thrownBy(() => createServer().listen(0))],
    ['an inspector that listens', async () => thrownBy(() => inspector.open(0))],
    ['another program in its place', async () => thrownBy(() => process.execve?.('/bin/true'))],
    ['a thread', async () => thrownBy(() => new Worker('0', { eval: true }))],
  ])('refuses %s', async (_, reach) => {
    using guard = installGuard();
    const before = connections;
    expect(await reach()).toMatchObject({ code: 'forbidden' });
    expect(guard.refused.size).toBe(1);
    expect(connections).toBe(before);
  });

  it('lets through what is named, and everything once it is gone', async () => {
    {
      using guard = installGuard();
      guard.allow([`127.0.0.1:${port}`]);
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(204);
      await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow();
      expect([...guard.refused.keys()]).toEqual([`localhost:${port}`]);
    }
    expect((await fetch(`http://localhost:${port}/`)).status).toBe(204);
    expect(execFileSync('echo', ['out'], { encoding: 'utf8' })).toBe('out\n');
  });

  it('wants whole addresses', () => {
    using guard = installGuard();
    guard.allow(['kafka-1:9092', '[::1]:9092']);
    for (const wrong of ['kafka-1', 'http://kafka-1:9092', ':9092', '']) {
      expect(() => guard.allow([wrong])).toThrow('write host:port');
    }
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
