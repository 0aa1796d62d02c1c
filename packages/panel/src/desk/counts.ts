import type { DeskrailClient } from '@deskrail/client';
import type { Atom } from './atom.js';
import type { DeskState } from './state.js';

/** However much happens, they are counted no oftener. */
const countEveryMs = 1_000;

interface CountsOptions {
  readonly client: DeskrailClient;
  readonly atom: Atom<DeskState>;
  readonly signal: AbortSignal;
}

export interface Counts {
  now(): Promise<void>;
  /** Something was heard of: they are told anew in a moment. */
  soon(): void;
}

/** How much waits in each queue. */
export function createCounts({ client, atom, signal }: CountsOptions): Counts {
  let timer: ReturnType<typeof setTimeout> | undefined;
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });

  async function now(): Promise<void> {
    const summary = await client.queue.summary({ signal });
    if (Array.isArray(summary)) atom.update(() => ({ summary }));
  }

  return {
    now,
    soon() {
      if (signal.aborted) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        // Where nothing answers, the next look counts.
        void now().catch(() => {});
      }, countEveryMs);
    },
  };
}
