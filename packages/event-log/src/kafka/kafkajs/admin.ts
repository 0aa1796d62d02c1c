import type { DriverAdmin, PartitionState } from '../driver.js';
import { DriverError } from '../driver.js';
import { type AdminCluster, openAdminCluster } from './admin-cluster.js';
import { alterTopicSettings } from './alter-settings.js';
import { ask, failOn } from './ask.js';
import type { KafkajsClient } from './client.js';
import { deleteGroup, groupOffsets, listGroups, setGroupOffsets } from './group-admin.js';
import type { ClusterMetadata, KafkajsBroker } from './internals.js';

const unknownTopic = 3;
const topicResource = 2;
const brokerResource = 4;
const latest = '-1';
const earliest = '-2';

export async function openKafkajsAdmin(client: KafkajsClient): Promise<DriverAdmin> {
  const cluster = await openAdminCluster(client);
  const { requestTimeoutMs } = client.settings;
  return {
    brokers: async () => {
      const { brokers } = await ask<ClusterMetadata>(await cluster.any(), 'Metadata', {
        topics: [],
        allowAutoTopicCreation: false,
      });
      return brokers.map(({ nodeId, host, port }) => ({ id: nodeId, address: `${host}:${port}` }));
    },
    topics: async (names, broker) => {
      const states = await Promise.all(names.map((name) => topicState(cluster, name, broker)));
      return states.filter((state) => state !== undefined);
    },
    topicSettings: async (topic, broker) => {
      const about = { topic, operation: 'DescribeConfigs' };
      return describe(await cluster.oneOf(broker), { type: topicResource, name: topic }, about);
    },
    brokerSettings: async (broker) => {
      const about = { broker: String(broker), operation: 'DescribeConfigs' };
      return describe(await cluster.broker(broker), { type: brokerResource, name: String(broker) }, about);
    },
    createTopic: async (topic) => createTopic(await cluster.controller(), topic, requestTimeoutMs),
    alterTopicSettings: async (topic, wanted) => alterTopicSettings(await cluster.controller(), topic, wanted),
    offsets: async (topic) => {
      const [low, high] = await Promise.all([
        listOffsets(cluster, topic, earliest),
        listOffsets(cluster, topic, latest),
      ]);
      return new Map(
        [...low].map(([partition, offset]) => [partition, { low: offset, high: high.get(partition) ?? offset }]),
      );
    },
    offsetsAt: async (topic, timeMs) => {
      const [found, high] = await Promise.all([
        listOffsets(cluster, topic, String(Math.trunc(timeMs))),
        listOffsets(cluster, topic, latest),
      ]);
      return new Map(
        [...found].map(([partition, offset]) => [partition, offset < 0n ? (high.get(partition) ?? 0n) : offset]),
      );
    },
    groups: () => listGroups(cluster),
    groupOffsets: async (group, topic) => {
      const state = await knownTopic(cluster, topic);
      return groupOffsets(cluster, { group, topic, partitions: state.partitions.map(({ partition }) => partition) });
    },
    setGroupOffsets: (group, topic, offsets) => setGroupOffsets(cluster, { group, topic, offsets }),
    deleteGroup: (group) => deleteGroup(cluster, group),
    close: cluster.close,
  };
}

async function topicState(cluster: AdminCluster, name: string, broker?: number) {
  const { topicMetadata } = await ask<ClusterMetadata>(await cluster.oneOf(broker), 'Metadata', {
    topics: [name],
    allowAutoTopicCreation: false,
  });
  const found = topicMetadata.find(({ topic }) => topic === name);
  if (found === undefined || found.topicErrorCode === unknownTopic) return undefined;
  const leaderless = 5;
  if (found.topicErrorCode !== leaderless) failOn(found.topicErrorCode, { topic: name, operation: 'Describe' });
  const partitions = found.partitionMetadata.map(
    ({ partitionId, leader, replicas, isr }): PartitionState => ({
      partition: partitionId,
      leader: leader < 0 ? undefined : leader,
      replicas,
      inSync: isr,
    }),
  );
  return { name, partitions: partitions.toSorted((a, b) => a.partition - b.partition) };
}

async function knownTopic(cluster: AdminCluster, name: string) {
  const state = await topicState(cluster, name);
  if (state !== undefined) return state;
  throw new DriverError('unknown-topic', `There is no topic ${name}.`, { topic: name });
}

async function describe(
  broker: KafkajsBroker,
  resource: { readonly type: number; readonly name: string },
  about: ConstructorParameters<typeof DriverError>[2],
): Promise<Readonly<Record<string, string>>> {
  const answer = await ask<{
    readonly resources: readonly {
      readonly errorCode: number;
      readonly errorMessage: string | null;
      readonly configEntries: readonly { readonly configName: string; readonly configValue: string | null }[];
    }[];
  }>(broker, 'DescribeConfigs', { resources: [resource], includeSynonyms: false });
  const [found] = answer.resources;
  failOn(found?.errorCode ?? 0, { ...about, message: found?.errorMessage });
  const entries = found?.configEntries ?? [];
  return Object.fromEntries(
    entries.flatMap(({ configName, configValue }) => (configValue === null ? [] : [[configName, configValue]])),
  );
}

async function createTopic(
  controller: KafkajsBroker,
  topic: Parameters<DriverAdmin['createTopic']>[0],
  timeoutMs: number,
): Promise<void> {
  const { name, partitions, replication, settings } = topic;
  const answer = await ask<{
    readonly topicErrors: readonly { readonly errorCode: number; readonly errorMessage?: string | null }[];
  }>(controller, 'CreateTopics', {
    topics: [
      {
        topic: name,
        numPartitions: partitions,
        replicationFactor: replication,
        configEntries: Object.entries(settings).map(([key, value]) => ({ name: key, value })),
      },
    ],
    validateOnly: false,
    timeout: timeoutMs,
  });
  const [outcome] = answer.topicErrors;
  failOn(outcome?.errorCode ?? 0, { topic: name, operation: 'Create', message: outcome?.errorMessage });
}

async function listOffsets(cluster: AdminCluster, topic: string, timestamp: string): Promise<Map<number, bigint>> {
  const { partitions } = await knownTopic(cluster, topic);
  const byLeader = Map.groupBy(partitions, ({ leader }) => leader);
  const answers = await Promise.all(
    [...byLeader].map(async ([leader, led]) => {
      if (leader === undefined) {
        throw new DriverError('unavailable', `Partition ${led[0]?.partition} of ${topic} has no leader.`, { topic });
      }
      const asked = led.map(({ partition }) => ({ partition, timestamp }));
      const { responses } = await ask<{
        readonly responses: readonly {
          readonly partitions: readonly {
            readonly partition: number;
            readonly errorCode: number;
            readonly offset: string;
          }[];
        }[];
      }>(await cluster.broker(leader), 'ListOffsets', { isolationLevel: 0, topics: [{ topic, partitions: asked }] });
      return responses.flatMap((response) => response.partitions);
    }),
  );
  const offsets = new Map<number, bigint>();
  for (const { partition, errorCode, offset } of answers.flat()) {
    failOn(errorCode, { topic, partition, operation: 'Describe' });
    offsets.set(partition, BigInt(offset));
  }
  return new Map([...offsets].toSorted(([a], [b]) => a - b));
}
