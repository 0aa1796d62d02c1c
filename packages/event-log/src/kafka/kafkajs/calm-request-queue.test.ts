import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { calmRequestQueue } from './calm-request-queue.js';

const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js');

const quiet = { debug() {}, warn() {} };
const newQueue = () =>
  new RequestQueue({
    ...{ maxInFlightRequests: 1, requestTimeout: 30_000, clientId: 'c', broker: 'b' },
    logger: quiet,
  });

function request(correlationId: number, sent: number[]) {
  const entry = { correlationId, resolve: () => {}, reject: () => {} };
  return { entry, expectResponse: true, sendRequest: () => void sent.push(correlationId) };
}

beforeEach(() => {
  calmRequestQueue();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a connection without anything pending sets no timer', () => {
  const queue = newQueue();
  const sent: number[] = [];
  queue.push(request(1, sent));
  queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
  queue.checkPendingRequests();
  expect(sent).toEqual([1]);
  expect(vi.getTimerCount()).toBe(0);
});

test('what is pending goes out when its turn comes', () => {
  const queue = newQueue();
  const sent: number[] = [];
  queue.push(request(1, sent));
  queue.push(request(2, sent));
  expect(sent).toEqual([1]);
  queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
  expect(sent).toEqual([1, 2]);
});

test('what a broker throttles goes out when the throttle is over', () => {
  const queue = newQueue();
  const sent: number[] = [];
  queue.maybeThrottle(500);
  queue.push(request(1, sent));
  vi.advanceTimersByTime(400);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(sent).toEqual([1]);
  vi.advanceTimersByTime(10_000);
  expect(vi.getTimerCount()).toBe(0);
});
