import { DeskrailError, type EventLog, type Logger, silentLogger } from '@deskrail/contracts';
import { expect, it, vi } from 'vitest';
import { isLate, openOrLate } from './late-log.js';

const pauses = { firstMs: 1, mostMs: 2 };
const away = () => new DeskrailError('dependency-unavailable', 'kafka-1:9092 does not answer.', { retryable: true });
const closed = vi.fn(async () => {});
const opened = { lag: async () => [], ready: async () => {}, close: closed } as unknown as EventLog;

it('is the log itself where that can be opened', async () => {
  expect(await openOrLate(async () => opened, { logger: silentLogger })).toBe(opened);
});

it('throws what is wrong with the configuration', async () => {
  const wrong = new DeskrailError('config-invalid', 'A topic is missing.');
  await expect(openOrLate(() => Promise.reject(wrong), { logger: silentLogger })).rejects.toBe(wrong);
});

it('says that the log is away until it could be opened, and then is that log', async () => {
  const answers = [away(), new DeskrailError('config-invalid', 'A topic is missing.'), opened];
  const told: string[] = [];
  const logger: Logger = { ...silentLogger, error: (_, message) => void told.push(message) };
  const open = async () => {
    const next = answers.shift() as EventLog | Error;
    if (next instanceof Error) throw next;
    return next;
  };
  const log = await openOrLate(open, { logger, pauses });
  if (!isLate(log)) throw new Error('It is open already.');
  await expect(log.ready()).rejects.toMatchObject({ code: 'dependency-unavailable', retryable: true });
  await expect(log.append('facts', [])).rejects.toMatchObject({ code: 'dependency-unavailable' });
  expect(() => log.read({ stream: 'facts' })).toThrow('it is away');
  await log.opened;
  // Meanwhile it was there, and not as it should be: an operator has to see that.
  expect(told).toEqual(['A topic is missing.']);
  expect(await log.lag()).toEqual([]);
  await log.close();
  expect(closed).toHaveBeenCalledOnce();
  await expect(log.ready()).rejects.toMatchObject({ code: 'closed' });
});

it('stops trying when it is closed', async () => {
  const open = vi.fn(() => Promise.reject(away()));
  const log = await openOrLate(open, { logger: silentLogger, pauses: { firstMs: 60_000, mostMs: 60_000 } });
  await log.close();
  expect(open).toHaveBeenCalledOnce();
  if (isLate(log)) await expect(log.opened).rejects.toThrow();
});
