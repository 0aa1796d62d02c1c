import {
  type Appended,
  DeskrailError,
  type EventLog,
  type Lag,
  type ReadOptions,
  type StoredEvent,
  type StreamEvents,
  type StreamName,
} from '@deskrail/contracts';

/** An event log in memory, for tests: appended at the clock's time, followed without polling. */
export interface FakeLog extends EventLog {
  readonly stored: readonly StoredEvent[];
  /** Reads that have not ended. */
  readonly reading: number;
  lags: readonly Lag[];
  /** What `append`, `ready` and `lag` throw. */
  failing: unknown;
  /** Ends every read with an error. */
  breakReads(error: unknown): void;
}

export function fakeLog({ now = () => Date.now() }: { readonly now?: () => number } = {}): FakeLog {
  const stored: StoredEvent[] = [];
  const readers = new Set<(error?: unknown) => void>();
  const check = () => {
    if (log.failing !== undefined) throw log.failing;
  };

  async function* read<Stream extends StreamName>(options: ReadOptions<Stream>): AsyncGenerator<StoredEvent<Stream>> {
    const { stream, from = 'start', until = 'end', limit = Number.POSITIVE_INFINITY, signal } = options;
    const end = stored.length;
    let next = from === 'end' ? end : 0;
    if (typeof from === 'object' && 'after' in from) {
      if (!/^\d+$/.test(from.after)) throw new DeskrailError('request-invalid', 'No such cursor.');
      next = Number(from.after) + 1;
    }
    const since = typeof from === 'object' && 'time' in from ? Date.parse(from.time) : 0;
    let broken: unknown;
    let wake = () => {};
    const onChange = (error?: unknown) => {
      broken ??= error;
      wake();
    };
    const onAbort = () => wake();
    readers.add(onChange);
    signal?.addEventListener('abort', onAbort);
    try {
      for (let given = 0; given < limit; ) {
        if (signal?.aborted) return;
        if (broken !== undefined) throw broken;
        const found = stored[next];
        if (found !== undefined && (until === 'never' || next < end)) {
          next += 1;
          if (found.stream !== stream || Date.parse(found.appendedAt) < since) continue;
          given += 1;
          yield found as StoredEvent<Stream>;
        } else if (until === 'end') return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      readers.delete(onChange);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  const log: FakeLog = {
    stored,
    lags: [],
    failing: undefined,
    get reading() {
      return readers.size;
    },
    breakReads: (error) => {
      for (const reader of readers) reader(error);
    },
    async append<Stream extends StreamName>(stream: Stream, events: readonly StreamEvents[Stream][]) {
      check();
      const appended = events.map((event): Appended => {
        const place = stored.findIndex((one) => one.stream === stream && one.event.id === event.id);
        if (place >= 0) return { id: event.id, position: String(place), duplicate: true };
        const position = String(stored.length);
        const appendedAt = new Date(now()).toISOString();
        stored.push({ stream, event, position, cursor: position, appendedAt } as StoredEvent);
        return { id: event.id, position, duplicate: false };
      });
      for (const reader of readers) reader();
      return appended;
    },
    read,
    subscribe: () => Promise.reject(new TypeError('The server subscribes to nothing.')),
    async lag() {
      check();
      return log.lags;
    },
    redrive: () => Promise.reject(new TypeError('The server redrives nothing.')),
    async ready() {
      check();
    },
    async close() {},
    async [Symbol.asyncDispose]() {},
  };
  return log;
}
