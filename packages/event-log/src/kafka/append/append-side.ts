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
import { DriverError, type KafkaDriver, type RecordToSend } from '../driver.js';
import { explainFailure } from '../explain-failure.js';
import type { StreamTopic, StreamTopics } from '../stream-topics.js';
import type { AppendLimits } from './append-limits.js';
import { calledBack, createIntake, type Entry } from './intake.js';
import { createLane, type Lane } from './lane.js';
import { partitionOf } from './partition-of.js';
import { createPendingCalls } from './pending-calls.js';
import { createProducers } from './producers.js';
import { recordSize } from './record-size.js';
import { createBurial } from './refused-event.js';
import { createSender } from './sender.js';

export interface AppendSide {
  readonly append: EventLog['append'];
  /** A record as it is, to a partition of its choice. */
  appendRecord(stream: StreamName, partition: number, record: RecordToSend): Promise<Appended>;
  /** Why batches are not acknowledged now; undefined while they are. */
  trouble(): DeskrailError | undefined;
  /** Opens the producer, for who may write: a user that only reads is told when it appends. Throws `DriverError`. */
  open(): Promise<void>;
  /** Waits for what was taken, a bounded time. */
  close(): Promise<void>;
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
  const pending = createPendingCalls((late) => {
    for (const call of late) call.fail(tooLate(all, limits));
    for (const lane of all) lane.trim();
  });
  const entryOf = (stream: StreamName, event: DeskrailEvent): Entry => {
    const record = writeRecord(event);
    const partition = partitionOf(record.key, topics[stream].partitions);
    return { id: event.id, event, partition, record, bytes: recordSize(record) };
  };
  const onRefused = createBurial({
    ...{ topics, clock, logger },
    append: (letter) => intake('dead-letters', [entryOf('dead-letters', letter)]),
  });
  const sender = createSender({ producers, limits, logger, random, onRefused });
  const intake = createIntake({ lanes, pending, sender, limits });
  let closed = false;

  function check(signal?: AbortSignal): void {
    if (closed) throw new DeskrailError('closed', 'The event log has been closed.');
    if (signal?.aborted) throw calledBack(signal);
  }

  return {
    async append(stream, events, { signal } = {}) {
      check(signal);
      const entries = events.map((event) => entryOf(stream, checkEvent(stream, event)));
      return entries.length === 0 ? [] : intake(stream, entries, signal);
    },
    async appendRecord(stream, partition, record) {
      check();
      const [appended] = await intake(stream, [{ id: '', partition, record, bytes: recordSize(record) }]);
      return appended as Appended;
    },
    trouble() {
      const { failures = 0, lastError } = mostStuck(all) ?? {};
      return failures < troubling || lastError === undefined
        ? undefined
        : explainFailure(lastError, 'Appending to Kafka');
    },
    async open() {
      try {
        await producers.use(async () => {});
      } catch (error) {
        if (!(error instanceof DriverError && error.kind === 'not-authorized')) throw error;
      }
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

/** Tries that a leader's move may cost are no trouble yet. */
const troubling = 3;

const mostStuck = (lanes: readonly Lane[]): Lane | undefined =>
  lanes.filter(({ lastError }) => lastError !== undefined).sort((a, b) => b.failures - a.failures)[0];

/** Names what the partition that failed most often fails at. */
function tooLate(lanes: readonly Lane[], { appendMs }: AppendLimits): DeskrailError {
  const late = `Kafka did not acknowledge the events within ${appendMs} ms; they may stand in the log all the same.`;
  const cause = mostStuck(lanes)?.lastError;
  const message = cause === undefined ? late : `${late} ${explainFailure(cause, 'The last try').message}`;
  return new DeskrailError('dependency-unavailable', message, { retryable: true, cause });
}
