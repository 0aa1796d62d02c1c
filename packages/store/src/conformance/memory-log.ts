import {
  type Appended,
  checkEvent,
  type DeskrailEvent,
  type EventLog,
  type StoredEvent,
  type StreamEvents,
  type StreamName,
  streamNames,
} from '@deskrail/contracts';

/** A log in memory, for testing what is made from one: it appends, reads and forgets, and has no groups. */
export interface MemoryLog extends EventLog {
  retain(days: Readonly<Record<StreamName, number>>): number;
  /** From here on, appends fail with this error; `undefined` mends it. */
  failWith(error: Error | undefined): void;
}

export function createMemoryLog(clock: { now(): number }): MemoryLog {
  const held = new Map<StreamName, StoredEvent[]>(streamNames.map((stream) => [stream, []]));
  let position = 0;
  let failure: Error | undefined;
  const rows = (stream: StreamName): StoredEvent[] => held.get(stream) ?? [];

  const log: MemoryLog = {
    async append<Stream extends StreamName>(stream: Stream, events: readonly StreamEvents[Stream][]) {
      if (failure !== undefined) throw failure;
      for (const event of events) checkEvent(stream, event);
      return events.map((event): Appended => add(stream, event));
    },
    async *read<Stream extends StreamName>({ stream }: { readonly stream: Stream }) {
      yield* [...rows(stream)] as StoredEvent<Stream>[];
    },
    async subscribe() {
      throw new Error('This log has no groups.');
    },
    lag: async () => [],
    async redrive() {
      throw new Error('This log has no groups.');
    },
    ready: async () => {},
    retain(days) {
      let removed = 0;
      for (const stream of streamNames) {
        const cutoff = clock.now() - days[stream] * 86_400_000;
        const left = rows(stream).filter(({ appendedAt }) => Date.parse(appendedAt) >= cutoff);
        removed += rows(stream).length - left.length;
        held.set(stream, left);
      }
      return removed;
    },
    failWith(error) {
      failure = error;
    },
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  return log;

  function add(stream: StreamName, event: DeskrailEvent): Appended {
    const first = rows(stream).find((row) => row.event.id === event.id && row.event.tenant === event.tenant);
    if (first !== undefined) return { id: event.id, position: first.position, duplicate: true };
    position += 1;
    const text = JSON.stringify(event);
    rows(stream).push({
      stream,
      event: JSON.parse(text) as never,
      position: String(position),
      cursor: String(position),
      appendedAt: new Date(clock.now()).toISOString(),
    });
    return { id: event.id, position: String(position) };
  }
}
