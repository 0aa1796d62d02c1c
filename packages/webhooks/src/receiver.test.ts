import {
  type Adapter,
  type Answer,
  type Connection,
  checkEvent,
  type DeadLetter,
  DeskrailError,
  type EventLog,
  type Fact,
  type Logger,
} from '@deskrail/contracts';
import { describe, expect, it, vi } from 'vitest';
import { readJson } from './read-json.js';
import { createReceiver, type DeliveryReport, type ReceiverOptions } from './receiver.js';
import { withRemoteAddress } from './remote-address.js';

/** A desk that signs by saying so: `authorization: right`, and `stale` for a late one. */
const adapter: Adapter<string> = {
  desk: 'test',
  async verify({ headers }) {
    const given = headers.get('authorization');
    if (given === 'right') return { authentic: true, authenticity: 'signed' };
    const stale = given === 'stale';
    return { authentic: false, code: stale ? 'signature-stale' : 'signature-invalid', cause: 'the third byte', stale };
  },
  read({ body }) {
    const json = readJson(body);
    return json.readable ? { readable: true, payload: String(json.value) } : json;
  },
  async normalize(payload, { connection, raw }) {
    if (payload === 'throw') throw new TypeError(`cannot read ${raw}`);
    if (payload === 'none') return [];
    return [factOf(connection, payload, raw)];
  },
  retry: { status: 409, headers: { 'x-again': 'yes' } },
  checkConnection({ secrets }) {
    if (secrets.length === 0) throw new DeskrailError('secret-empty', 'No secret.');
  },
};

const factOf = (connection: Connection, id: string, raw: string): Fact => ({
  specversion: '1.0',
  id,
  identity: 'exact',
  source: `/connections/${connection.id}`,
  type: 'unmapped.v1',
  subject: 'conversation:test:1',
  time: '2026-01-31T09:30:00Z',
  datacontenttype: 'application/json',
  tenant: connection.tenant,
  connection: connection.id,
  actor: 'system/-',
  authenticity: 'signed',
  data: { vendorEvent: 'x', why: 'no-contract', origin: { vendor: 'test', by: 'event', raw } },
});

const connection: Connection = {
  id: 'test',
  tenant: 'acme',
  desk: 'test',
  adapter: adapter as Adapter,
  secrets: ['s'],
};

function setUp(over: Partial<ReceiverOptions> = {}) {
  const facts: Fact[] = [];
  const letters = new Map<string, DeadLetter>();
  const lines: string[] = [];
  const reports: DeliveryReport[] = [];
  const append = vi.fn(async (stream: string, events: readonly unknown[]) => {
    for (const event of events) {
      if (stream === 'facts') facts.push(checkEvent('facts', event));
      else {
        const letter = checkEvent('dead-letters', event);
        letters.set(letter.id, letter);
      }
    }
    return [];
  });
  const line = (fields: unknown, message: string) => void lines.push(`${JSON.stringify(fields)} ${message}`);
  const logger: Logger = { debug: line, info: line, warn: line, error: line };
  const receive = createReceiver({
    log: { append } as unknown as EventLog,
    connections: [connection],
    logger,
    clock: { now: () => Date.parse('2026-01-31T09:30:00Z') },
    onDelivery: (report) => reports.push(report),
    ...over,
  });
  return { receive, append, facts, letters: () => [...letters.values()], lines, reports };
}

const post = (
  body: BodyInit | null,
  headers: Record<string, string> = { authorization: 'right' },
  path = '/webhooks/test',
) => new Request(`http://localhost${path}`, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);

