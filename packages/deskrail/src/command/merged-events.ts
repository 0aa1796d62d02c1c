import {
  streams as definitions,
  type EventLog,
  type From,
  type StoredEvent,
  type StreamName,
} from '@deskrail/contracts';

interface MergeOptions {
  readonly log: EventLog;
  readonly streams: readonly StreamName[];
  readonly from: From;
  readonly until: 'end' | 'never';
  readonly signal: AbortSignal;
}

interface Head {
  readonly rest: AsyncIterator<StoredEvent>;
  readonly stored: StoredEvent;
}

/**
 * Several streams as one: first what is there, in order of append, then (unless `until` is `end`) what comes, as it comes.
 * Holds one event of each stream at a time.
 */
export async function* mergedEvents({ log, streams, from, until, signal }: MergeOptions): AsyncGenerator<StoredEvent> {
  const [only] = streams;
  if (only !== undefined && streams.length === 1) {
    yield* log.read({ stream: only, from, until, signal });
    return;
  }
  const places = new Map<StreamName, From>(streams.map((stream) => [stream, from]));
  // From the end there is nothing to put in order, and no event whose cursor would hold the place.
  if (from !== 'end') {
    for await (const stored of inOrder({ log, streams, from, signal })) {
      places.set(stored.stream, { after: stored.cursor });
      yield stored;
    }
  }
  if (until === 'never') yield* asTheyCome(log, places, signal);
}

async function* inOrder({ log, streams, from, signal }: Omit<MergeOptions, 'until'>): AsyncGenerator<StoredEvent> {
  const readers = streams.map((stream) => log.read({ stream, from, until: 'end', signal })[Symbol.asyncIterator]());
  const heads: Head[] = [];
  const take = async (rest: AsyncIterator<StoredEvent>) => {
    const next = await rest.next();
    if (!next.done) heads.push({ rest, stored: next.value });
  };
  try {
    for (const reader of readers) await take(reader);
    while (heads.length > 0) {
      heads.sort((a, b) => earlier(a.stored, b.stored));
      const head = heads.shift() as Head;
      yield head.stored;
      await take(head.rest);
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.return?.()));
  }
}

const order = Object.keys(definitions);

/**
 * Positions of one log count up; where they do not compare, as on several partitions, the time of append decides, and of
 * the same moment the order of the streams: what follows from something is on its stream or a later one.
 */
const earlier = (a: StoredEvent, b: StoredEvent): number => {
  if (a.appendedAt !== b.appendedAt) return a.appendedAt < b.appendedAt ? -1 : 1;
  return Number(a.position) - Number(b.position) || order.indexOf(a.stream) - order.indexOf(b.stream);
};

async function* asTheyCome(
  log: EventLog,
  places: ReadonlyMap<StreamName, From>,
  signal: AbortSignal,
): AsyncGenerator<StoredEvent> {
  const readers = [...places].map(([stream, from]) =>
    log.read({ stream, from, until: 'never', signal })[Symbol.asyncIterator](),
  );
  const next = (index: number) =>
    (readers[index] as AsyncIterator<StoredEvent>).next().then((result) => ({ index, result }));
  const pending = new Map(readers.map((_, index) => [index, next(index)]));
  try {
    while (pending.size > 0) {
      const { index, result } = await Promise.race(pending.values());
      if (result.done) {
        pending.delete(index);
      } else {
        pending.set(index, next(index));
        yield result.value;
      }
    }
  } finally {
    // Readers that still wait end with the signal; nobody looks at what they answer.
    for (const waiting of pending.values()) waiting.catch(() => {});
    await Promise.all(readers.map((reader) => reader.return?.()).map((ended) => ended?.catch(() => {})));
  }
}
