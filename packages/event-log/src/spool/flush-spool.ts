import { DeskrailError, isDeskrailError } from '@deskrail/contracts';
import { createWakeup } from '../sqlite/wakeup.js';
import { type ForwardingOptions, startForwarding } from './forwarding.js';
import { partsOf } from './open-spool.js';

export interface FlushProgress {
  readonly forwarded: number;
  /** Set aside, as the log refused them for good. */
  readonly refused: number;
  /** Still in the spool. */
  readonly left: number;
}

export interface FlushOptions extends Omit<ForwardingOptions, 'onMoved'> {
  readonly signal?: AbortSignal;
  onProgress?(progress: FlushProgress): void;
  /** How long the log may take nothing before this gives up. Default: 60 000. */
  readonly patienceMs?: number;
}

/**
 * Forward until the spool is empty. Throws `dependency-unavailable` when the log takes nothing for too long, `aborted`,
 * and `conflict` while the spool is being forwarded already: there it empties by itself.
 */
export async function flushSpool(options: FlushOptions): Promise<FlushProgress> {
  const { signal, onProgress, patienceMs = 60_000 } = options;
  const { backlog, path } = partsOf(options.spool);
  const moved = createWakeup();
  const forwarding = startForwarding({ ...options, onMoved: moved.notify });
  const progress = (): FlushProgress => {
    const { forwarded, refused } = forwarding;
    return { forwarded, refused, left: backlog.events };
  };
  try {
    for (let seen = moved.version; backlog.events > 0; seen = moved.version) {
      onProgress?.(progress());
      await withinPatience((wait) => moved.after(seen, wait), patienceMs, signal);
      if (signal?.aborted) throw new DeskrailError('aborted', 'The flush was stopped. The rest stays in the spool.');
      if (moved.version !== seen) continue;
      const { lastError } = forwarding;
      const why = isDeskrailError(lastError) ? ` ${lastError.message}` : '';
      const message = `The log took nothing of ${path} for ${patienceMs} ms.${why} The rest stays in the spool.`;
      throw new DeskrailError('dependency-unavailable', message, { retryable: true, cause: lastError });
    }
  } finally {
    await forwarding.close();
  }
  onProgress?.(progress());
  return progress();
}

async function withinPatience(
  wait: (signal: AbortSignal) => Promise<void>,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const ended = new AbortController();
  const end = () => ended.abort();
  const timer = setTimeout(end, ms);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  try {
    await wait(ended.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}
