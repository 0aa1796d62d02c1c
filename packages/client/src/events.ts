import type { DeskrailEvent, StreamName } from '@deskrail/contracts';
import { isDeskrailApiError } from './api-error.js';
import type { Sender } from './send.js';
import { createEventParser } from './server-sent-events.js';
import { wait } from './wait.js';

/** `connecting`: none yet. `open`: events arrive as they happen. `waiting`: broken off, and tried again soon. */
export type EventsConnection = 'connecting' | 'open' | 'waiting';

export interface EventsOptions {
  /** Ends the iteration, quietly. */
  readonly signal: AbortSignal;
  /** Default: whatever the key may read. */
  readonly streams?: readonly StreamName[] | undefined;
  /** Go on after this event, which an earlier iteration gave. Default: from now on. */
  readonly lastEventId?: string | undefined;
  /** Without `lastEventId`: `start` begins with the oldest event that is kept. Default: `end`. */
  readonly from?: 'start' | 'end' | undefined;
  readonly onConnection?: ((state: EventsConnection) => void) | undefined;
  /** Connect anew when not even a comment came for this long. Default: 60 000. */
  readonly idleMs?: number | undefined;
  /** First wait before connecting anew; doubles up to 30 s, and is spread. Default: 500, or what the stream asks for. */
  readonly retryMs?: number | undefined;
}

/** One event and the cursor that resumes after it. */
export interface ReceivedEvent {
  readonly id: string;
  readonly event: DeskrailEvent;
}

const maxRetryMs = 30_000;

/**
 * Events as they happen, over `fetch`, as `EventSource` cannot send a key. Connects anew for as long as the signal
 * lasts, and resumes where it was; throws only where trying again cannot help, such as `unauthenticated`.
 */
export async function* receiveEvents(
  sender: Sender,
  options: EventsOptions,
): AsyncGenerator<ReceivedEvent, void, undefined> {
  const { signal, onConnection } = options;
  let { lastEventId = '', retryMs = 500 } = options;
  let failures = 0;
  const onRetry = (delayMs: number) => {
    retryMs = Math.min(delayMs, maxRetryMs);
  };

  while (!signal.aborted) {
    onConnection?.('connecting');
    const parser = createEventParser({ lastEventId, onRetry });
    try {
      for await (const text of connect(sender, { ...options, lastEventId })) {
        failures = 0;
        for (const { id, data } of parser.feed(text)) {
          lastEventId = id;
          const event = readEvent(data);
          if (event) yield { id, event };
        }
        lastEventId = parser.lastEventId;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!isPassing(error)) throw error;
    }
    if (signal.aborted) return;
    onConnection?.('waiting');
    const delayMs = Math.min(retryMs * 2 ** failures, maxRetryMs);
    failures = Math.min(failures + 1, 16);
    try {
      await wait(delayMs * (1 + Math.random() / 2), signal);
    } catch {
      return;
    }
  }
}

/** One connection's text; ends when the stream does, for whatever reason. Throws when it cannot be had. */
async function* connect(sender: Sender, options: EventsOptions): AsyncGenerator<string, void, undefined> {
  const { signal, streams, lastEventId, from, onConnection, idleMs = 60_000 } = options;
  const idle = new AbortController();
  const response = await sender.stream({
    method: 'GET',
    path: 'v1/events',
    query: { streams: streams?.join(','), from: lastEventId ? undefined : from },
    headers: { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
    signal: AbortSignal.any([signal, idle.signal]),
    repeatable: false,
  });
  if (!response.body) return;
  onConnection?.('open');
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  // Not left to the request's signal: one that `AbortSignal.any` made may be collected while the stream is open.
  const stop = () => {
    reader.cancel().catch(() => {});
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      timer = setTimeout(stop, idleMs);
      const piece = await reader.read().catch(() => ({ done: true, value: undefined }) as const);
      clearTimeout(timer);
      if (piece.done) return;
      yield decoder.decode(piece.value, { stream: true });
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    await reader.cancel().catch(() => {});
    idle.abort();
  }
}

/** A message that is no event, such as one of a later version of the server, is passed over. */
function readEvent(data: string): DeskrailEvent | undefined {
  try {
    const event = JSON.parse(data) as Partial<DeskrailEvent> | null;
    return typeof event?.type === 'string' && typeof event.id === 'string' ? (event as DeskrailEvent) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the same call may succeed later: no answer, a limit, or a server that is not well. */
function isPassing(error: unknown): boolean {
  if (!isDeskrailApiError(error)) return false;
  const { status } = error;
  return status === undefined || status === 408 || status === 429 || status >= 500;
}
