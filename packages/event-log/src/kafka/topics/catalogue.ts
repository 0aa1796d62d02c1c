import { DeskrailError, type StreamDefinition, type StreamName, streamNames, streams } from '@deskrail/contracts';
import { checkPrefix, topicName } from './names.js';

export interface CatalogueOptions {
  /** Before each topic's name, as it is: `acme.`. */
  readonly topicPrefix?: string;
  /** The receiver's cap of a webhook's body. Default: 1 MiB, as `createReceiver` has it. */
  readonly bodyLimitBytes?: number;
  /** For streams that are not to be kept as long as `streams` says. */
  readonly retentionDays?: Partial<Readonly<Record<StreamName, number>>>;
  /** Of a topic that is yet to be made. Default: 12. */
  readonly partitions?: number;
  /**
   * The storage below the brokers keeps the copies, as AutoMQ's does, and every topic has one replica there. Said of
   * brokers with disks of their own it leaves what was acknowledged on one disk alone. Default: false.
   */
  readonly sharedStorage?: boolean;
}

/** One stream as a topic. */
export interface CatalogueTopic {
  readonly stream: StreamName;
  readonly name: string;
  readonly holds: string;
  readonly privacy: StreamDefinition['privacy'];
  readonly retentionDays: number;
  readonly partitions: number;
  readonly replication: number;
  /** Only what Deskrail relies on; whatever else is set on a topic stays as it is. */
  readonly settings: Readonly<Record<TopicSetting, string>>;
}

export type TopicSetting =
  | 'cleanup.policy'
  | 'compression.type'
  | 'max.message.bytes'
  | 'message.timestamp.type'
  | 'min.insync.replicas'
  | 'retention.bytes'
  | 'retention.ms'
  | 'segment.ms'
  | 'unclean.leader.election.enable';

/**
 * Twelve divide evenly among 1, 2, 3, 4, 6 and 12 consumers, and the count can never change once events are keyed.
 * A partition is also what one poison event or one slow subject can hold up.
 */
const defaultPartitions = 12;
const copies = { ofBrokers: { replication: 3, inSync: 2 }, ofStorage: { replication: 1, inSync: 1 } };
const defaultBodyLimitBytes = 1024 * 1024;
/** A fact keeps the body raw, as JSON text in JSON, beside what was read from it. */
const bytesPerBodyByte = 4;
/** Kafka's own default. However small webhooks are, verdicts and snapshots stay within it. */
const leastMessageBytes = 1024 * 1024;
const dayMs = 24 * 60 * 60 * 1000;

/** The streams as topics: what `deskrail topics` plans, applies and checks. Throws `config-invalid`. */
export function topicCatalogue(options: CatalogueOptions = {}): readonly CatalogueTopic[] {
  const { topicPrefix, bodyLimitBytes = defaultBodyLimitBytes, partitions = defaultPartitions } = options;
  const { replication, inSync } = options.sharedStorage ? copies.ofStorage : copies.ofBrokers;
  checkPrefix(topicPrefix);
  checkCount('partitions', partitions);
  checkCount('bodyLimitBytes', bodyLimitBytes);
  const messageBytes = Math.max(leastMessageBytes, bytesPerBodyByte * bodyLimitBytes);
  return streamNames.map((stream) => {
    const { holds, privacy } = streams[stream];
    const retentionDays = options.retentionDays?.[stream] ?? streams[stream].retentionDays;
    if (!(retentionDays > 0)) throw new DeskrailError('config-invalid', `retentionDays.${stream} must be above 0.`);
    return {
      ...{ stream, holds, privacy, retentionDays, partitions, replication },
      name: topicName(stream, topicPrefix),
      settings: settings({ retentionMs: Math.round(retentionDays * dayMs), messageBytes, inSync }),
    };
  });
}

function settings(of: {
  readonly retentionMs: number;
  readonly messageBytes: number;
  readonly inSync: number;
}): CatalogueTopic['settings'] {
  return {
    'cleanup.policy': 'delete',
    // The producer compresses, and the broker keeps it as it came.
    'compression.type': 'producer',
    'max.message.bytes': String(of.messageBytes),
    'message.timestamp.type': 'LogAppendTime',
    'min.insync.replicas': String(of.inSync),
    // A broker's own limit by size would end retention early.
    'retention.bytes': '-1',
    'retention.ms': String(of.retentionMs),
    // Kafka deletes whole segments: a thirtieth keeps nothing much longer than it says.
    'segment.ms': String(Math.max(dayMs, Math.round(of.retentionMs / 30))),
    'unclean.leader.election.enable': 'false',
  };
}

function checkCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new DeskrailError('config-invalid', `${name} must be a whole number above 0.`);
}

/** What a development broker is given instead: one node holds the only replica. */
export function onFewBrokers(topic: CatalogueTopic, brokers: number): CatalogueTopic {
  if (brokers >= topic.replication) return topic;
  return { ...topic, replication: 1, settings: { ...topic.settings, 'min.insync.replicas': '1' } };
}
