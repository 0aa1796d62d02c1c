import { describe, expect, it } from 'vitest';
import { createClient, type DeskrailApiError, isDeskrailApiError } from './index.js';

const silence = Symbol('no answer');
type Answer = Response | Error | typeof silence;

/** Answers calls in turn, the last answer for ever, and remembers what was asked. */
function fakeFetch(...answers: Answer[]) {
  const calls: { method: string; url: string; headers: Headers; body: string }[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    calls.push({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: await request.clone().text(),
    });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    if (answer === silence)
      return new Promise<Response>((_, reject) => {
        if (request.signal.aborted) reject(request.signal.reason);
        request.signal.addEventListener('abort', () => reject(request.signal.reason));
      });
    return (answer as Response).clone();
  };
  return { fetch, calls };
}

const json = (body: unknown, init?: ResponseInit) => Response.json(body, init);
const problem = (status: number, code: string, detail: string, facts: object = {}, headers: HeadersInit = {}) =>
  new Response(JSON.stringify({ type: 'about:blank', title: code, status, code, detail, ...facts }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
const unreachable = new TypeError('fetch failed');
const url = 'https://desk.example.com';
const collect = async <Item>(items: AsyncIterable<Item>) => {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
};
const failure = (call: Promise<unknown>) =>
  call.then(
    () => expect.fail('should have failed'),
    (error: unknown) => error as DeskrailApiError,
  );

describe('calls', () => {
  it('send the key as a bearer token, encode ids, and leave out what was not asked', async () => {
    const { fetch, calls } = fakeFetch(json({ items: [] }));
    const client = createClient({ url: `${url}/rail`, key: 'key-1', fetch });
    await client.conversations.get('conversation:zendesk:5158');
    await client.recommendations.page({ status: 'open', conversation: undefined, limit: 10 });
    await client.analytics({ since: '7d', by: 'intent' });
    expect(calls.map((call) => `${call.method} ${call.url}`)).toEqual([
      `GET ${url}/rail/v1/conversations/conversation%3Azendesk%3A5158`,
      `GET ${url}/rail/v1/recommendations?status=open&limit=10`,
      `GET ${url}/rail/v1/analytics?since=7d&by=intent`,
    ]);
    expect(calls[0]?.headers.get('authorization')).toBe('Bearer key-1');
  });

  it('post what contracts say', async () => {
    const { fetch, calls } = fakeFetch(json({}));
    const client = createClient({ url, fetch });
    const fact = { id: 'f1', type: 'message.sent.v1', subject: 'conversation:bot:1', data: { text: 'Hello' } };
    await client.facts.append([fact]);
    await client.suggest({ text: 'Where is my order?' });
    await client.actions.resolve('act_1', { outcome: 'executed' });
    await client.actions.cancel('act_1');
    await client.actions.undo('act_1');
    await client.signIn('code-1');
    await client.sessions.createCode({ name: 'ben' });
    await client.sessions.end('ben');
    await client.signOut();
    expect(calls.map((call) => [call.url.slice(url.length), JSON.parse(call.body || 'null')])).toEqual([
      ['/v1/facts', [fact]],
      ['/v1/suggestions', { text: 'Where is my order?' }],
      ['/v1/actions/act_1/resolution', { outcome: 'executed' }],
      ['/v1/actions/act_1/cancel', null],
      ['/v1/actions/act_1/undo', null],
      ['/v1/sessions', { code: 'code-1' }],
      ['/v1/sign-in-codes', { name: 'ben' }],
      ['/v1/sessions/end', { name: 'ben' }],
      ['/v1/session/end', null],
    ]);
    expect(calls[0]?.headers.get('authorization')).toBeNull();
  });

  it('reach dead letters, whatever their ids hold', async () => {
    const { fetch, calls } = fakeFetch(json({ items: [] }), json({ id: 'a' }), json({ to: 'group' }));
    const { deadLetters } = createClient({ url, fetch });
    await deadLetters.page({ reason: 'stale', since: '2026-01-31T09:30:00Z' });
    await deadLetters.get('dead-letter/copilot/facts/a%2F1');
    await deadLetters.redrive('dead-letter/copilot/facts/a%2F1');
    expect(calls.map((call) => `${call.method} ${call.url.slice(url.length)}`)).toEqual([
      'GET /v1/dead-letters?reason=stale&since=2026-01-31T09%3A30%3A00Z',
      'GET /v1/dead-letters/dead-letter%2Fcopilot%2Ffacts%2Fa%252F1',
      'POST /v1/dead-letters/dead-letter%2Fcopilot%2Ffacts%2Fa%252F1/redrive',
    ]);
  });

  it('have a desk read back, and ask how far that is', async () => {
    const { fetch, calls } = fakeFetch(json({ id: 'r1' }), json({ state: 'done' }));
    const { reconciliations } = createClient({ url, fetch });
    await reconciliations.start('acme eu', { since: '2026-01-31T09:30:00Z' });
    await reconciliations.get('acme eu', 'r1');
    expect(calls.map((call) => `${call.method} ${call.url.slice(url.length)}`)).toEqual([
      'POST /v1/connections/acme%20eu/reconciliations',
      'GET /v1/connections/acme%20eu/reconciliations/r1',
    ]);
  });

  it('iterate over pages until the last, and stop asking when the caller stops', async () => {
    const pages = () =>
      fakeFetch(json({ items: [1, 2], next: 'a' }), json({ items: [3], next: 'b' }), json({ items: [] }));
    const whole = pages();
    const found = await collect(createClient({ url, fetch: whole.fetch }).actions.all({ limit: 2 }));
    expect(found).toEqual([1, 2, 3]);
    expect(whole.calls.map((call) => new URL(call.url).search)).toEqual([
      '?limit=2',
      '?limit=2&cursor=a',
      '?limit=2&cursor=b',
    ]);
    const part = pages();
    for await (const _ of createClient({ url, fetch: part.fetch }).actions.all()) break;
    expect(part.calls).toHaveLength(1);
  });

  it('end a listing whose cursor does not move', async () => {
    const { fetch, calls } = fakeFetch(json({ items: [1], next: 'same' }));
    expect(await collect(createClient({ url, fetch }).conversations.all())).toEqual([1, 1]);
    expect(calls).toHaveLength(2);
  });

  it('refuse an address that is none', () => {
    expect(() => createClient({ url: 'desk.example.com' })).toThrow(/wants an absolute address/);
    expect(() => createClient({ url: 'https://user:word@desk.example.com' })).toThrow(/give the key as `key`/);
  });
});

describe('what is sent again', () => {
  const retryAtOnce = () => problem(503, 'dependency-unavailable', 'Try again.', {}, { 'retry-after': '0' });

  it.each([
    ['GETs', (client: ReturnType<typeof createClient>) => client.recommendations.get('rec_1')],
    ['facts', (client: ReturnType<typeof createClient>) => client.facts.append([])],
    [
      'verdicts',
      (client: ReturnType<typeof createClient>) =>
        client.recommendations.giveVerdict('rec_1', { kind: 'approve', hash: 'h' }),
    ],
  ])('%s, when the server is away for a moment', async (_, call) => {
    const { fetch, calls } = fakeFetch(retryAtOnce(), unreachable, json({ fine: true }));
    expect(await call(createClient({ url, fetch }))).toEqual({ fine: true });
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map((sent) => sent.headers.get('idempotency-key'))).size).toBe(1);
    expect(new Set(calls.map((sent) => sent.body)).size).toBe(1);
  });

  it.each([
    ['suggestions', (client: ReturnType<typeof createClient>) => client.suggest({ text: 'Hello' })],
    ['redrives', (client: ReturnType<typeof createClient>) => client.deadLetters.redrive('l1')],
    ['codes', (client: ReturnType<typeof createClient>) => client.sessions.createCode()],
    ['sign-in', (client: ReturnType<typeof createClient>) => client.signIn('code')],
    ['undoings', (client: ReturnType<typeof createClient>) => client.actions.undo('act_1')],
    ['resolutions', (client: ReturnType<typeof createClient>) => client.actions.resolve('act_1', { outcome: 'retry' })],
  ])('never %s', async (_, call) => {
    for (const answer of [retryAtOnce(), unreachable]) {
      const { fetch, calls } = fakeFetch(answer, json({}));
      expect((await failure(call(createClient({ url, fetch })))).code).toBe('dependency-unavailable');
      expect(calls).toHaveLength(1);
    }
  });

  it('has a budget, and it can be none', async () => {
    const { fetch, calls } = fakeFetch(retryAtOnce());
    await failure(createClient({ url, fetch, retries: 1 }).conversations.page());
    expect(calls).toHaveLength(2);
    await failure(createClient({ url, fetch, retries: 0 }).conversations.page());
    expect(calls).toHaveLength(3);
  });

  it('does not include what the server refused for good', async () => {
    const { fetch, calls } = fakeFetch(problem(409, 'stale-hash', 'Look again.'));
    const client = createClient({ url, fetch });
    await failure(client.recommendations.giveVerdict('rec_1', { kind: 'approve', hash: 'h' }));
    expect(calls).toHaveLength(1);
  });

  it('carries a key for each verdict, or the one that was given', async () => {
    const { fetch, calls } = fakeFetch(json({}));
    const client = createClient({ url, fetch });
    const approve = { kind: 'approve', hash: 'h' } as const;
    await client.recommendations.giveVerdict('rec_1', approve);
    await client.recommendations.giveVerdict('rec_1', approve);
    await client.recommendations.giveVerdict('rec_1', approve, { idempotencyKey: 'mine' });
    const keys = calls.map((call) => call.headers.get('idempotency-key'));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).not.toBe(keys[0]);
    expect(keys[2]).toBe('mine');
  });
});

