import { DeskrailError, type DeskrailEvent } from '@deskrail/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';
import { messageFact } from '../fakes/views.js';

const open = testServers();
type Test = ReturnType<typeof open>;
type Follow = { readonly key?: string; readonly query?: string; readonly lastEventId?: string };

const expired = (tenant: string, id: string) =>
  ({
    specversion: '1.0',
    id,
    source: '/copilot',
    type: 'recommendation.expired.v1',
    subject: 'conversation:zendesk:5158',
    time: '2026-01-31T09:30:00Z',
    datacontenttype: 'application/json',
    tenant,
    actor: 'system/-',
    data: { recommendationId: id },
  }) as const;

/** Reads blocks as they come: the lines of each by their field. */
async function follow(test: Test, { key = 'a-reader-key', query = '', lastEventId }: Follow = {}) {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await test.call(`/v1/events?${query}`, { key, headers });
  expect(response.status).toBe(200);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  onTestFinished(() => reader.cancel());
  let text = '';
  const next = async () => {
    while (!text.includes('\n\n')) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      text += new TextDecoder().decode(value);
    }
    const [block = '', ...rest] = text.split('\n\n');
    text = rest.join('\n\n');
    return Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2))) as Record<
      string,
      string
    >;
  };
  const event = async () => JSON.parse((await next())?.data ?? 'null') as DeskrailEvent | null;
  return { response, reader, next, event, first: await next() };
}

describe('GET /v1/events', () => {
  it('sends what is new, as CloudEvents with a cursor', async () => {
    const test = open();
    await test.log.append('facts', [messageFact('a', 'old')]);
    const { response, first, next } = await follow(test);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(first).toEqual({ retry: '2000', id: expect.stringMatching(/^[\w-]+$/) });
    await test.log.append('facts', [messageFact('a', 'new')]);
    const block = await next();
    expect(block).toMatchObject({ event: 'message.received.v1', id: expect.stringMatching(/^[\w-]+$/) });
    const { raw, ...origin } = messageFact('a', 'new').data.origin;
    expect(JSON.parse(block?.data ?? '')).toEqual({
      ...messageFact('a', 'new'),
      data: { ...messageFact('a', 'new').data, origin },
    });
  });

  it('follows several streams as one, and only those asked for', async () => {
    const test = open();
    const all = await follow(test);
    const decisions = await follow(test, { query: 'streams=decisions,actions' });
    await test.log.append('facts', [messageFact('a', '1')]);
    await test.log.append('decisions', [expired('a', 'rec_1')]);
    expect([(await all.event())?.type, (await all.event())?.type].sort()).toEqual([
      'message.received.v1',
      'recommendation.expired.v1',
    ]);
    expect((await decisions.event())?.type).toBe('recommendation.expired.v1');
  });

  it('sends nothing of another tenant’s', async () => {
    const test = open();
    const { event } = await follow(test, { key: 'b-admin-key', query: 'raw=1&from=start' });
    await test.log.append('facts', [
      messageFact('a', '1'),
      messageFact('b', '2'),
      messageFact('a', '3'),
      messageFact('b', '4'),
    ]);
    expect([(await event())?.id, (await event())?.id]).toEqual(['b/zendesk/message/2', 'b/zendesk/message/4']);
  });

  it('sends vendors’ payloads to an admin who asks', async () => {
    const test = open();
    const { event } = await follow(test, { key: 'a-admin-key', query: 'raw=1' });
    await test.log.append('facts', [messageFact('a', '1')]);
    expect(await event()).toEqual(messageFact('a', '1'));
  });
});

