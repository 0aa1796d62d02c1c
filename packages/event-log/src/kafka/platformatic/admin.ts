import {
  type Connection,
  createTopicsV4,
  describeConfigsV2,
  incrementalAlterConfigsV0,
  listOffsetsV5,
} from '@platformatic/kafka';
import { type DriverAdmin, DriverError, type DriverSettings } from '../driver.js';
import { ask, type Cluster, openCluster } from './cluster.js';
import { deleteGroup, groupOffsets, listGroups, setGroupOffsets } from './group-admin.js';
import { type FailureContext, failOn } from './translate-failure.js';

const topicResource = 2;
const brokerResource = 4;
const setting = 0;
const latest = -1n;
const earliest = -2n;
const readUncommitted = 0;
const consumer = -1;

export async function openPlatformaticAdmin(settings: DriverSettings): Promise<DriverAdmin> {
  const cluster = openCluster(settings);
  await cluster.any().catch(async (error: unknown) => {
    await cluster.close();
    throw error;
  });
  return {
    brokers: cluster.brokers,
    topics: async (names, broker) => {
      cluster.refresh();
      const states = await Promise.all(names.map((name) => topicState(cluster, name, broker)));
      return states.filter((state) => state !== undefined);
    },
    topicSettings: async (topic, broker) =>
      describe(await cluster.oneOf(broker), topicResource, topic, { topic, operation: 'DescribeConfigs' }),
    brokerSettings: async (broker) =>
      describe(await cluster.broker(broker), brokerResource, String(broker), { operation: 'DescribeConfigs' }),
    createTopic: async ({ name, partitions, replication, settings: wanted }) => {
      const configs = Object.entries(wanted).map(([key, value]) => ({ name: key, value }));
      const topic = { name, numPartitions: partitions, replicationFactor: replication, assignments: [], configs };
      const about = { topic: name, operation: 'Create' };
      const connection = await cluster.any();
      const { topics } = await ask(connection, createTopicsV4, [[topic], settings.requestTimeoutMs, false], about);
      failOn(topics[0]?.errorCode ?? 0, { ...about, message: topics[0]?.errorMessage });
    },
    alterTopicSettings: async (topic, wanted) => {
      const configs = Object.entries(wanted).map(
        ([name, value]) => ({ name, configOperation: setting, value }) as const,
      );
      const resource = { resourceType: topicResource, resourceName: topic, configs } as const;
      const about = { topic, operation: 'AlterConfigs' };
      const { responses } = await ask(await cluster.any(), incrementalAlterConfigsV0, [[resource], false], about);
      for (const { errorCode, errorMessage } of responses) failOn(errorCode, { ...about, message: errorMessage });
    },
    offsets: async (topic) => {
      const [low, high] = await Promise.all([
        listOffsets(cluster, topic, earliest),
        listOffsets(cluster, topic, latest),
      ]);
      return new Map(
        [...low].map(([partition, first]) => [partition, { low: first, high: high.get(partition) ?? first }]),
      );
    },
    offsetsAt: async (topic, timeMs) => {
      const [found, high] = await Promise.all([
        listOffsets(cluster, topic, BigInt(Math.trunc(timeMs))),
        listOffsets(cluster, topic, latest),
      ]);
      return new Map(
        [...found].map(([partition, offset]) => [partition, offset < 0n ? (high.get(partition) ?? 0n) : offset]),
      );
    },
    groups: () => listGroups(cluster),
    groupOffsets: (group, topic) => groupOffsets(cluster, group, topic),
    setGroupOffsets: (group, topic, offsets) => setGroupOffsets(cluster, { group, topic, offsets }),
    deleteGroup: (group) => deleteGroup(cluster, group),
    close: cluster.close,
  };
}

async function topicState(cluster: Cluster, name: string, broker?: number) {
  try {
    return { name, partitions: await cluster.partitions(name, broker) };
  } catch (error) {
    if (error instanceof DriverError && error.kind === 'unknown-topic') return undefined;
    throw error;
  }
}

async function describe(
  connection: Connection,
  resourceType: 2 | 4,
  resourceName: string,
  about: FailureContext,
): Promise<Readonly<Record<string, string>>> {
  const resource = { resourceType, resourceName, configurationKeys: null };
  const { results } = await ask(connection, describeConfigsV2, [[resource], false], about);
  failOn(results[0]?.errorCode ?? 0, { ...about, message: results[0]?.errorMessage });
  const entries = results[0]?.configs ?? [];
  return Object.fromEntries(entries.flatMap(({ name, value }) => (value == null ? [] : [[name, value]])));
}

async function listOffsets(cluster: Cluster, topic: string, timestamp: bigint): Promise<Map<number, bigint>> {
  cluster.refresh();
  const byLeader = Map.groupBy(await cluster.partitions(topic), ({ leader }) => leader);
  const found = await Promise.all(
    [...byLeader].map(([leader, led]) => {
      if (leader === undefined) {
        throw new DriverError('unavailable', `Partition ${led[0]?.partition} of ${topic} has no leader.`, { topic });
      }
      return offsetsOf(cluster, { leader, topic, timestamp, partitions: led.map(({ partition }) => partition) });
    }),
  );
  return new Map(found.flatMap((offsets) => [...offsets]).toSorted(([a], [b]) => a - b));
}

async function offsetsOf(
  cluster: Cluster,
  of: {
    readonly leader: number;
    readonly topic: string;
    readonly partitions: readonly number[];
    readonly timestamp: bigint;
  },
): Promise<Map<number, bigint>> {
  const { leader, topic, partitions, timestamp } = of;
  return askOffsets(await cluster.broker(leader), topic, partitions, timestamp);
}

/** Of the first records at or after a time, by their leader; `-2n` asks for the first offsets that are held. */
export async function askOffsets(
  connection: Connection,
  topic: string,
  partitions: readonly number[],
  timestamp: bigint = earliest,
): Promise<Map<number, bigint>> {
  const asked = partitions.map((partitionIndex) => ({ partitionIndex, currentLeaderEpoch: -1, timestamp }));
  const about = { topic, operation: 'Describe' };
  const { topics } = await ask(
    connection,
    listOffsetsV5,
    [consumer, readUncommitted, [{ name: topic, partitions: asked }]],
    about,
  );
  const offsets = new Map<number, bigint>();
  for (const { partitionIndex, errorCode, offset } of topics.flatMap((each) => each.partitions)) {
    failOn(errorCode, { ...about, partition: partitionIndex });
    offsets.set(partitionIndex, offset);
  }
  return offsets;
}
