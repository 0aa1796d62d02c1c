import { setTimeout as sleep } from 'node:timers/promises';

export const seconds = (count: number, signal: AbortSignal): Promise<void> =>
  sleep(count * 1_000, undefined, { signal });
