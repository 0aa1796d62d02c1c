import { type ApprovedAction, type Connection, DeskrailError } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import {
  basicCredentials,
  callOptions,
  changedTags,
  conflictWhere,
  conversationOf,
  createKept,
  failed,
  noteOf,
  publicReplyOf,
  readingFailed,
  refusedWith,
  restAccess,
  retryAfterMs,
  sleepFor,
  usualRefusal,
  withoutAnswer,
} from './index.js';

const { signal } = new AbortController();
const connectionWith = (rest?: Connection['rest']) => ({ id: 'hearth', ...(rest && { rest }) }) as Connection;
const about = { desk: 'Hearth', example: 'https://acme.hearth.example' };

describe('access to a desk’s API', () => {
  it.each(['https://acme.hearth.example', 'http://127.0.0.1:4010', 'http://localhost:4010', 'http://[::1]:4010'])(
    'is had at %s',
    (url) => expect(restAccess(connectionWith({ url, token: 't' }), about).url.href).toBe(`${url}/`),
  );

  it.each(['http://acme.hearth.example', 'http://localhost.evil.example', 'ftp://127.0.0.1', 'acme'])(
    'is refused at %s, where a token would go in the clear',
    (url) =>
      expect(() => restAccess(connectionWith({ url, token: 't' }), about)).toThrow(
        'Hearth connection "hearth": rest.url must be https, such as https://acme.hearth.example.',
      ),
  );

  it('says what a connection without rest lacks', () =>
    expect(() => restAccess(connectionWith(), about)).toThrow('Give it rest: { url, token }'));

  it('sends a name and a password of any characters', () =>
    expect(basicCredentials('änne:s€cret')).toBe(`Basic ${Buffer.from('änne:s€cret').toString('base64')}`));

  it('repeats no call and follows no redirect', () =>
    expect(callOptions('Bearer t', {})).toMatchObject({ retry: 0, redirect: 'manual', timeout: 30_000 }));
});

describe('what became of a call', () => {
  it('is uncertain only where something was to be changed and the answer was lost', () => {
    expect(withoutAnswer({ kind: 'lost' }, { wrote: true })).toEqual({ outcome: 'uncertain', why: 'timed-out' });
    expect(withoutAnswer({ kind: 'lost' }, { wrote: false })).toEqual(failed('desk-unreachable', false));
    expect(withoutAnswer({ kind: 'unreachable' }, { wrote: true })).toEqual(failed('desk-unreachable', false));
  });

  it('is told to who waits for a reading: retryable, save where the desk refuses', () => {
    const wanted = { desk: 'Hearth', wanted: 'the thread' };
    const limited = refusedWith(429)('rate-limited', false, 7_000);
    const details = { status: 429, retryAfterMs: 7_000 };
    expect(readingFailed(limited, wanted)).toMatchObject({ code: 'rate-limited', retryable: true, details });
    const refused = refusedWith(403)('desk-refused', true);
    expect(readingFailed(refused, wanted)).toMatchObject({ code: 'dependency-unavailable', retryable: true });
    const asked = readingFailed(refused, { ...wanted, refused: 'Hearth refuses the key.' });
    expect(asked).toMatchObject({ code: 'desk-refused', message: 'Hearth refuses the key.', retryable: false });
  });

  it.each([
    [401, 'desk-refused'],
    [403, 'desk-refused'],
    [404, 'ticket-not-found'],
    [410, 'ticket-not-found'],
    [413, 'text-too-long'],
    [302, 'desk-moved'],
  ])('is for good with status %i: %s', (status, code) =>
    expect(usualRefusal(status, 'ticket-not-found')).toEqual({ outcome: 'failed', code, status, permanent: true }),
  );

  it.each([409, 429, 500, 503])('is for the adapter to say with status %i', (status) =>
    expect(usualRefusal(status, 'ticket-not-found')).toBeUndefined(),
  );

  it.each([
    ['7', 7_000],
    ['-1', 0],
    ['86400', 3_600_000],
    ['Mon, 02 Mar 2026 08:00:05 GMT', 5_000],
    [' ', undefined],
    ['soon', undefined],
    [null, undefined],
  ])('Retry-After %j is %j ms', (value, ms) => {
    const clock = { now: () => Date.parse('2026-03-02T08:00:00Z') };
    expect(retryAfterMs(value, clock)).toBe(ms);
  });
});

