import {
  type Appended,
  type Clock,
  checkEvent,
  DeskrailError,
  type DeskrailEvent,
  type EventLog,
  type Logger,
  type StreamName,
} from '@deskrail/contracts';
import { writeRecord } from '../binding.js';
import type { DriverError, KafkaDriver, RecordToSend } from '../driver.js';
import { explainFailure } from '../explain-failure.js';
import type { StreamTopic, StreamTopics } from '../stream-topics.js';
import { type AppendItem, createCall } from './append-call.js';
import type { AppendLimits } from './append-limits.js';
import { createLane, type Lane } from './lane.js';
import { partitionOf } from './partition-of.js';
import { createPendingCalls } from './pending-calls.js';
import { createProducers } from './producers.js';
import { recordSize } from './record-size.js';
import { refusalOf, refusedLetter } from './refused-event.js';
import { createSender } from './sender.js';

export interface AppendSide {
  readonly append: EventLog['append'];
  /** A record as it is, to a partition of its choice. */
  appendRecord(stream: StreamName, partition: number, record: RecordToSend): Promise<Appended>;
  /** Why batches are not acknowledged now; undefined while they are. */
  trouble(): DeskrailError | undefined;
  /** Opens the producer, for who may write. Throws `DriverError`. */
  open(): Promise<void>;
  /** Waits for what was taken, a bounded time. */
  close(): Promise<void>;
}

/** One event on its way in. */
interface Entry {
  readonly id: string;
  readonly event?: DeskrailEvent;
  readonly partition: number;
  readonly record: RecordToSend;
  readonly bytes: number;
}

