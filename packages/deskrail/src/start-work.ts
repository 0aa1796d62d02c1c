import { setTimeout as delay } from 'node:timers/promises';
import { isDeskrailError, type Logger } from '@deskrail/contracts';
import type { Progress } from './part-checks.js';

const isAbort = (error: unknown): boolean => (error as { readonly name?: unknown } | null)?.name === 'AbortError';

/** Webhooks are taken in meanwhile; `/readyz` tells how far the rest is. Rejects only within the time that is waited for. */
export async function startWork(options: {
  readonly work: Promise<void>;
  readonly waitMs: number;
  readonly progress: Progress;
  readonly logger: Logger;
}): Promise<void> {
  const { progress, logger } = options;
  let waiting = true;
  const started = options.work.then(
    () => {
      progress.state = 'started';
    },
    (error: unknown) => {
      if (waiting) throw error;
      if (isDeskrailError(error, 'closed') || isAbort(error)) return;
      progress.state = 'failed';
      const code = isDeskrailError(error) ? error.code : 'internal';
      logger.error({ code }, 'The work could not be started. Start this process again.');
    },
  );
  const timer = new AbortController();
  const { signal } = timer;
  try {
    await Promise.race([started, delay(options.waitMs, undefined, { signal }).catch(() => {})]);
  } finally {
    waiting = false;
    timer.abort();
  }
}
