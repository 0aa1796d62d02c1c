import {
  type Appended,
  type DeskrailEvent,
  type EventLog,
  type StoredEvent,
  type StreamEvents,
  type StreamName,
  streamNames,
} from '@deskrail/contracts';

/** A log that one run's events are in; the next run begins with an empty one. */
export interface RunLog {
  readonly log: EventLog;
  events<Stream extends StreamName>(stream: Stream): readonly StreamEvents[Stream][];
  clear(): void;
}

export function createRunLog(clock: { now(): number }): RunLog {
  const rows = new Map<StreamName, StoredEvent[]>();
  const ids = new Map<string, Appended>();
  let position = 0;
  const clear = (): void => {
    ids.clear();
    for (const stream of streamNames) rows.set(stream, []);
  };
  clear();

  function add(stream: StreamName, event: DeskrailEvent): Appended {
    const key = `${stream}\n${event.tenant}\n${event.id}`;
    const known = ids.get(key);
    if (known !== undefined) return { ...known, duplicate: true };
    position += 1;
    const at = String(position);
    const appendedAt = new Date(clock.now()).toISOString();
    const copy = JSON.parse(JSON.stringify(event)) as never;
    rows.get(stream)?.push({ stream, event: copy, position: at, cursor: at, appendedAt });
    const appended = { id: event.id, position: at };
    ids.set(key, appended);
    return appended;
  }

  const unused = async (): Promise<never> => {
    throw new Error('The log of a run has no groups.');
  };
  const log: EventLog = {
    async append<Stream extends StreamName>(stream: Stream, events: readonly StreamEvents[Stream][]) {
      return events.map((event) => add(stream, event));
    },
    async *read<Stream extends StreamName>({ stream }: { readonly stream: Stream }) {
      yield* [...(rows.get(stream) ?? [])] as StoredEvent<Stream>[];
    },
    ...{ subscribe: unused, redrive: unused, lag: async () => [], ready: async () => {} },
    ...{ close: async () => {}, [Symbol.asyncDispose]: async () => {} },
  };
  return {
    log,
    events: <Stream extends StreamName>(stream: Stream) =>
      (rows.get(stream) ?? []).map(({ event }) => event) as StreamEvents[Stream][],
    clear,
  };
}
