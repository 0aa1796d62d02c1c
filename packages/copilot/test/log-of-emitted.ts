import {
  DeskrailError,
  definitionOf,
  type EventLog,
  type ReadOptions,
  type StoredEvent,
  type StreamName,
} from '@deskrail/contracts';
import type { MemoryStore } from './memory-store.js';

/** A log that holds what the store has emitted, each at its own time; readers that follow are told of what comes. */
export function logOfEmitted(store: MemoryStore): EventLog {
  const rowsOf = (stream: StreamName) =>
    store.emitted.flatMap((event, index) =>
      definitionOf(event.type)?.stream === stream
        ? [{ stream, event, position: String(index), cursor: String(index), appendedAt: event.time }]
        : [],
    );

  async function* read<Stream extends StreamName>(options: ReadOptions<Stream>): AsyncGenerator<StoredEvent<Stream>> {
    const { stream, from = 'start', until = 'end', signal } = options;
    let after = typeof from === 'object' && 'after' in from ? Number(from.after) : -1;
    const since = typeof from === 'object' && 'time' in from ? Date.parse(from.time) : 0;
    while (true) {
      if (signal?.aborted) throw new DeskrailError('aborted', 'The reader has gone.');
      const before = after;
      for (const row of rowsOf(stream)) {
        if (Number(row.position) <= after || Date.parse(row.appendedAt) < since) continue;
        after = Number(row.position);
        yield row as unknown as StoredEvent<Stream>;
      }
      if (until === 'end') return;
      // What was written while the reader was busy is there already.
      if (after === before) await written(store, signal);
    }
  }
  return { read } as unknown as EventLog;
}

function written(store: MemoryStore, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      stop();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const stop = store.outbox.onWritten(end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
