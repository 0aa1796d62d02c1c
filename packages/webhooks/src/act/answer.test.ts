import { describe, expect, it } from 'vitest';
import { answerTo, type DeskAnswer, objectOrEmpty, succeeded } from './index.js';

const { signal } = new AbortController();
const answer = (response: Response | Promise<Response>): Promise<DeskAnswer<unknown>> =>
  answerTo(async () => response, { bodyOf: (json) => json, signal });
const failing = (error: unknown) => answer(Promise.reject(error));

describe('the answer to a call', () => {
  it('has the status, the headers and what the JSON says', async () => {
    const given = await answer(Response.json({ id: 5158 }, { status: 201, headers: { 'retry-after': '7' } }));
    expect(given).toMatchObject({ kind: 'answer', status: 201, body: { id: 5158 } });
    expect(given.kind === 'answer' && given.headers.get('retry-after')).toBe('7');
    expect(succeeded(given)).toBe(true);
  });

  it.each([
    ['plain text', new Response('Too many', { status: 429 })],
    ['nothing', new Response(null, { status: 404 })],
    ['more than it says can be read', new Response('{}', { status: 500, headers: { 'content-length': '99999999' } })],
  ])('stands with its status where the body is %s', async (_, response) => {
    const { status } = response;
    const given = await answer(response);
    expect(given).toMatchObject({ kind: 'answer', status, body: undefined });
    expect(succeeded(given)).toBe(false);
  });

  it('reads no endless body, and lets it go', async () => {
    let isLetGo = false;
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024)),
      cancel: () => {
        isLetGo = true;
      },
    });
    expect(await answer(new Response(endless))).toMatchObject({ kind: 'answer', status: 200, body: undefined });
    expect(isLetGo).toBe(true);
  });

  it('stands where the connection breaks after the status: the desk has done it', async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('ECONNRESET')) });
    expect(await answer(new Response(broken))).toMatchObject({ kind: 'answer', status: 200, body: undefined });
  });

  it('is an empty object for an adapter that asks for objects, where it is none', () => {
    expect([objectOrEmpty(undefined), objectOrEmpty([1]), objectOrEmpty({ id: 1 })]).toEqual([{}, {}, { id: 1 }]);
  });
});

describe('a call without an answer', () => {
  const caused = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'reached nobody after %s',
    async (code) => expect(await failing(caused(code))).toEqual({ kind: 'unreachable' }),
  );

  it.each(['ECONNRESET', 'UND_ERR_SOCKET'])('may have reached the desk after %s', async (code) =>
    expect(await failing(caused(code))).toEqual({ kind: 'lost' }),
  );

  it('reached nobody only where none of several addresses was reached', async () => {
    const [refused, reset] = [caused('ECONNREFUSED'), caused('ECONNRESET')];
    expect(await failing(new AggregateError([refused, refused]))).toEqual({ kind: 'unreachable' });
    expect(await failing(new AggregateError([refused, reset]))).toEqual({ kind: 'lost' });
  });

  it('is not made where it was called off before', async () => {
    let calls = 0;
    const send = async () => {
      calls += 1;
      return new Response();
    };
    const off = AbortSignal.abort(new Error('called off'));
    await expect(answerTo(send, { bodyOf: objectOrEmpty, signal: off })).rejects.toThrow('called off');
    expect(calls).toBe(0);
  });
});