describe('an authentic delivery', () => {
  it('is appended as facts, then acknowledged', async () => {
    const { receive, facts, reports } = setUp();
    const response = await receive(post('"one"'));
    expect(response.status).toBe(204);
    expect(facts).toMatchObject([{ id: 'one', data: { origin: { raw: '"one"' } } }]);
    expect(reports).toMatchObject([{ connection: 'test', desk: 'test', outcome: 'accepted', facts: 1 }]);
  });

  it('is found under any mount, and its secret part reaches no log', async () => {
    const { receive, facts, lines } = setUp();
    expect((await receive(post('"one"', undefined, '/desk/webhooks/test/hush-hush?x=1'))).status).toBe(204);
    expect((await receive(post('"one"', {}, '/webhooks/test/hush-hush'))).status).toBe(401);
    expect(facts).toHaveLength(1);
    expect(lines.join()).not.toContain('hush');
  });

  it('that makes no fact is acknowledged, and counted as dropped', async () => {
    const { receive, append, reports } = setUp();
    expect((await receive(post('"none"'))).status).toBe(204);
    expect(append).not.toHaveBeenCalled();
    expect(reports).toMatchObject([{ connection: 'test', outcome: 'dropped', facts: 0 }]);
  });

  it.each(['"one"', '"none"', 'not JSON'])('%s is answered as its desk wants it', async (body) => {
    const answer = vi.fn(() => ({ status: 200, headers: { 'content-type': 'text/xml' }, body: '<Response/>' }));
    const { receive } = setUp({ connections: [{ ...connection, adapter: { ...connection.adapter, answer } }] });
    const response = await receive(post(body));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/xml']);
    expect(await response.text()).toBe('<Response/>');
    const refused = await receive(post(body, {}));
    expect([refused.status, answer.mock.calls.length]).toEqual([401, 1]);
  });

  it.each<() => Answer>([
    () => ({ status: 204, body: 'none is allowed' }),
    () => ({ status: 42 }),
    () => {
      throw new TypeError('Ada');
    },
  ])('is acknowledged whatever its adapter answers: %s', async (answer) => {
    const adapter = { ...connection.adapter, answer };
    const { receive, facts, lines } = setUp({ connections: [{ ...connection, adapter }] });
    expect((await receive(post('"one"'))).status).toBe(204);
    expect(facts).toHaveLength(1);
    expect(lines.join()).not.toContain('Ada');
  });

  it('says where it came from, if its host does', async () => {
    const seen: unknown[] = [];
    const verify: Adapter['verify'] = (delivery, ...rest) => {
      seen.push('remoteAddress' in delivery && delivery.remoteAddress);
      return connection.adapter.verify(delivery, ...rest);
    };
    const { receive } = setUp({ connections: [{ ...connection, adapter: { ...connection.adapter, verify } }] });
    await receive(post('"one"'));
    await receive(withRemoteAddress(post('"one"'), undefined));
    await receive(withRemoteAddress(post('"one"'), '::ffff:192.0.2.1'));
    expect(seen).toEqual([false, false, '192.0.2.1']);
  });

  it.each([
    ['not JSON', 'Ada wrote', 'unreadable', 'payload-unreadable'],
    ['empty', '', 'unreadable', 'payload-unreadable'],
    ['what the adapter chokes on', '"throw"', 'unreadable', 'payload-unreadable'],
    ['what makes an invalid fact', JSON.stringify(''), 'event-invalid', 'event-invalid'],
  ])('of %s is dead-lettered once, for fifty redeliveries, and acknowledged', async (_, body, reason, code) => {
    const { receive, letters, lines, reports } = setUp();
    const responses = await Promise.all(Array.from({ length: 50 }, () => receive(post(body))));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([204]));
    expect(letters()).toMatchObject([
      { data: { reason, code, body, bodyEncoding: 'utf8', from: { connection: 'test' } } },
    ]);
    expect(letters()[0]?.data.from).not.toHaveProperty('headers.authorization');
    expect(lines.join()).not.toContain('Ada');
    expect(reports[0]).toMatchObject({ outcome: 'dead-lettered', code, facts: 0 });
  });

  it('that is not UTF-8 is kept as base64', async () => {
    const { receive, letters } = setUp();
    expect((await receive(post(Uint8Array.of(0xc3, 0x28)))).status).toBe(204);
    expect(letters()).toMatchObject([{ data: { body: 'wyg=', bodyEncoding: 'base64' } }]);
  });
});