describe('a reply', () => {
  const refusal = (code: 'rate-limited' | 'desk-refused' | 'timeout') =>
    conflictWhere(() => Promise.reject(new DeskrailError(code, 'No.', { details: { status: 400 } })), signal);

  it('is not sent over what was not seen, nor where the desk does not let us look', async () => {
    expect(await conflictWhere(async () => false, signal)).toBeUndefined();
    expect(await conflictWhere(async () => true, signal)).toEqual(failed('conflict', false));
    expect(await refusal('rate-limited')).toEqual({ ...failed('rate-limited', false), status: 400 });
    expect(await refusal('desk-refused')).toEqual({ ...failed('desk-refused', true), status: 400 });
    expect(await refusal('timeout')).toEqual({ ...failed('desk-unavailable', false), status: 400 });
    await expect(conflictWhere(() => Promise.reject(new TypeError('a bug')), signal)).rejects.toThrow('a bug');
    const off = conflictWhere(() => Promise.reject(new TypeError('a bug')), AbortSignal.abort());
    await expect(off).rejects.toMatchObject({ code: 'aborted' });
  });

  it('is what was approved for the customer, and never a note', () => {
    const action = (proposal: object) => ({ proposal }) as ApprovedAction;
    const note = action({ kind: 'reply', text: 'Do not tell.', visibility: 'private' });
    expect(publicReplyOf(note)).toBeUndefined();
    expect(noteOf(note)).toBe('Do not tell.');
    expect(publicReplyOf(action({ kind: 'reply', text: 'It is.', visibility: 'public' }))?.text).toBe('It is.');
    expect(noteOf(action({ kind: 'escalation', note: 'Call them.' }))).toBe('Call them.');
    expect(noteOf(action({ kind: 'summary', text: 'Customer: Where is it?' }))).toBe('Customer: Where is it?');
    expect(noteOf(action({ kind: 'none' }))).toBeUndefined();
  });

  it('goes to a conversation of its own connection alone', () => {
    const of = (connection: string, conversation: string) =>
      conversationOf({ connection, conversation } as ApprovedAction, connectionWith());
    expect(of('hearth', 'conversation:hearth:7')).toBe('7');
    expect(of('other', 'conversation:hearth:7')).toBeUndefined();
    expect(of('hearth', 'conversation:other:7')).toBeUndefined();
    expect(of('hearth', 'customer:hearth:7')).toBeUndefined();
  });
});

it('tags are the same where nothing is added that is missing and nothing removed that is there', () => {
  const change = { add: ['b'], remove: ['c'] };
  expect(changedTags(['a', 'b'], change)).toEqual({ tags: ['a', 'b'], same: true });
  expect(changedTags(['a', 'c'], change)).toEqual({ tags: ['a', 'b'], same: false });
});

it('what is kept goes with its time, and the oldest where there is too much', () => {
  let nowMs = 0;
  const kept = createKept<number>({ ttlMs: 10, max: 2, now: () => nowMs });
  for (const [index, key] of ['a', 'b', 'c'].entries()) kept.set(key, index);
  expect([kept.get('a'), kept.get('b'), kept.get('c')]).toEqual([undefined, 1, 2]);
  nowMs = 10;
  expect(kept.get('c')).toBeUndefined();
});

it('a wait ends when it is called off', async () => {
  const off = new AbortController();
  const waiting = sleepFor(60_000, off.signal);
  off.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  await expect(sleepFor(60_000, off.signal)).rejects.toMatchObject({ code: 'aborted' });
});
