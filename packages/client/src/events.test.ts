import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, type DeskrailApiError, type ReceivedEvent } from './index.js';

type Connection = (response: ServerResponse, request: IncomingMessage) => void;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Serves `/v1/events` by one function per connection, the last one for ever, and anything else by `other`. */
async function serve(connections: Connection[], other?: Connection) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/v1/events')) return other?.(response, request);
    requests.push(request);
    const connection = connections.length > 1 ? connections.shift() : connections[0];
    connection?.(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const client = createClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: 'k' });
  return { client, requests };
}

const block = (id: number, text = 'x') =>
  `id: ${id}\nevent: message.received.v1\ndata: ${JSON.stringify({ type: 'message.received.v1', id: `e${id}`, data: { text } })}\n\n`;

const open = (response: ServerResponse, ...pieces: (string | Uint8Array)[]) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  for (const piece of pieces) response.write(piece);
};

const refuse = (status: number, code: string) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: code, status, code, detail: 'Because.' }));
};

async function take(events: AsyncIterable<ReceivedEvent>, count: number): Promise<ReceivedEvent[]> {
  const taken: ReceivedEvent[] = [];
  for await (const event of events) if (taken.push(event) === count) break;
  return taken;
}

const never = new AbortController().signal;

describe('events', () => {
  it('arrive as they happen, with the key and the streams that were asked for', async () => {
    const { client, requests } = await serve([(response) => open(response, ': hello\n\n', block(1), block(2))]);
    const taken = await take(client.events({ streams: ['facts', 'decisions'], signal: never }), 2);
    expect(taken.map(({ id, event }) => [id, event.id])).toEqual([
      ['1', 'e1'],
      ['2', 'e2'],
    ]);
    expect(requests[0]?.url).toBe('/v1/events?streams=facts%2Cdecisions');
    expect(requests[0]?.headers).toMatchObject({ authorization: 'Bearer k', accept: 'text/event-stream' });
    expect(requests[0]?.headers['last-event-id']).toBeUndefined();
  });

  it('are whole when a character is cut in two', async () => {
    const bytes = Buffer.from(block(1, 'größer 𝒹'));
    const { client } = await serve([
      (response) => {
        open(response);
        const next = (at: number) => {
          if (at < bytes.length) response.write(bytes.subarray(at, at + 3), () => setImmediate(next, at + 3));
        };
        next(0);
      },
    ]);
    const [received] = await take(client.events({ signal: never }), 1);
    expect(received?.event.data).toEqual({ text: 'größer 𝒹' });
  });

  it('go on after the last one when the connection breaks, ends or is refused for a moment', async () => {
    const states: string[] = [];
    const { client, requests } = await serve([
      (response) => {
        open(response, block(1));
        setImmediate(() => response.destroy());
      },
      refuse(503, 'dependency-unavailable'),
      (response) => {
        open(response, block(2));
        response.end();
      },
      (response) => open(response, block(3)),
    ]);
    const events = client.events({ signal: never, retryMs: 1, onConnection: (state) => states.push(state) });
    expect((await take(events, 3)).map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(requests.map((request) => request.headers['last-event-id'])).toEqual([undefined, '1', '1', '2']);
    expect(states.slice(0, 5)).toEqual(['connecting', 'open', 'waiting', 'connecting', 'waiting']);
  });

  it('resume after an id that was kept', async () => {
    const { client, requests } = await serve([(response) => open(response, block(9))]);
    await take(client.events({ signal: never, lastEventId: '8' }), 1);
    expect(requests[0]?.headers['last-event-id']).toBe('8');
  });

  it('end with their signal even when memory was collected while the stream was open', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { client } = await serve([(response) => open(response, block(1))]);
    const stopping = new AbortController();
    const events = client.events({ signal: stopping.signal })[Symbol.asyncIterator]();
    await events.next();
    const ended = events.next();
    for (let round = 0; round < 5; round += 1) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    stopping.abort();
    expect(await ended).toEqual({ done: true, value: undefined });
  });

  it('begin with the oldest where they are asked to, and only while there is nothing to resume after', async () => {
    const { client, requests } = await serve([(response) => open(response, block(1))]);
    await take(client.events({ signal: never, from: 'start' }), 1);
    await take(client.events({ signal: never, from: 'start', lastEventId: '8' }), 1);
    expect(requests.map(({ url }) => url)).toEqual(['/v1/events?from=start', '/v1/events']);
  });

  it('connect anew when the line has gone silent', async () => {
    const { client, requests } = await serve([(response) => open(response), (response) => open(response, block(1))]);
    await take(client.events({ signal: never, idleMs: 30, retryMs: 1 }), 1);
    expect(requests).toHaveLength(2);
  });

  it('pass over what is no event', async () => {
    const { client } = await serve([(response) => open(response, 'event: hello\ndata: hi\n\ndata: {}\n\n', block(1))]);
    expect(await take(client.events({ signal: never }), 1)).toHaveLength(1);
  });

  it('end with the signal: while reading, while waiting, and before', async () => {
    const reading = new AbortController();
    const { client } = await serve([(response) => open(response, block(1)), (response) => response.destroy()]);
    let count = 0;
    for await (const _ of client.events({ signal: reading.signal })) {
      count += 1;
      reading.abort();
    }
    expect(count).toBe(1);
    const waiting = new AbortController();
    const onConnection = (state: string) => state === 'waiting' && waiting.abort();
    await take(client.events({ signal: waiting.signal, onConnection, retryMs: 60_000 }), 1);
    await take(client.events({ signal: AbortSignal.abort() }), 1);
  });

  it('close the connection when the caller stops', async () => {
    let closed: Promise<unknown> | undefined;
    const { client } = await serve([
      (response) => {
        closed = once(response, 'close');
        open(response, block(1));
      },
    ]);
    await take(client.events({ signal: never }), 1);
    await closed;
  });

  it('fail where trying again cannot help', async () => {
    const { client, requests } = await serve([refuse(401, 'unauthenticated')]);
    const error = await take(client.events({ signal: never }), 1).catch((reason: unknown) => reason);
    expect((error as DeskrailApiError).code).toBe('unauthenticated');
    expect(requests).toHaveLength(1);
  });
});