describe('a delivery that the log will never take', () => {
  const tooLarge = new DeskrailError('body-too-large', 'The event takes more than the topic does.');

  it('is dead-lettered with its body and acknowledged, so that the vendor does not send it for ever', async () => {
    const letters: DeadLetter[] = [];
    const append = vi.fn(async (stream: string, events: readonly unknown[]) => {
      if (stream === 'facts') throw tooLarge;
      letters.push(...events.map((event) => checkEvent('dead-letters', event)));
      return [];
    });
    const { receive, reports } = setUp({ log: { append } as unknown as EventLog });
    expect((await receive(post('"one"'))).status).toBe(204);
    expect(letters).toMatchObject([
      { data: { reason: 'too-large', code: 'body-too-large', body: '"one"', from: { authenticity: 'signed' } } },
    ]);
    expect(reports).toMatchObject([{ outcome: 'dead-lettered', code: 'body-too-large' }]);
  });

  it('not even as a dead letter, is kept without its body', async () => {
    const letters: DeadLetter[] = [];
    const append = vi.fn(async (stream: string, events: readonly unknown[]) => {
      const [event] = events as readonly DeadLetter[];
      if (stream === 'facts' || event?.data.body !== undefined) throw tooLarge;
      letters.push(checkEvent('dead-letters', event));
      return [];
    });
    const { receive } = setUp({ log: { append } as unknown as EventLog });
    expect((await receive(post('"one"'))).status).toBe(204);
    expect(letters[0]?.data.message).toMatch(/body of 5 bytes could not be kept/);
    expect(letters[0]?.data).not.toHaveProperty('body');
  });
});

describe('a delivery that is not authentic', () => {
  it('is refused, tells nothing of the cause, and leaves nothing', async () => {
    const { receive, append, lines } = setUp();
    const response = await receive(post('{"unread', {}));
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = await response.json();
    expect(problem).toMatchObject({ code: 'signature-invalid', status: 401 });
    expect(JSON.stringify(problem)).not.toContain('third byte');
    expect(lines.join()).toContain('third byte');
    expect(append).not.toHaveBeenCalled();
  });

  it('with a right signature and a wrong time is refused and kept once, up to a bound', async () => {
    const { receive, letters } = setUp({ staleKept: 2 });
    const statuses: number[] = [];
    for (const body of ['"a"', '"a"', '"b"', '"c"', '"a"']) {
      statuses.push((await receive(post(body, { authorization: 'stale' }))).status);
    }
    // Past the bound the vendor is asked to keep it: what is authentic is never lost.
    expect(statuses).toEqual([401, 401, 401, 409, 401]);
    expect(letters()).toMatchObject([
      { data: { reason: 'stale', body: '"a"' } },
      { data: { reason: 'stale', body: '"b"' } },
    ]);
  });
});

describe('a request that is no delivery', () => {
  it('of a method that its desk does not use is answered with 405', async () => {
    const adapter = { ...connection.adapter, methods: ['GET', 'POST'] };
    const { receive } = setUp({ connections: [{ ...connection, adapter }] });
    const send = (method: string) =>
      receive(new Request('http://localhost/webhooks/test', { method, headers: { authorization: 'right' } }));
    // Authentic and empty.
    expect((await send('GET')).status).toBe(204);
    const refused = await send('PUT');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  it('has more form fields than its adapter takes', async () => {
    const verify = () => Promise.reject(new DeskrailError('body-too-large', 'More than 2,000 form fields.'));
    const { receive, reports } = setUp({
      connections: [{ ...connection, adapter: { ...connection.adapter, verify } }],
    });
    expect((await receive(post('"one"'))).status).toBe(413);
    expect(reports).toMatchObject([{ outcome: 'refused', code: 'body-too-large' }]);
  });

  it.each([
    ['POST', '/webhooks/other', 404, 'connection-unknown'],
    ['POST', '/elsewhere', 404, 'not-found'],
    ['POST', '/webhooks/%ff', 404, 'not-found'],
    ['POST', '/webhooks', 404, 'not-found'],
  ])('%s %s is answered with %i', async (method, path, status, code) => {
    const { receive, reports } = setUp();
    const response = await receive(new Request(`http://webhooks${path}`, { method }));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
    expect(reports).toMatchObject([{ connection: '(unknown)', outcome: 'refused', code }]);
  });

  it('is refused for its declared size before a byte is read', async () => {
    const { receive } = setUp({ bodyLimitBytes: 10 });
    const pull = vi.fn();
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    const response = await receive(post(body, { authorization: 'right', 'content-length': '11' }));
    expect(response.status).toBe(413);
    expect(pull).not.toHaveBeenCalled();
  });

  it('is refused for its real size before it is hashed', async () => {
    const verify = vi.spyOn(adapter, 'verify');
    const { receive } = setUp({ bodyLimitBytes: 10 });
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(8)) });
    expect((await receive(post(endless))).status).toBe(413);
    expect(verify).not.toHaveBeenCalled();
    verify.mockRestore();
  });

  it('is refused for its real size where it declared a smaller one', async () => {
    const { receive } = setUp({ bodyLimitBytes: 10 });
    expect((await receive(post('12345678901', { 'content-length': '2' }))).status).toBe(413);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(8)) });
    const both = { 'content-length': '2', 'transfer-encoding': 'chunked' };
    expect((await receive(post(endless, both))).status).toBe(413);
  });

  it.each([[{}], [{ 'content-length': '2' }]])('is given up when its body does not come (%j)', async (headers) => {
    const { receive } = setUp({ bodyTimeoutMs: 20 });
    const response = await receive(post(new ReadableStream({}), headers));
    expect(response.status).toBe(408);
    expect(await response.json()).toMatchObject({ code: 'timeout' });
  });

  it('with a body already read is answered so that the vendor sends again, and the log names the setting', async () => {
    const { receive, lines } = setUp();
    const request = post('"one"');
    await request.text();
    const response = await receive(request);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'already-parsed' });
    expect(lines.join()).toContain('express.raw');
  });
});

