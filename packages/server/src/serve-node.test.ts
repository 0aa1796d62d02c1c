import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { problemOf } from './fakes/problem-of.js';
import { testServers } from './fakes/test-servers.js';
import { messageFact } from './fakes/views.js';
import { type ServeNodeOptions, serveNode } from './serve-node.js';

const open = testServers();

async function serve(options: Partial<ServeNodeOptions> = {}) {
  const test = open();
  const node = await serveNode({ fetch: test.server.fetch, port: 0, ...options });
  onTestFinished(() => node.close());
  return { ...test, node, url: `http://127.0.0.1:${node.port}` };
}

const raw = (port: number, text: string) =>
  new Promise<string>((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });

function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('serveNode', () => {
  it('serves over HTTP, and tells the server who calls', async () => {
    const seen: (string | undefined)[] = [];
    const fetch = async (request: Request, { address }: { address?: string | undefined }) => {
      seen.push(address);
      return Response.json({ method: request.method, body: await request.text() });
    };
    const { url } = await serve({ fetch });
    const response = await globalThis.fetch(`${url}/x`, { method: 'POST', body: 'ä' });
    expect(await response.json()).toEqual({ method: 'POST', body: 'ä' });
    expect(seen).toEqual(['127.0.0.1']);
  });

  it('leaves the embedder’s Request and Response as they are', async () => {
    const before = [globalThis.Request, globalThis.Response];
    await serve();
    expect([globalThis.Request, globalThis.Response]).toEqual(before);
  });

  it('answers a large body with 413 while it is still being sent', async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/v1/facts`, {
      method: 'POST',
      headers: { authorization: 'Bearer a-writer-key', 'content-type': 'application/json' },
      body: 'x'.repeat(3 * 1024 * 1024),
    });
    expect(response.status).toBe(413);
  });

  it.each([
    ['GET / HTTP/1.1\r\nHost: bad host\r\nConnection: close\r\n\r\n'],
    ['GET http:// HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['nonsense\r\n\r\n'],
  ])('answers %j with 400', async (text) => {
    const { node } = await serve();
    expect(await raw(node.port, text)).toMatch(/^HTTP\/1\.1 400/);
  });

  it('answers 500, and nothing of why, where fetch itself rejects', async () => {
    const { url } = await serve({ fetch: async () => Promise.reject(new Error('inside')) });
    const response = await fetch(url);
    expect(response.status).toBe(500);
    const problem = await problemOf(response);
    expect(problem.code).toBe('internal');
    expect(JSON.stringify(problem)).not.toContain('inside');
  });

  it('says that the port is in use', async () => {
    const { node } = await serve();
    await expect(serveNode({ fetch: async () => new Response(), port: node.port })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('is in use'),
    });
  });

  it('says that the host is not one of this machine', async () => {
    const served = serveNode({ fetch: async () => new Response(), host: '192.0.2.1', port: 0 });
    await expect(served).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('192.0.2.1'),
    });
  });
});

describe('a stream over HTTP', () => {
  const headers = { authorization: 'Bearer a-reader-key' };

  it('arrives as it happens, and ends with the caller', async () => {
    const { url, log } = await serve();
    const before = log.reading;
    const caller = new AbortController();
    const response = await fetch(`${url}/v1/events`, { headers, signal: caller.signal });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await log.append('facts', [messageFact('a', '1')]);
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('event: message.received.v1');
    caller.abort();
    await expect.poll(() => log.reading).toBe(before);
  });
});

describe('closing', () => {
  const headers = { authorization: 'Bearer a-reader-key' };

  it('ends event streams, lets requests end, and takes no more', async () => {
    const { promise: answer, resolve: release } = deferred<Response>();
    const { promise: asked, resolve: ask } = deferred<void>();
    const test = open();
    const fetch = (request: Request) => {
      if (!request.url.endsWith('/slow')) return test.server.fetch(request);
      ask();
      return answer;
    };
    const node = await serveNode({ fetch, port: 0 });
    const url = `http://127.0.0.1:${node.port}`;
    const stream = await globalThis.fetch(`${url}/v1/events`, { headers });
    const slow = globalThis.fetch(`${url}/slow`);
    await asked;
    const closed = node.close();
    await expect(stream.text()).resolves.toContain('retry:');
    await expect(globalThis.fetch(url)).rejects.toThrow();
    release(new Response('done'));
    expect(await (await slow).text()).toBe('done');
    await closed;
    await node.close();
  });

  it('breaks off what takes too long', async () => {
    const { promise: asked, resolve: ask } = deferred<void>();
    const fetch = () => {
      ask();
      return new Promise<Response>(() => {});
    };
    const node = await serveNode({ fetch, port: 0, closeTimeoutMs: 5 });
    const answer = globalThis.fetch(`http://127.0.0.1:${node.port}`);
    const broken = expect(answer).rejects.toThrow();
    await asked;
    await node.close();
    await broken;
  });

  it('follows a signal', async () => {
    const ending = new AbortController();
    const { url, node } = await serve({ signal: ending.signal });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    ending.abort();
    await node.close();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('does not wait for connections that are kept alive', async () => {
    const { node, url } = await serve();
    const { Agent } = await import('node:http');
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      request(`${url}/healthz`, { agent }, (response) => response.resume().on('end', resolve))
        .on('error', reject)
        .end();
    });
    await node.close();
    agent.destroy();
  });
});
