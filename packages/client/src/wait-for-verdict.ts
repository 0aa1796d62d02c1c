import type { RecommendationView } from '@deskrail/contracts';
import { DeskrailApiError, isDeskrailApiError } from './api-error.js';
import type { EventsOptions, ReceivedEvent } from './events.js';
import type { CallOptions } from './send.js';
import { wait } from './wait.js';

export interface WaitForVerdictOptions {
  readonly signal?: AbortSignal | undefined;
  /** Give up after this long. Default: 10 minutes. */
  readonly timeoutMs?: number | undefined;
  /** Look this often even when no event came. Default: 5 000. */
  readonly pollMs?: number | undefined;
}

interface Waited {
  readonly get: (options: CallOptions) => Promise<RecommendationView>;
  readonly events: (options: EventsOptions) => AsyncIterable<ReceivedEvent>;
  /** Of the recommendation, for the error's message. */
  readonly url: string;
}

/**
 * The recommendation once it is no longer open. Events say when to look and polling covers for them, so that a key that
 * may not read events, or a proxy that holds them back, only makes this slower.
 */
export async function waitForVerdict(
  id: string,
  { get, events, url }: Waited,
  { signal, timeoutMs = 600_000, pollMs = 5_000 }: WaitForVerdictOptions,
): Promise<RecommendationView> {
  const done = new AbortController();
  const limit = AbortSignal.timeout(timeoutMs);
  const ended = AbortSignal.any([done.signal, limit, ...(signal ? [signal] : [])]);
  let look = () => {};

  const follow = async () => {
    const onConnection = (state: string) => state === 'open' && look();
    for await (const { event } of events({ signal: ended, streams: ['decisions'], onConnection })) {
      if ((event.data as { recommendationId?: unknown }).recommendationId === id) look();
    }
  };
  const following = follow().catch(() => {});

  try {
    for (;;) {
      const looked = new Promise<void>((resolve) => {
        look = resolve;
      });
      const found = await get({ signal: ended }).catch((error: unknown) => {
        if (isPassing(error)) return undefined;
        throw error;
      });
      if (found && found.status !== 'open') return found;
      await Promise.race([looked, wait(pollMs, ended)]);
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (!limit.aborted) throw error;
    const detail = `${id} is still open after ${timeoutMs} ms. Wait again, or answer without it.`;
    throw new DeskrailApiError('timeout', { method: 'GET', url, detail });
  } finally {
    done.abort();
    await following;
  }
}

const isPassing = (error: unknown) => isDeskrailApiError(error) && (error.status === undefined || error.status >= 500);