describe('when the log cannot take it', () => {
  it.each([
    new DeskrailError('dependency-unavailable', 'away'),
    new DeskrailError('overloaded', 'busy'),
    new TypeError('boom: Ada'),
  ])('asks the vendor to send again: %s', async (error) => {
    const append = vi.fn(() => Promise.reject(error));
    const { receive, lines, reports } = setUp({ log: { append } as unknown as EventLog });
    for (const body of ['"one"', 'not JSON']) {
      const response = await receive(post(body));
      expect(response.status).toBe(409);
      expect(response.headers.get('x-again')).toBe('yes');
    }
    expect(reports.map(({ outcome }) => outcome)).toEqual(['retry', 'retry']);
    expect(lines.join()).not.toContain('Ada');
  });

  it('waits no longer than its deadline, even for a log that does not stop', async () => {
    let signal: AbortSignal | undefined;
    const append = (_stream: string, _events: unknown, options: { signal: AbortSignal }) => {
      signal = options.signal;
      return new Promise(() => {});
    };
    const { receive } = setUp({ log: { append } as unknown as EventLog, appendTimeoutMs: 20 });
    const response = await receive(post('"one"'));
    expect(response.status).toBe(409);
    expect(signal?.aborted).toBe(true);
  });
});

describe('connections', () => {
  it('in a list are checked at once', () => {
    expect(() => setUp({ connections: [{ ...connection, secrets: [] }] })).toThrow(
      expect.objectContaining({ code: 'secret-empty' }),
    );
    expect(() => setUp({ connections: [connection, connection] })).toThrow(
      expect.objectContaining({ code: 'config-invalid' }),
    );
  });

  it('by look-up are asked for once in a while, together', async () => {
    const lookUp = vi.fn(async (id: string) => (id === 'test' ? connection : undefined));
    const { receive } = setUp({ connections: lookUp });
    const statuses = await Promise.all([receive(post('"a"')), receive(post('"b"'))]);
    expect(statuses.map(({ status }) => status)).toEqual([204, 204]);
    expect(lookUp).toHaveBeenCalledTimes(1);
    expect((await receive(post('"a"', undefined, '/webhooks/other'))).status).toBe(404);
    expect((await receive(post('"a"', undefined, '/webhooks/other'))).status).toBe(404);
    expect(lookUp).toHaveBeenCalledTimes(3);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('vault token hvs.secret'))],
    ['does not answer', () => new Promise<never>(() => {})],
    ['gives a connection without a secret', async () => ({ ...connection, secrets: [] })],
  ])('by a look-up that %s: the vendor is asked to send again', async (_, connections) => {
    const { receive, lines } = setUp({ connections, lookupTimeoutMs: 20 });
    const response = await receive(post('"a"'));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(lines.join()).not.toContain('hvs.secret');
  });
});

it('refuses a log whose spool would come too late', () => {
  const append = async () => [];
  expect(() => setUp({ log: { append, afterMs: 4_000 }, appendTimeoutMs: 4_000 })).toThrow(
    expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining('appendTimeoutMs') }),
  );
  setUp({ log: { append, afterMs: 2_000 } });
});