describe('resuming', () => {
  const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index));

  it('goes on after the last id, in every stream', async () => {
    const test = open();
    await test.log.append(
      'facts',
      ids(0, 3).map((id) => messageFact('a', id)),
    );
    const before = await follow(test, { query: 'from=start&streams=facts,decisions' });
    await before.next();
    const lastEventId = (await before.next())?.id ?? '';
    await before.reader.cancel();
    await test.log.append('decisions', [expired('a', 'rec_1')]);
    const after = await follow(test, { query: 'streams=facts,decisions', lastEventId });
    const seen = [(await after.event())?.id, (await after.event())?.id];
    expect(seen.sort()).toEqual(['a/zendesk/message/2', 'rec_1']);
  });

  it('loses nothing where nothing had come yet', async () => {
    const test = open();
    await test.log.append('facts', [messageFact('a', 'long ago')]);
    test.time.now += 60_000;
    const before = await follow(test);
    await before.reader.cancel();
    test.time.now += 60_000;
    await test.log.append('facts', [messageFact('a', 'meanwhile')]);
    const after = await follow(test, { query: `after=${before.first?.id}` });
    expect((await after.event())?.id).toBe('a/zendesk/message/meanwhile');
  });

  it('moves on past what was another’s, with the heartbeat', async () => {
    const test = open({ limits: { heartbeatMs: 5 } });
    const { first, next } = await follow(test);
    await test.log.append('facts', [messageFact('b', '1')]);
    let block = await next();
    while (block?.id === first?.id) block = await next();
    expect(block).toMatchObject({ '': 'still here' });
    const after = await follow(test, { key: 'b-reader-key', lastEventId: block?.id ?? '' });
    await test.log.append('facts', [messageFact('b', '2')]);
    let event = await after.event();
    while (event === null) event = await after.event();
    expect(event.id).toBe('b/zendesk/message/2');
  });

  it.each([
    'nonsense',
    Buffer.from('{}').toString('base64url'),
    Buffer.from('{"facts":{"after":"no-number"}}').toString('base64url'),
    Buffer.from('{"facts":{"time":"today"}}').toString('base64url'),
    Buffer.from('{"facts":"end"}').toString('base64url'),
    Buffer.from('{"secrets":"start"}').toString('base64url'),
    Buffer.from('{"__proto__":"start"}').toString('base64url'),
    'x'.repeat(4000),
  ])('refuses the cursor %.40s', async (cursor) => {
    const { call } = open();
    for (const options of [{ headers: { 'last-event-id': cursor } }, { path: `&after=${cursor}` }]) {
      const response = await call(`/v1/events?streams=facts${options.path ?? ''}`, { key: 'a-reader-key', ...options });
      expect((await problemOf(response)).code).toBe('request-invalid');
    }
  });

  it.each(['streams=', 'streams=facts,secrets', 'from=middle', 'raw=yes', 'after='])('refuses ?%s', async (query) => {
    const response = await open().call(`/v1/events?${query}`, { key: 'a-admin-key' });
    expect((await problemOf(response)).code).toBe('request-invalid');
  });
});

describe('bounds', () => {
  it('refuses more streams than it may keep open, and takes new ones when some ended', async () => {
    const test = open({ limits: { eventStreams: 1 } });
    const one = await follow(test);
    const refused = await test.call('/v1/events', { key: 'a-reader-key' });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await problemOf(refused)).code).toBe('overloaded');
    await one.reader.cancel();
    await follow(test);
  });

  it('a refused cursor, or a HEAD, takes no place', async () => {
    const test = open({ limits: { eventStreams: 1 } });
    const cursor = Buffer.from('{"facts":{"after":"x"}}').toString('base64url');
    expect((await test.call(`/v1/events?after=${cursor}`, { key: 'a-reader-key' })).status).toBe(400);
    expect((await test.call('/v1/events', { key: 'a-reader-key', method: 'HEAD' })).status).toBe(200);
    await follow(test);
  });

  it('reads the log no faster than the caller reads', async () => {
    const test = open();
    const { reader } = await follow(test, { query: 'from=start&streams=facts' });
    let taken = 0;
    const { stored } = test.log;
    await test.log.append(
      'facts',
      Array.from({ length: 50 }, (_, id) => messageFact('a', String(id))),
    );
    for (const place of stored) {
      const { event } = place;
      Object.defineProperty(place, 'event', {
        get() {
          taken += 1;
          return event;
        },
      });
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBeLessThan(10);
    await reader.read();
  });

  it('gives a sign of life', async () => {
    const { next } = await follow(open({ limits: { heartbeatMs: 5 } }));
    expect(await next()).toMatchObject({ '': 'still here' });
  });
});

describe('a stream ends', () => {
  it('with its caller', async () => {
    const test = open();
    const before = test.log.reading;
    const caller = new AbortController();
    const response = await test.call('/v1/events', { key: 'a-reader-key', signal: caller.signal });
    expect(test.log.reading).toBe(before + 3);
    caller.abort();
    await response.text().catch(() => {});
    expect(test.log.reading).toBe(before);
  });

  it('with the server', async () => {
    const test = open();
    const { next } = await follow(test);
    await test.server.close();
    expect(await next()).toBeUndefined();
    expect((await problemOf(await test.call('/v1/events', { key: 'a-reader-key' }))).code).toBe('closed');
  });

  it('with its session', async () => {
    const test = open({ limits: { heartbeatMs: 5 } });
    const code = await test.server.issueSignInCode({ tenant: 'a' });
    const { key } = await (await test.call('/v1/sessions', { json: { code } })).json();
    const { next } = await follow(test, { key });
    test.time.now += 12 * 3_600_000;
    let block = await next();
    while (block?.[''] === 'still here') block = await next();
    expect(block).toBeUndefined();
  });

  it('when the log breaks off, so that its reader resumes', async () => {
    const test = open();
    const { next } = await follow(test);
    test.log.breakReads(new DeskrailError('dependency-unavailable', 'The broker is away.'));
    expect(await next()).toBeUndefined();
    expect(test.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: { code: 'dependency-unavailable' } }),
    );
  });
});
