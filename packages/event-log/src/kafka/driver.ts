import type { Logger } from '@deskrail/contracts';

/**
 * All that Deskrail asks of a Kafka client. Everything above it (batching, gaps, order, retries, windows, dead letters)
 * is ours and the same for every client; a driver only speaks the protocol. Every method throws `DriverError` alone.
 */
export interface KafkaDriver extends AsyncDisposable {
  readonly name: string;
  openProducer(): Promise<DriverProducer>;
  openConsumer(options: DriverConsumerOptions): Promise<DriverConsumer>;
  /** Reads partitions without a group. */
  openReader(): Promise<DriverReader>;
  openAdmin(): Promise<DriverAdmin>;
  /** Closes what it opened as well. */
  close(): Promise<void>;
}

export interface DriverRecord {
  readonly partition: number;
  readonly offset: bigint;
  /** `LogAppendTime` where the topic says so, in ms since 1970. */
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | undefined>>;
}

export interface RecordToSend {
  /** Bytes only where a record is handed on as it came. */
  readonly key: string | Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string | Buffer>>;
}

export interface PartitionBatch {
  readonly partition: number;
  readonly records: readonly RecordToSend[];
}

/** What a broker acknowledged: `records` of one batch stand from `baseOffset` on. */
export interface Acknowledged {
  readonly partition: number;
  readonly baseOffset: bigint;
}

/** A batch that was refused, or of which nobody knows whether it was written. */
export interface NotAcknowledged {
  readonly partition: number;
  readonly error: DriverError;
}

export interface DriverProducer {
  /**
   * Idempotent, `acks=all`. The batches must be of different partitions, none of which is in another `send` that has not
   * ended. Resolves with an answer for each batch where the client can tell them apart, throws where all failed. A
   * partition missing in the answer was not acknowledged, whatever the client says: the caller sends it again.
   *
   * After a batch failed with anything but `too-large` or `invalid` it may have been written all the same. The caller
   * sends to that partition the very same records next, or never uses this producer for it again: else the broker
   * could take other records for these.
   */
  send(
    topic: string,
    batches: readonly PartitionBatch[],
    options: { readonly timeoutMs: number },
  ): Promise<readonly (Acknowledged | NotAcknowledged)[]>;
  /** Who leads a partition, as last heard; batches for other leaders are sent apart, so that a dead one halts its own alone. */
  leaderOf(topic: string, partition: number): number | undefined;
  close(): Promise<void>;
}

export interface DriverConsumerOptions {
  readonly topic: string;
  readonly group: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly maxBytesPerPartition: number;
  /** Where a partition without a committed offset begins. */
  begin(partitions: readonly number[]): Promise<ReadonlyMap<number, bigint>>;
  /** These partitions are this member's from now on, each beginning at the offset of its next record. */
  onAssigned(partitions: ReadonlyMap<number, bigint>): void;
  /**
   * These are another's from now on. What is committed when it resolves still counts, for a bounded time; not so where
   * they are lost, as the group has gone on without this member.
   */
  onRevoked(partitions: readonly number[], lost: boolean): Promise<void>;
  /** Must return at once: records are queued, and the partition paused when enough are. `end` is the high watermark. */
  onRecords(partition: number, records: readonly DriverRecord[], end: bigint): void;
  /** The consumer has lost its connection or its place and tries again by itself; for logs and metrics. */
  onTrouble(error: DriverError): void;
  /** What the last `onTrouble` told is over. */
  onRecovered(): void;
}

/** Heartbeats go on by themselves, however long what was handed over takes. */
export interface DriverConsumer {
  pause(partitions: readonly number[]): void;
  resume(partitions: readonly number[]): void;
  /** Offsets of the next records to be done. Throws `rebalanced` where this member has lost the partition. */
  commit(offsets: ReadonlyMap<number, bigint>): Promise<void>;
  /** Leaves the group. */
  close(): Promise<void>;
}

/** What a partition gave from an offset on. */
export interface FetchedRecords {
  readonly records: readonly DriverRecord[];
  /** Where to go on; what transactions, compaction or retention left out is behind it. */
  readonly next: bigint;
  /** The high watermark. */
  readonly end: bigint;
}

