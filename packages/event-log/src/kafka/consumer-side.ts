import {
  type Clock,
  type DeadLetter,
  DeskrailError,
  type From,
  type Lag,
  type Logger,
  type ReadOptions,
  type Redrive,
  type StoredEvent,
  type StreamName,
  type SubscribeOptions,
  type Subscription,
} from '@deskrail/contracts';
import { type Begin, beginOffsets, checkFrom } from './consume/begin-offsets.js';
import type { ConsumeLimits } from './consume/consume-limits.js';
import { readLag } from './consume/lag.js';
import { readRange } from './consume/range.js';
import { reach } from './consume/reach.js';
import { redrive } from './consume/redrive.js';
import { subscribe } from './consume/subscription.js';
import type { DriverAdmin, DriverReader, KafkaDriver, RecordToSend } from './driver.js';
import { createKept } from './kept.js';
import type { StreamTopics } from './stream-topics.js';
import { groupId } from './topics/names.js';

export interface ConsumerSideOptions {
  readonly driver: KafkaDriver;
  readonly topics: StreamTopics;
  readonly topicPrefix?: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly limits: ConsumeLimits;
  append(stream: 'dead-letters', events: readonly DeadLetter[]): Promise<unknown>;
  /** Append a record to its partition as it is; durable when it resolves. */
  resend(stream: StreamName, partition: number, record: RecordToSend): Promise<unknown>;
}

/** The half of the log that reads. */
export interface ConsumerSide {
  subscribe<Stream extends StreamName>(options: SubscribeOptions<Stream>): Promise<Subscription>;
  read<Stream extends StreamName>(options: ReadOptions<Stream>): AsyncIterable<StoredEvent<Stream>>;
  lag(options?: { readonly group?: string }): Promise<readonly Lag[]>;
  redrive(event: Redrive): Promise<void>;
  /** Set where a group goes on. Throws `conflict` while a member of it is running anywhere. */
  seekGroup(options: { readonly stream: StreamName; readonly group: string; readonly to: From }): Promise<void>;
  /** Ends subscriptions and reads. */
  close(): Promise<void>;
}

export function createConsumerSide(options: ConsumerSideOptions): ConsumerSide {
  const { driver, topics, topicPrefix = '', clock, logger, random, limits } = options;
  const closing = new AbortController();
  const subscriptions = new Set<Subscription>();
  const admins = createKept<DriverAdmin>(() => driver.openAdmin());
  const readers = createKept<DriverReader>(() => driver.openReader());
  const topicOf = (stream: StreamName): string => topics[stream].topic;

  function check(): void {
    if (closing.signal.aborted) throw new DeskrailError('closed', 'The event log has been closed.');
  }

  const bounds = (stream: StreamName, begin: Begin) =>
    reach('Looking up offsets', async () => beginOffsets(await admins.get(), topicOf(stream), begin));

  return {
    async subscribe(asked) {
      check();
      const { stream, group } = asked;
      const subscription = await subscribe(asked, {
        ...{ topic: topicOf(stream), groupId: groupId(group, stream, topicPrefix) },
        openConsumer: driver.openConsumer,
        beginAt: async (begin) => (await bounds(stream, begin)).first,
        append: options.append,
        ...{ clock, logger, random, limits, closing: closing.signal },
        onClosed: (ended) => subscriptions.delete(ended),
      });
      subscriptions.add(subscription);
      return subscription;
    },
    read: (asked) =>
      readRange(asked, {
        topic: topicOf(asked.stream),
        sharedReader: () => reach('Reading', readers.get),
        openReader: () => reach('Reading', () => driver.openReader()),
        bounds: (begin) => bounds(asked.stream, begin),
        ...{ logger, limits, random, closing: closing.signal },
      }),
    async lag({ group } = {}) {
      check();
      return reach('Looking up the lag', async () => {
        const [admin, reader] = await Promise.all([admins.get(), readers.get()]);
        return readLag({ admin, reader, topicPrefix, topicOf, clock }, group);
      });
    },
    async redrive(event) {
      check();
      const { stream, group } = event;
      await reach('Redriving', async () => {
        const [admin, reader] = await Promise.all([admins.get(), readers.get()]);
        const resend = (partition: number, record: RecordToSend) => options.resend(stream, partition, record);
        const id = groupId(group, stream, topicPrefix);
        await redrive(event, { topic: topicOf(stream), groupId: id, admin, reader, resend });
      });
    },
    async seekGroup({ stream, group, to }) {
      check();
      const begin = checkFrom(stream, to);
      const { first } = await bounds(stream, begin);
      const offsets = new Map([...first].map(([partition, offset]) => [partition, BigInt(offset)]));
      const admin = await reach('Setting a group’s place', admins.get);
      await admin
        .setGroupOffsets(groupId(group, stream, topicPrefix), topicOf(stream), offsets)
        .catch(refuseBusy(group));
    },
    async close() {
      closing.abort();
      await Promise.all([...subscriptions].map((subscription) => subscription.close()));
      await Promise.all([admins.close(), readers.close()]);
    },
  };
}

const refuseBusy =
  (group: string) =>
  async (error: unknown): Promise<never> => {
    if ((error as { kind?: unknown }).kind === 'rebalanced') {
      const message = `The group ${group} is running: end its consumers first, or replay under another group's name.`;
      throw new DeskrailError('conflict', message, { cause: error });
    }
    return reach('Setting a group’s place', () => Promise.reject(error));
  };
