import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../fakes/problem-of.js';
import { testServers } from '../fakes/test-servers.js';

const open = testServers();
const json = { 'content-type': 'application/json' };
const utf8 = (text: string) => new TextEncoder().encode(text);
const nested = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
const fact = (data: string) =>
  `{"id":"1","type":"case.field-changed.v1","subject":"conversation:z:1","data":{"field":{"id":"1"},"current":${data}}}`;

describe('a body that is no JSON as it should be', () => {
  it.each<[string, RequestInit['body'], Record<string, string>, number, string]>([
    ['empty', '', json, 400, 'payload-unreadable'],
    ['blank', ' \n', json, 400, 'payload-unreadable'],
    ['cut off', '{"id":', json, 400, 'payload-unreadable'],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), json, 400, 'payload-unreadable'],
    ['in UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), json, 400, 'payload-unreadable'],
    ['a number', '12', json, 400, 'request-invalid'],
    ['null', 'null', json, 400, 'request-invalid'],
    ['an empty list', '[]', json, 400, 'request-invalid'],
    ['nested 10,000 deep', fact(nested), json, 400, 'payload-unreadable'],
    ['nested 10,000 deep, as a whole', nested, json, 400, 'payload-unreadable'],
    ['with __proto__', fact('{"__proto__":{"admin":true}}'), json, 400, 'payload-unreadable'],
    ['with half a surrogate pair', fact('"\\ud800"'), json, 400, 'payload-unreadable'],
    ['with half a surrogate pair as the id', fact('1').replace('"1"', '"\\udc00"'), json, 400, 'payload-unreadable'],
    ['with an integer beyond 2^53', fact('9007199254740993'), json, 400, 'payload-unreadable'],
    ['with a number beyond doubles', fact('1e999'), json, 400, 'payload-unreadable'],
    ['of no type', utf8('{}'), {}, 415, 'media-type-unsupported'],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'media-type-unsupported'],
    ['compressed', '{}', { ...json, 'content-encoding': 'gzip' }, 415, 'media-type-unsupported'],
    ['declared too large', '{}', { ...json, 'content-length': '1048577' }, 413, 'body-too-large'],
    ['too large', `"${'x'.repeat(1024 * 1024)}"`, json, 413, 'body-too-large'],
  ])('%s', async (_, body, headers, status, code) => {
    const { call, lines } = open();
    const response = await call('/v1/facts', { key: 'a-writer-key', method: 'POST', body, headers });
    expect(response.status).toBe(status);
    expect((await problemOf(response)).code).toBe(code);
    expect(lines.filter(({ level }) => level !== 'debug')).toEqual([]);
  });

  it('is read only as far as its limit', async () => {
    let given = 0;
    const body = new ReadableStream({
      pull(controller) {
        given += 1;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const { call } = open({ limits: { bodyBytes: 4096 } });
    const response = await call('/v1/facts', { key: 'a-writer-key', method: 'POST', body, headers: json });
    expect(response.status).toBe(413);
    expect(given).toBeLessThan(10);
  });

  it('that never ends is given up', async () => {
    const body = new ReadableStream({ pull: () => new Promise(() => {}) });
    const { call } = open({ limits: { requestMs: 5 } });
    const response = await call('/v1/facts', { key: 'a-writer-key', method: 'POST', body, headers: json });
    expect((await problemOf(response)).code).toBe('timeout');
  });

  it('that breaks off is told as such', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) });
    const response = await open().call('/v1/facts', { key: 'a-writer-key', method: 'POST', body, headers: json });
    expect((await problemOf(response)).code).toBe('aborted');
  });
});

it('may begin with a byte order mark and have a type of its own', async () => {
  const body = new Uint8Array([0xef, 0xbb, 0xbf, ...utf8(fact('"ä"'))]);
  const headers = { 'content-type': 'Application/CloudEvents+JSON; charset=UTF-8' };
  expect((await open().call('/v1/facts', { key: 'a-writer-key', method: 'POST', body, headers })).status).toBe(202);
});

it('nothing that is sent makes a 500', async () => {
  const path = fc.oneof(
    fc.constantFrom(
      '/v1/facts',
      '/v1/suggestions',
      '/v1/sessions',
      '/v1/recommendations/rec_1/verdicts',
      '/v1/actions/1/resolution',
    ),
    fc.webPath().map((text) => `/v1${text}`),
    fc
      .tuple(fc.constantFrom('/v1/conversations', '/v1/recommendations', '/v1/events'), fc.webQueryParameters())
      .map((parts) => parts.join('?')),
    fc.string({ unit: 'grapheme' }).map((text) => `/v1/conversations/${text}`),
  );
  const body = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.string(),
    fc
      .record(
        {
          id: fc.string({ unit: 'binary' }),
          type: fc.constantFrom('message.sent.v1', 'customer.changed.v1', 'toString', '__proto__'),
          subject: fc.constantFrom('conversation:z:1', 'conversation:%:%', 'policy:z:%00'),
          time: fc.constantFrom('2026-01-31T09:30:00Z', '9999-99-99T99:99:99Z'),
          actor: fc.string(),
          data: fc.oneof(fc.jsonValue(), fc.record({ origin: fc.jsonValue(), text: fc.string() })),
        },
        { requiredKeys: [] },
      )
      .map((value) => JSON.stringify(value)),
  );
  await fc.assert(
    fc.asyncProperty(path, fc.option(body, { nil: undefined }), async (address, sent) => {
      const { call } = open();
      const response = await call(address, {
        key: 'a-admin-key',
        ...(sent === undefined ? {} : { method: 'POST', body: sent, headers: json }),
      });
      await response.body?.cancel();
      expect(response.status).toBeLessThan(500);
    }),
    { numRuns: 500 },
  );
});
