import { createServer, type RequestListener, type Server, request as sendRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Adapter, EventLog, Logger } from '@deskrail/contracts';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { expressHandler } from './express.js';
import { type NodeHandler, nodeListener } from './node.js';
import { createReceiver } from './receiver.js';

function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function setUp() {
  const bodies: string[] = [];
  const lines: string[] = [];
  const line = (fields: unknown, message: string) => void lines.push(`${JSON.stringify(fields)} ${message}`);
  const logger: Logger = { debug: line, info: line, warn: line, error: line };
  const adapter: Adapter = {
    desk: 'test',
    verify: async ({ headers }) =>
      headers.get('x-sign') === 'right'
        ? { authentic: true, authenticity: 'signed' }
        : { authentic: false, code: 'signature-missing', cause: 'none' },
    read: ({ body }) => ({ readable: true, payload: new TextDecoder().decode(body) }),
    normalize: async (payload) => {
      bodies.push(payload as string);
      return [];
    },
    retry: { status: 409 },
    checkConnection: () => {},
  };
  const connection = { id: 'test', tenant: 'acme', desk: 'test', adapter, secrets: ['s'] };
  const receiver = createReceiver({ log: {} as EventLog, connections: [connection], logger });
  return { receiver, bodies, lines };
}

const text = '{ "spaced":   "é", "n": 1.0 }';
const delivery = (body: BodyInit = text) => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json', 'x-sign': 'right' },
});

describe('node:http', () => {
  it('hands over the bytes as they came', async () => {
    const { receiver, bodies } = setUp();
    const url = await listen(nodeListener(receiver));
    expect((await fetch(`${url}/webhooks/test`, delivery())).status).toBe(204);
    expect((await fetch(`${url}/webhooks/test`, delivery('é'.repeat(200_000)))).status).toBe(204);
    expect(bodies).toEqual([text, 'é'.repeat(200_000)]);
    expect((await fetch(`${url}/webhooks/test`, { method: 'POST' })).status).toBe(401);
  });

  it('answers 413 to a body that is too large, declared or not, and stays usable', async () => {
    const { receiver } = setUp();
    const url = await listen(nodeListener(receiver));
    const large = 'x'.repeat(3 * 1024 * 1024);
    const declared = await fetch(`${url}/webhooks/test`, delivery(large));
    expect(declared.status).toBe(413);
    expect(await declared.json()).toMatchObject({ code: 'body-too-large' });
    const streamed = await fetch(`${url}/webhooks/test`, {
      ...delivery(new Blob([large]).stream()),
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
    expect((await fetch(`${url}/webhooks/test`, delivery())).status).toBe(204);
  });

  it('is a Request for any handler', async () => {
    const handler: NodeHandler = async (request) => {
      expect(request).toBeInstanceOf(Request);
      expect(new URL(request.url).search).toBe('?a=1');
      const copy = request.method === 'PUT' ? new Request(request.url, request) : request.clone();
      return Response.json({ method: request.method, header: request.headers.get('x-sign'), body: await copy.text() });
    };
    const url = await listen(nodeListener(handler));
    for (const method of ['POST', 'PUT']) {
      const answer = await fetch(`${url}/x?a=1`, { ...delivery('{"a":1}'), method });
      expect(await answer.json()).toEqual({ method, header: 'right', body: '{"a":1}' });
    }
    expect(await (await fetch(`${url}/x?a=1`)).json()).toMatchObject({ method: 'GET', body: '' });
    const head = await fetch(`${url}/x?a=1`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
  });

  it('uses the public URL where one is given, and no strange host', async () => {
    const urls: string[] = [];
    const handler: NodeHandler = async (request) => {
      urls.push(request.url);
      const headers = new Headers({ 'set-cookie': 'a=1' });
      headers.append('set-cookie', 'b=2');
      return new Response(null, { status: 204, headers });
    };
    const open = await listen(nodeListener(handler));
    const named = await listen(nodeListener(handler, { publicUrl: 'https://support.example.com/ignored' }));
    const get = (url: string, host: string) =>
      new Promise<string[] | undefined>((resolve) => {
        sendRequest(url, { headers: { host } }, (response) => resolve(response.resume().headers['set-cookie'])).end();
      });
    expect(await get(`${open}/a?b`, 'desk.example.com:8080')).toEqual(['a=1', 'b=2']);
    await get(`${open}/a`, 'user@evil/x');
    await get(`${named}/a`, 'evil');
    expect(urls).toEqual(['http://desk.example.com:8080/a?b', 'http://localhost/a', 'https://support.example.com/a']);
  });

  it('streams, and tells the handler when the reader leaves', async () => {
    const left = deferred<void>();
    const cancelled = deferred<void>();
    const handler: NodeHandler = (request) => {
      request.signal.addEventListener('abort', () => left.resolve());
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
        cancel: () => cancelled.resolve(),
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    };
    const url = await listen(nodeListener(handler));
    const leaving = new AbortController();
    const answer = await fetch(url, { signal: leaving.signal });
    const { value } = (await answer.body?.getReader().read()) ?? {};
    expect(new TextDecoder().decode(value)).toBe('data: 1\n\n');
    leaving.abort();
    await Promise.all([left.promise, cancelled.promise]);
  });

  it('survives a sender who leaves in the middle of the body', async () => {
    const { receiver } = setUp();
    const outcome = deferred<Response>();
    const url = await listen(
      nodeListener(async (request) => {
        const response = await receiver(request);
        outcome.resolve(response);
        return response;
      }),
    );
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST /webhooks/test HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"half');
    socket.once('ready', () => setImmediate(() => socket.destroy()));
    expect((await outcome.promise).status).toBe(400);
  });

  it('answers 500 when the handler rejects, and tells', async () => {
    const errors: unknown[] = [];
    const handler = () => Promise.reject(new Error('boom'));
    const url = await listen(nodeListener(handler, { onError: (error) => errors.push(error) }));
    expect((await fetch(url)).status).toBe(500);
    expect(errors).toEqual([new Error('boom')]);
  });
});

describe('Express', () => {
  it('needs no body parser, and takes what express.raw left', async () => {
    const { receiver, bodies } = setUp();
    const app = express();
    app.post('/webhooks/*rest', expressHandler(receiver));
    app.use('/mounted', expressHandler(receiver));
    app.use('/raw', express.raw({ type: '*/*' }), expressHandler(receiver));
    const url = await listen(app);
    for (const path of ['/webhooks/test', '/mounted/webhooks/test', '/raw/webhooks/test']) {
      expect((await fetch(url + path, delivery())).status).toBe(204);
    }
    expect(bodies).toEqual([text, text, text]);
  });

  it('says what to change when a parser was there first', async () => {
    const { receiver, bodies, lines } = setUp();
    const app = express();
    app.use(express.json());
    app.use(expressHandler(receiver));
    const url = await listen(app);
    const response = await fetch(`${url}/webhooks/test`, delivery());
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'already-parsed' });
    expect(lines.join()).toContain('express.raw');
    expect(bodies).toEqual([]);
  });
});
