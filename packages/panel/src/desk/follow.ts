import { type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import type { DeskrailEvent } from '@deskrail/contracts';

export interface FollowOptions {
  readonly client: DeskrailClient;
  readonly signal: AbortSignal;
  readonly onEvent: (event: DeskrailEvent) => void;
  /** Look at everything again: events may have been missed. */
  readonly onLook: () => Promise<void>;
  readonly onConnection: (live: boolean) => void;
  /** The key is not good any more. */
  readonly onRefused: () => void;
  readonly pollMs?: number;
}

/** How many polls may be skipped while events arrive: a look now and then costs little, and tells of claims. */
const skippedWhileLive = 5;

/** Follows the event stream, and looks every few seconds while there is none. */
export async function follow(options: FollowOptions): Promise<void> {
  const { signal, pollMs = 5_000 } = options;
  let live = false;
  let skipped = 0;

  const timer = setInterval(() => {
    if (live && skipped < skippedWhileLive) {
      skipped += 1;
      return;
    }
    skipped = 0;
    void options.onLook();
  }, pollMs);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });

  try {
    const events = options.client.events({
      signal,
      streams: ['facts', 'decisions', 'actions'],
      onConnection: (state) => {
        live = state === 'open';
        if (state !== 'connecting') options.onConnection(live);
        if (live) void options.onLook();
      },
    });
    for await (const { event } of events) options.onEvent(event);
  } catch (error) {
    live = false;
    options.onConnection(false);
    if (isDeskrailApiError(error, 'unauthenticated')) options.onRefused();
  }
}
