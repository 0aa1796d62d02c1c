import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClient } from './client.js';

const claim = { holder: 'reviewer/anna', token: 7, expiresAt: '2026-01-31T10:05:00Z' };
const recommendation = { recommendationId: 'rec_1', hash: 'sha256:0' };
let asked: string[];
let beats: () => Response;

const client = createClient({
  url: 'https://deskrail.example',
  retries: 0,
  fetch: async (input, init) => {
    const request = new Request(input, init);
    const path = new URL(request.url).pathname.split('/').slice(4).join('/');
    asked.push(`${path} ${await request.text()}`);
    return path.endsWith('heartbeat') ? beats() : Response.json({ claim, recommendation });
  },
});
const problem = (code: string, status: number) =>
  Response.json({ code, status, detail: 'x', title: 'x', type: 'x' }, { status });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  asked = [];
  beats = () => Response.json(claim);
});
afterEach(() => vi.useRealTimers());

/** Work that goes on until the test ends it. */
function working() {
  const ends = Promise.withResolvers<string>();
  const begun = Promise.withResolvers<AbortSignal>();
  const result = client.recommendations.hold(
    'rec_1',
    async ({ signal }) => {
      begun.resolve(signal);
      return ends.promise;
    },
    { leaseSeconds: 60 },
  );
  return { begun: begun.promise, end: ends.resolve, fail: ends.reject, result };
}
const heartbeats = () => asked.filter((one) => one.startsWith('claim/heartbeat')).length;

describe('holding a recommendation', () => {
  test('claims it, keeps it while the work goes on, and gives it back', async () => {
    const work = working();
    await work.begun;
    await vi.advanceTimersByTimeAsync(41_000);
    expect(heartbeats()).toBe(2);
    work.end('done');
    expect(await work.result).toBe('done');
    expect([asked.at(0), asked.at(-1)]).toEqual(['claim {"leaseSeconds":60}', 'claim/release {"token":7}']);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(heartbeats()).toBe(2);
  });

  test('gives it back when the work fails', async () => {
    const work = working();
    await work.begun;
    work.fail(new Error('It failed.'));
    await expect(work.result).rejects.toThrow('It failed.');
    expect(asked.at(-1)).toBe('claim/release {"token":7}');
  });

  test('tells the work when the claim is lost, and bears a server that is away', async () => {
    const work = working();
    const signal = await work.begun;
    beats = () => problem('dependency-unavailable', 503);
    await vi.advanceTimersByTimeAsync(21_000);
    expect(signal.aborted).toBe(false);
    beats = () => problem('claim-lost', 409);
    await vi.advanceTimersByTimeAsync(21_000);
    expect(signal.reason).toMatchObject({ code: 'claim-lost' });
    work.end('too late');
    await work.result;
  });
});