export interface DriverReader {
  /** Partitions by the broker that leads them now: one `fetch` for each of these waits for news at the least cost. */
  leaders(topic: string): Promise<ReadonlyMap<number, readonly number[]>>;
  /**
   * One request to every leader of these partitions, answered when all of them have: at once where there are records,
   * else after `maxWaitMs`. An offset that retention took goes on at the first that is held. A partition that cannot be
   * read now (its leader moves) is left out of the answer; throws where none can.
   */
  fetch(request: {
    readonly topic: string;
    readonly offsets: ReadonlyMap<number, bigint>;
    /** Of each partition; a first batch that is larger comes whole. */
    readonly maxBytes: number;
    readonly maxWaitMs: number;
  }): Promise<ReadonlyMap<number, FetchedRecords>>;
  close(): Promise<void>;
}

export interface PartitionState {
  readonly partition: number;
  /** A broker's node id; `undefined` while there is none. */
  readonly leader: number | undefined;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

export interface TopicState {
  readonly name: string;
  readonly partitions: readonly PartitionState[];
}

export interface DriverAdmin {
  brokers(): Promise<readonly { readonly id: number; readonly address: string }[]>;
  /** Those of the named topics that exist, as `broker` (a node id) knows it, or any that answers. */
  topics(names: readonly string[], broker?: number): Promise<readonly TopicState[]>;
  /** Settings as `broker` or any other holds them, defaults included. Throws `unknown-topic`. */
  topicSettings(topic: string, broker?: number): Promise<Readonly<Record<string, string>>>;
  /** Of one broker, by its node id. */
  brokerSettings(broker: number): Promise<Readonly<Record<string, string>>>;
  createTopic(topic: {
    readonly name: string;
    readonly partitions: number;
    readonly replication: number;
    readonly settings: Readonly<Record<string, string>>;
  }): Promise<void>;
  /** Sets these alone; whatever else was set on the topic stays. */
  alterTopicSettings(topic: string, settings: Readonly<Record<string, string>>): Promise<void>;
  /** First offset held, and the offset of the next record. */
  offsets(topic: string): Promise<ReadonlyMap<number, { readonly low: bigint; readonly high: bigint }>>;
  /** Of the first record appended at or after a time; the end where there is none. */
  offsetsAt(topic: string, timeMs: number): Promise<ReadonlyMap<number, bigint>>;
  groups(): Promise<readonly string[]>;
  /** Only partitions with a committed offset. */
  groupOffsets(group: string, topic: string): Promise<ReadonlyMap<number, bigint>>;
  /** Only while no member is in the group. */
  setGroupOffsets(group: string, topic: string, offsets: ReadonlyMap<number, bigint>): Promise<void>;
  deleteGroup(group: string): Promise<void>;
  close(): Promise<void>;
}

export type DriverErrorKind =
  /** Not now: no broker answers, no leader, not enough replicas. */
  | 'unavailable'
  /** A batch is larger than the topic or the broker takes. */
  | 'too-large'
  /** Right name and password? */
  | 'not-authenticated'
  /** An ACL is missing: `topic` or `group`, and `operation`, say which. */
  | 'not-authorized'
  | 'unknown-topic'
  /** The broker does not go on with this producer's count: another has to be opened. */
  | 'stale-producer'
  /** The group goes on without this member's claim. */
  | 'rebalanced'
  /** The broker refuses the records themselves. */
  | 'invalid'
  | 'closed'
  | 'internal';

/** What a client failed at, in words that are the same for every client. */
export class DriverError extends Error {
  override readonly name = 'DriverError';
  readonly kind: DriverErrorKind;
  /** The protocol's own name of the error, such as `NOT_LEADER_OR_FOLLOWER`, where there is one. */
  readonly protocol: string | undefined;
  readonly broker: string | undefined;
  readonly topic: string | undefined;
  readonly partition: number | undefined;
  readonly group: string | undefined;
  /** Of `not-authorized`: what the ACL must allow on the topic, the group or (where neither is named) the cluster. */
  readonly operation: string | undefined;

  constructor(
    kind: DriverErrorKind,
    message: string,
    details: {
      readonly protocol?: string | undefined;
      readonly broker?: string | undefined;
      readonly topic?: string | undefined;
      readonly partition?: number | undefined;
      readonly group?: string | undefined;
      readonly operation?: string | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.protocol = details.protocol;
    this.broker = details.broker;
    this.topic = details.topic;
    this.partition = details.partition;
    this.group = details.group;
    this.operation = details.operation;
  }
}

/** Address and credentials, the same for every driver. */
export interface DriverSettings {
  /** `host:port`. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** True for the system's authorities. */
  readonly tls?:
    | true
    | { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly serverName?: string };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
  readonly compression: 'none' | 'gzip';
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** Opens nothing yet. `logger` gets what the client says of itself: addresses and names of topics, no record's content. */
export type OpenDriver = (settings: DriverSettings, logger: Logger) => KafkaDriver;
