import type { EventLog, Lag } from '@deskrail/contracts';
import { expect, it, vi } from 'vitest';
import { waitUntilProjected } from './wait-until-projected.js';

const signal = new AbortController().signal;

/** What the projection lags behind, one look after another; the last one stays. */
const logOf = (...lags: readonly [events: number, seconds: number][]) => {
  let looks = 0;
  const lag = async (): Promise<Lag[]> => {
    const [events, seconds] = lags[Math.min(looks++, lags.length - 1)] ?? [0, 0];
    return [{ stream: 'facts', group: 'projection', events, seconds, lastSafe: undefined }];
  };
  return { log: { lag } as unknown as EventLog, looks: () => looks };
};

it('waits until all is done', async () => {
  const { log, looks } = logOf([9, 3], [4, 3], [0, 0]);
  await waitUntilProjected(log, signal);
  expect(looks()).toBe(3);
});

it('does not wait for what comes meanwhile', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(1_000).mockReturnValue(20_000);
  const { log, looks } = logOf([9, 3], [9, 1]);
  await waitUntilProjected(log, signal);
  now.mockRestore();
  expect(looks()).toBe(2);
});

it('gives up after a minute, and says by how much the store is behind', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(70_000);
  const { log } = logOf([9, 300]);
  await expect(waitUntilProjected(log, signal)).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringContaining('9 facts behind'),
  });
  now.mockRestore();
});

it('ends with the caller', async () => {
  const stop = new AbortController();
  const waiting = waitUntilProjected(logOf([9, 300]).log, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
});