describe('errors', () => {
  it('say the method, the address and the fix, and carry the problem', async () => {
    const winner = { reviewer: 'reviewer/anna', kind: 'reject' };
    const { fetch } = fakeFetch(problem(409, 'already-decided', 'Anna rejected it. Open the next one.', { winner }));
    const client = createClient({ url, key: 'secret-key', fetch });
    const error = await failure(client.recommendations.giveVerdict('rec_1', { kind: 'approve', hash: 'h' }));
    expect(error.message).toBe(
      `POST ${url}/v1/recommendations/rec_1/verdicts: 409 already-decided. Anna rejected it. Open the next one.`,
    );
    expect(error).toMatchObject({ code: 'already-decided', status: 409, method: 'POST', problem: { winner } });
    expect(JSON.stringify(error) + error.stack).not.toMatch(/secret-key/);
    expect(isDeskrailApiError(error)).toBe(true);
    expect(isDeskrailApiError(error, 'already-decided')).toBe(true);
    expect(isDeskrailApiError(error, 'expired')).toBe(false);
    expect(isDeskrailApiError(new Error('no'))).toBe(false);
  });

  it.each([
    [new Response('<h1>Bad gateway</h1>', { status: 502 }), 'dependency-unavailable', 502],
    [new Response('', { status: 401 }), 'unauthenticated', 401],
    [new Response('teapot', { status: 418 }), 'internal', 418],
    [new Response('<!doctype html>', { status: 200 }), 'payload-unreadable', undefined],
    [unreachable, 'dependency-unavailable', undefined],
  ])('have a code when the answer is not Deskrail’s: %s', async (answer, code, status) => {
    const { fetch } = fakeFetch(answer);
    const error = await failure(createClient({ url, fetch, retries: 0 }).conversations.page());
    expect(error).toMatchObject({ name: 'DeskrailApiError', code, status });
  });

  it('say timeout when no answer comes in time', async () => {
    const { fetch } = fakeFetch(silence);
    const client = createClient({ url, fetch, timeoutMs: 60_000 });
    expect((await failure(client.session({ timeoutMs: 20 }))).code).toBe('timeout');
  });

  it('are the signal’s own reason once it is aborted, before or during the call', async () => {
    const { fetch, calls } = fakeFetch(silence);
    const client = createClient({ url, fetch });
    const reason = new Error('the reader went away');
    await expect(client.session({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(calls).toHaveLength(0);
    const during = new AbortController();
    const call = client.session({ signal: during.signal });
    during.abort(reason);
    await expect(call).rejects.toBe(reason);
  });
});

describe('ready', () => {
  it('resolves, or rejects with what is missing', async () => {
    const { fetch } = fakeFetch(json({}), problem(503, 'dependency-unavailable', 'The log is locked.'));
    const client = createClient({ url, fetch });
    await expect(client.ready()).resolves.toBeUndefined();
    await expect(client.ready()).rejects.toThrow('The log is locked.');
  });
});
