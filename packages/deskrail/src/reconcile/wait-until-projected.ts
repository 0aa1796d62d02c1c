import { setTimeout as wait } from 'node:timers/promises';
import { DeskrailError, type EventLog } from '@deskrail/contracts';

const everyMs = 200;
const limitMs = 60_000;

/** Until the projection has done all facts that the log holds. Throws `aborted`, and `timeout` after a minute. */
export async function waitUntilProjected(log: EventLog, signal: AbortSignal): Promise<void> {
  const endsAt = performance.now() + limitMs;
  for (;;) {
    const behind = (await log.lag({ group: 'projection' })).find(({ stream }) => stream === 'facts')?.events ?? 0;
    if (behind === 0) return;
    if (performance.now() > endsAt) {
      throw new DeskrailError(
        'timeout',
        `The store is ${behind} facts behind the log, so nobody can tell what is missing. Wait until deskrail lag shows 0 for the projection.`,
        { retryable: true },
      );
    }
    await wait(everyMs, undefined, { signal }).catch(() => {
      throw new DeskrailError('aborted', 'Stopped before anything was read back.');
    });
  }
}
