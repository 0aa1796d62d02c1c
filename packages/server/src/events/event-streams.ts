import {
  type Clock,
  DeskrailError,
  type DeskrailEvent,
  type EventLog,
  type From,
  isDeskrailError,
  type Logger,
  type StoredEvent,
  type StreamName,
} from '@deskrail/contracts';
import { formatCursor, type Positions } from './cursor.js';
import { mergeStreams } from './merge-streams.js';

export interface EventStreamsOptions {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Open at once; the next one gets `overloaded`. */
  readonly maxOpen: number;
  readonly heartbeatMs: number;
}

export interface OpenStreamOptions {
  readonly tenant: string;
  readonly streams: readonly StreamName[];
  /** Where to begin, where it is not said for a stream: `start`, or only what is new. */
  readonly from: 'start' | 'end';
  readonly positions: Positions;
  /** Leave vendors' raw payloads on the events. */
  readonly raw: boolean;
  /** RFC 3339; ends the stream. */
  readonly expiresAt?: string | undefined;
  readonly signal: AbortSignal;
}

/** Server-sent events over the log. Closing ends all that are open. */
export interface EventStreams {
  readonly open: number;
  start(options: OpenStreamOptions): Promise<ReadableStream<Uint8Array>>;
  close(): void;
}

const retryMs = 2_000;
/** How far clocks may be apart where a stream is resumed by time, as nothing of it was sent: rather twice than never. */
const overlapMs = 2_000;

export function createEventStreams({ log, clock, logger, maxOpen, heartbeatMs }: EventStreamsOptions): EventStreams {
  const open = new Set<AbortController>();
  let closed = false;

  const begin = (options: OpenStreamOptions, ending: AbortController): ReadableStream<Uint8Array> => {
    const { tenant, raw, streams, positions } = options;
    const endsAtMs = options.expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(options.expiresAt);
    const connectedAt = new Date(clock.now() - overlapMs).toISOString();
    const from = Object.fromEntries(streams.map((stream) => [stream, positions[stream] ?? options.from])) as Record<
      StreamName,
      From
    >;
    // The first block carries a cursor too, so that a reader that saw no event yet resumes where it began.
    const place = Object.fromEntries(
      Object.entries(from).map(([stream, start]) => [stream, start === 'end' ? { time: connectedAt } : start]),
    ) as Positions;
    const merged = mergeStreams({ log, from, signal: ending.signal });
    const encoder = new TextEncoder();
    let sentAtMs = performance.now();
    const move = () => {
      sentAtMs = performance.now();
      return formatCursor(place);
    };
    let done = false;

    const nextText = async (): Promise<string | undefined> => {
      for (;;) {
        const step = clock.now() >= endsAtMs ? 'ended' : await merged.next(heartbeatMs);
        if (step === 'ended') return undefined;
        if (step !== 'idle') {
          place[step.stream] = { after: step.cursor };
          if (step.event.tenant === tenant) return formatEvent(step, { id: move(), raw });
          // Others' events may be many: the reader is still told that we are here.
          if (performance.now() - sentAtMs < heartbeatMs) continue;
        }
        return `: still here\nid: ${move()}\n\n`;
      }
    };

    return new ReadableStream<Uint8Array>(
      {
        start(controller) {
          controller.enqueue(encoder.encode(`retry: ${retryMs}\nid: ${move()}\n\n`));
          ending.signal.addEventListener('abort', () => {
            if (!done) controller.close();
            done = true;
          });
        },
        // Called only when the reader has taken what was there: the log is read no faster than the caller reads.
        async pull(controller) {
          const text = await nextText().catch((error: unknown) => {
            const code = isDeskrailError(error) ? error.code : 'internal';
            if (!ending.signal.aborted) logger.warn({ code }, 'an event stream broke off; its reader resumes');
            return undefined;
          });
          if (text === undefined) ending.abort();
          else if (!done) controller.enqueue(encoder.encode(text));
        },
        cancel() {
          done = true;
          ending.abort();
        },
      },
      { highWaterMark: 1 },
    );
  };

  return {
    get open() {
      return open.size;
    },
    async start(options) {
      if (closed) throw new DeskrailError('closed', 'The server is closing.', { retryable: true });
      if (open.size >= maxOpen) {
        throw new DeskrailError('overloaded', `${maxOpen} event streams are open already.`, { retryable: true });
      }
      const ending = new AbortController();
      const end = () => ending.abort();
      options.signal.addEventListener('abort', end, { once: true });
      ending.signal.addEventListener('abort', () => {
        open.delete(ending);
        options.signal.removeEventListener('abort', end);
      });
      open.add(ending);
      try {
        await checkPositions(log, options.positions, ending.signal);
        if (options.signal.aborted || closed) throw new DeskrailError('aborted', 'The request was broken off.');
        return begin(options, ending);
      } catch (error) {
        ending.abort();
        throw error;
      }
    },
    close() {
      closed = true;
      for (const ending of open) ending.abort();
    },
  };
}

/** A place the log does not know is told before the stream begins, while an answer can still say so. */
async function checkPositions(log: EventLog, positions: Positions, signal: AbortSignal): Promise<void> {
  for (const [stream, from] of Object.entries(positions)) {
    if (typeof from === 'string' || !('after' in from)) continue;
    try {
      for await (const _ of log.read({ stream: stream as StreamName, from, until: 'end', limit: 1, signal })) break;
    } catch (error) {
      if (!isDeskrailError(error) || !['request-invalid', 'event-invalid', 'not-found', 'expired'].includes(error.code))
        throw error;
      throw new DeskrailError(
        'request-invalid',
        'The log does not know this cursor. Read the views again, and resume without one.',
      );
    }
  }
}

function formatEvent({ event }: StoredEvent, { id, raw }: { readonly id: string; readonly raw: boolean }): string {
  return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(raw ? event : withoutRaw(event))}\n\n`;
}

/** Without what the vendor sent word by word: few need it, and it may hold more than any contract says. */
function withoutRaw(event: DeskrailEvent): unknown {
  const { data } = event;
  if ('origin' in data && data.origin.raw !== undefined) {
    const { raw, ...origin } = data.origin;
    return { ...event, data: { ...data, origin } };
  }
  if ('body' in data) {
    const { body, bodyEncoding, ...rest } = data;
    return { ...event, data: rest };
  }
  return event;
}
