import { setTimeout as wait } from 'node:timers/promises';
import { DeskrailError, type EventLog } from '@deskrail/contracts';

const everyMs = 200;
const limitMs = 60_000;

/**
 * Until the projection has done all facts that were in the log when this was called; others may come meanwhile. Throws
 * `aborted`, and `timeout` after a minute.
 */
export async function waitUntilProjected(log: EventLog, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    const behind = (await log.lag({ group: 'projection' })).find(({ stream }) => stream === 'facts');
    const waitedMs = performance.now() - startedAt;
    // What is not done yet came after this began to wait.
    if (behind === undefined || behind.events === 0 || behind.seconds * 1_000 < waitedMs - slackMs) return;
    if (waitedMs > limitMs) {
      throw new DeskrailError(
        'timeout',
        `The store is ${behind.events} facts behind the log, so nobody can tell what is missing. Wait until deskrail lag shows 0 for the projection.`,
        { retryable: true },
      );
    }
    await wait(everyMs, undefined, { signal }).catch(() => {
      throw new DeskrailError('aborted', 'Stopped before anything was read back.');
    });
  }
}

/** The brokers' clock is not this machine's. */
const slackMs = 5_000;
