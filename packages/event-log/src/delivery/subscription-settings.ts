import { DeskrailError, type StreamName, type SubscribeOptions } from '@deskrail/contracts';
import type { Retry } from './deliver.js';

export interface SubscriptionSettings {
  readonly stream: StreamName;
  readonly group: string;
  readonly maxBatch: number;
  readonly concurrency: number;
  readonly retry: Retry;
}

const most = 1_000;

/** Fill in what was left out. Throws `config-invalid` for what cannot work. */
export function settingsOf<Stream extends StreamName>(options: SubscribeOptions<Stream>): SubscriptionSettings {
  const { stream, group, maxBatch = 1, concurrency = 1 } = options;
  const retry: Retry = { attempts: 5, baseDelayMs: 100, maxDelayMs: 5_000, ...options.retry };
  const wrong = (message: string) => new DeskrailError('config-invalid', `Subscription to ${stream}: ${message}`);
  if (group.length < 1 || group.length > 256) throw wrong('give group a name of 1 to 256 characters.');
  for (const [name, value] of Object.entries({ maxBatch, concurrency, attempts: retry.attempts })) {
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw wrong(`${name} is a whole number from 1 to ${most}.`);
  }
  if (!(retry.baseDelayMs >= 0 && retry.maxDelayMs >= 0)) throw wrong('retry delays are milliseconds from 0 up.');
  return { stream, group, maxBatch, concurrency, retry };
}