describe('waitForVerdict', () => {
  const answer = (status: string) => (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ recommendationId: 'rec_1', status }));
  };
  const given = `id: 1\ndata: ${JSON.stringify({ type: 'verdict.given.v1', id: 'v', data: { recommendationId: 'rec_1' } })}\n\n`;

  it('resolves at once when it is decided already', async () => {
    const { client } = await serve([(response) => open(response)], answer('approved'));
    await expect(client.waitForVerdict('rec_1')).resolves.toMatchObject({ status: 'approved' });
  });

  it('looks again as soon as an event says so', async () => {
    let decided = false;
    const { client } = await serve(
      [
        (response) => {
          open(response);
          decided = true;
          response.write(given);
        },
      ],
      (response) => answer(decided ? 'rejected' : 'open')(response),
    );
    const view = await client.waitForVerdict('rec_1', { pollMs: 60_000 });
    expect(view.status).toBe('rejected');
  });

  it('polls where events cannot be had', async () => {
    let looks = 0;
    const { client } = await serve([refuse(403, 'forbidden')], (response) => {
      looks += 1;
      answer(looks < 4 ? 'open' : 'expired')(response);
    });
    await expect(client.waitForVerdict('rec_1', { pollMs: 1 })).resolves.toMatchObject({ status: 'expired' });
  });

  it('gives up with code timeout, or with the signal’s reason', async () => {
    const { client } = await serve([(response) => open(response)], answer('open'));
    await expect(client.waitForVerdict('rec_1', { timeoutMs: 30 })).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('v1/recommendations/rec_1: timeout. rec_1 is still open after 30 ms.'),
    });
    const reason = new Error('enough');
    const controller = new AbortController();
    const waiting = client.waitForVerdict('rec_1', { signal: controller.signal });
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it('fails when the recommendation is not there', async () => {
    const { client } = await serve([(response) => open(response)], refuse(404, 'not-found'));
    await expect(client.waitForVerdict('rec_1')).rejects.toMatchObject({ code: 'not-found' });
  });
});
