import { DeskrailError, isDeskrailError } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { createRemoteCalls, type ReadError, type RemoteOptions } from './remote-calls.js';
import { retryAfterMsOf, sleepFor } from './retry.js';

const { signal } = new AbortController();
const estimate = { inputTokens: 100, outputTokens: 0 };

const down: ReadError = { retryable: true, counts: true, what: 'answered 500' };
const refused: ReadError = { retryable: false, counts: false, what: 'answered 400' };

class Failed extends Error {
  readonly as: ReadError;
  constructor(as: ReadError) {
    super('failed');
    this.as = as;
  }
}

function given(options: RemoteOptions = {}) {
  const slept: number[] = [];
  let now = 0;
  const calls = createRemoteCalls('The model', (error) => (error as Failed).as, {
    clock: { now: () => now },
    ...options,
    retries: {
      random: () => 1,
      sleep: async (ms) => {
        slept.push(ms);
        now += ms;
      },
      ...options.retries,
    },
  });
  let sent = 0;
  const send = (...outcomes: readonly (ReadError | string)[]) =>
    calls.call({ tenant: 'acme', signal, estimate }, async () => {
      const outcome = outcomes[Math.min(sent, outcomes.length - 1)] as ReadError | string;
      sent += 1;
      if (typeof outcome !== 'string') throw new Failed(outcome);
      return outcome;
    });
  return { calls, send, slept, sent: () => sent };
}

const unavailable = (what: RegExp) =>
  expect.toSatisfy((error) => isDeskrailError(error, 'dependency-unavailable') && what.test(error.message));

test('given a service that fails twice, the third call’s answer is the answer', async () => {
  const { send, slept } = given();
  expect(await send(down, down, 'fine')).toBe('fine');
  expect(slept).toEqual([500, 1_000]);
});

test('what is refused is not sent again', async () => {
  const { send, sent } = given();
  await expect(send(refused)).rejects.toEqual(unavailable(/answered 400/u));
  expect(sent()).toBe(1);
});

test('attempts are bounded', async () => {
  const { send, sent } = given();
  await expect(send(down)).rejects.toEqual(unavailable(/answered 500/u));
  expect(sent()).toBe(3);
});

test('a time that the service names is waited for', async () => {
  const { send, slept } = given();
  expect(await send({ ...down, retryAfterMs: 4_000 }, 'fine')).toBe('fine');
  expect(slept).toEqual([4_000]);
});

test('one that is too far is not: somebody waits for an answer', async () => {
  const { send, slept, sent } = given();
  await expect(send({ ...down, retryAfterMs: 60_000 }, 'fine')).rejects.toEqual(unavailable(/answered 500/u));
  expect([slept, sent()]).toEqual([[], 1]);
});

test('given a service that keeps failing, nothing is sent for a while', async () => {
  const { send, sent, calls } = given({ breaker: { failures: 3 } });
  await expect(send(down)).rejects.toEqual(unavailable(/500/u));
  await expect(send('fine')).rejects.toEqual(unavailable(/left alone/u));
  expect([sent(), calls.breaker]).toEqual([3, 'open']);
});

test('requests that it refuses say nothing of its health', async () => {
  const { send, calls } = given({ breaker: { failures: 2 } });
  for (let at = 0; at < 5; at += 1) await expect(send(refused)).rejects.toThrow();
  expect(calls.breaker).toBe('closed');
});

test('given a spent budget, nothing is sent', async () => {
  const { send, sent } = given({ budgets: { perDay: { tokens: 99 } } });
  await expect(send('fine')).rejects.toEqual(unavailable(/budget for the day is spent/u));
  expect(sent()).toBe(0);
});

test('calls that the service refused cost nothing', async () => {
  const { send, sent, calls } = given({ budgets: { perRequest: { tokens: 250 } } });
  await expect(send(down)).rejects.toThrow();
  expect([sent(), calls.budget.today().tokens]).toEqual([3, 0]);
});

test('usage that was told counts, though the answer is then thrown away', async () => {
  const { calls } = given();
  const cutOff = new DeskrailError('dependency-unavailable', 'It was cut off.');
  await expect(
    calls.call({ tenant: 'acme', signal, estimate }, async ({ used }) => {
      used({ inputTokens: 40, outputTokens: 2 });
      throw cutOff;
    }),
  ).rejects.toBe(cutOff);
  expect(calls.budget.today('acme').tokens).toBe(42);
});

test('an answer that takes too long counts by its estimate', async () => {
  const { calls } = given({ timeoutMs: 5, retries: { attempts: 1 } });
  const never = calls.call({ tenant: 'acme', signal, estimate }, () => new Promise(() => {}));
  await expect(never).rejects.toEqual(unavailable(/no answer in time/u));
  expect(calls.budget.today().tokens).toBe(100);
});

test('one that is slow is not asked again, and the breaker hears of it', async () => {
  const { calls } = given({ timeoutMs: 5, breaker: { failures: 1 } });
  let sent = 0;
  const never = calls.call({ tenant: 'acme', signal, estimate }, () => {
    sent += 1;
    return new Promise(() => {});
  });
  await expect(never).rejects.toEqual(unavailable(/no answer in time/u));
  expect([sent, calls.breaker]).toEqual([1, 'open']);
});

test('retries have no more time than the first call had', async () => {
  const late = given({ timeoutMs: 3_000 });
  await expect(late.send({ ...down, retryAfterMs: 4_000 }, 'fine')).rejects.toEqual(unavailable(/answered 500/u));
  expect([late.slept, late.sent()]).toEqual([[], 1]);
  const soon = given({ timeoutMs: 5_000 });
  expect(await soon.send({ ...down, retryAfterMs: 4_000 }, 'fine')).toBe('fine');
});

test('callers who wait long and then give up are told of nothing, and the breaker hears that it hangs', async () => {
  let now = 0;
  const { calls } = given({ clock: { now: () => now }, timeoutMs: 15_000, breaker: { failures: 2 } });
  for (const waitedMs of [1_000, 10_000, 10_000]) {
    const caller = new AbortController();
    const call = calls.call({ tenant: 'acme', signal: caller.signal, estimate }, () => new Promise(() => {}));
    now += waitedMs;
    caller.abort();
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    expect(calls.breaker).toBe(now < 20_000 ? 'closed' : 'open');
  }
});

test('a caller who gives up is told so, and the breaker learns nothing', async () => {
  const { calls } = given({ breaker: { failures: 1 } });
  const caller = new AbortController();
  const call = calls.call({ tenant: 'acme', signal: caller.signal, estimate }, () => new Promise(() => {}));
  caller.abort();
  await expect(call).rejects.toMatchObject({ code: 'aborted' });
  expect(calls.breaker).toBe('closed');
});

test('waiting ends with its signal', async () => {
  const caller = new AbortController();
  const waiting = sleepFor(60_000, caller.signal);
  caller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
});

test.each([
  [{ 'retry-after': '7' }, 7_000],
  [{ 'retry-after-ms': '120', 'retry-after': '1' }, 120],
  [{ 'retry-after': 'Sat, 31 Jan 2026 10:00:05 GMT' }, 5_000],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('reads %j', (headers, ms) => {
  expect(retryAfterMsOf(new Headers(headers), Date.parse('2026-01-31T10:00:00Z'))).toBe(ms);
});