/** Appends that gather while others fly share the next batch; each partition has one on its way at a time, in order. */
export function createAppendSide(options: {
  readonly driver: Pick<KafkaDriver, 'openProducer'>;
  readonly topics: StreamTopics;
  readonly limits: AppendLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}): AppendSide {
  const { limits, logger, clock, random, topics } = options;
  const producers = createProducers(options.driver, logger);
  const lanes = new Map(Object.values(topics).map((topic) => [topic.stream, lanesOf(topic, limits)]));
  const all = [...lanes.values()].flat();
  const streamOf = new Map(Object.values(topics).map(({ stream, topic }) => [topic, stream]));
  const pending = createPendingCalls((late) => {
    for (const call of late) call.fail(tooLate(all, limits));
    for (const lane of all) lane.trim();
  });
  const sender = createSender({ producers, limits, logger, random, onRefused: bury });
  let closed = false;

  function bury(item: AppendItem, lane: Lane, error: DriverError): void {
    const failure = refusalOf(item, lane.topic, error);
    const stream = streamOf.get(lane.topic);
    const { event, call, index } = item;
    logger.error({ topic: lane.topic, code: failure.code, bytes: item.bytes }, 'an event was refused for good');
    if (event === undefined || stream === undefined || stream === 'dead-letters') {
      call.refuse(index, failure);
      return;
    }
    const letter = refusedLetter({ stream, event, bytes: item.bytes }, failure, {
      ...{ clock, maxBytes: topics['dead-letters'].maxMessageBytes },
    });
    take('dead-letters', [entryOf('dead-letters', letter)])
      .catch(() => logger.error({ topic: lane.topic }, 'a refused event could not be put in the dead letters'))
      .finally(() => call.refuse(index, failure));
  }

  function entryOf(stream: StreamName, event: DeskrailEvent): Entry {
    const record = writeRecord(event);
    const partition = partitionOf(record.key, topics[stream].partitions);
    return { id: event.id, event, partition, record, bytes: recordSize(record) };
  }

  function take(stream: StreamName, entries: readonly Entry[], signal?: AbortSignal): Promise<readonly Appended[]> {
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    checkRoom(entries.length, bytes);
    return new Promise((resolve, reject) => {
      const ids = entries.map(({ id }) => id);
      const callBack = () => {
        if (!call.taken) call.fail(calledBack(signal));
      };
      const onDone = () => {
        pending.remove(call);
        signal?.removeEventListener('abort', callBack);
      };
      const call = createCall({
        ids,
        bytes,
        expiresAtMs: performance.now() + limits.appendMs,
        resolve,
        reject,
        onDone,
      });
      pending.add(call);
      signal?.addEventListener('abort', callBack, { once: true });
      const items = entries.map(({ partition, event, record, bytes: size }, index) => {
        return { partition, item: { call, index, event, record, bytes: size } };
      });
      const ofStream = lanes.get(stream) ?? [];
      for (const [partition, parcel] of Map.groupBy(items, (each) => each.partition)) {
        const lane = ofStream[partition];
        lane?.add(parcel.map(({ item }) => item));
        if (lane !== undefined) sender.wake(lane);
      }
    });
  }

  function checkRoom(events: number, bytes: number): void {
    if (events > limits.queuedEvents || bytes > limits.queuedBytes) {
      const message = `Append at most ${limits.queuedEvents} events and ${limits.queuedBytes} bytes at once.`;
      throw new DeskrailError('request-invalid', message);
    }
    if (pending.events + events <= limits.queuedEvents && pending.bytes + bytes <= limits.queuedBytes) return;
    const message = `${pending.events} events wait for Kafka: try again later, or append less at once.`;
    throw new DeskrailError('overloaded', message, { retryable: true });
  }

  function check(signal?: AbortSignal): void {
    if (closed) throw new DeskrailError('closed', 'The event log has been closed.');
    if (signal?.aborted) throw calledBack(signal);
  }

  return {
    async append(stream, events, { signal } = {}) {
      check(signal);
      const entries = events.map((event) => entryOf(stream, checkEvent(stream, event)));
      return entries.length === 0 ? [] : take(stream, entries, signal);
    },
    async appendRecord(stream, partition, record) {
      check();
      const [appended] = await take(stream, [{ id: '', partition, record, bytes: recordSize(record) }]);
      return appended as Appended;
    },
    trouble: () => (all.some(({ lastError }) => lastError !== undefined) ? tooLate(all, limits) : undefined),
    async open() {
      await producers
        .use(async () => {})
        .catch((error: DriverError) => {
          // Whoever only reads needs no right to write.
          if (error.kind !== 'not-authorized') throw error;
          logger.info({}, 'this user may append to no topic');
        });
    },
    async close() {
      closed = true;
      await pending.drained(limits.flushMs);
      sender.close();
      const lost = new DeskrailError('closed', 'The event log was closed before Kafka acknowledged the events.');
      for (const call of pending.close()) call.fail(lost);
      await producers.close();
    },
  };
}

function lanesOf({ topic, partitions, maxMessageBytes }: StreamTopic, limits: AppendLimits): readonly Lane[] {
  const { batchEvents: events, batchBytes } = limits;
  const bytes = Math.min(batchBytes, maxMessageBytes);
  return Array.from({ length: partitions }, (_, partition) =>
    createLane(topic, partition, { events, bytes, mostBytes: maxMessageBytes }),
  );
}

const calledBack = (signal: AbortSignal | undefined) =>
  new DeskrailError('aborted', 'The append was called back before it was sent.', { cause: signal?.reason });

/** Names what the partition that waits longest waits for. */
function tooLate(lanes: readonly Lane[], { appendMs }: AppendLimits): DeskrailError {
  const stuck = lanes.filter(({ lastError }) => lastError !== undefined).sort((a, b) => b.failures - a.failures)[0];
  const late = `Kafka did not acknowledge the events within ${appendMs} ms; they may stand in the log all the same.`;
  const { lastError } = stuck ?? {};
  const why = lastError === undefined ? undefined : explainFailure(lastError, 'The last try');
  const message = why === undefined ? late : `${late} ${why.message}`;
  return new DeskrailError('dependency-unavailable', message, { retryable: true, cause: lastError });
}
