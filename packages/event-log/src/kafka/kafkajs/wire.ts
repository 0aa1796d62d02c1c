import { DriverError } from '../driver.js';
import type { Wire } from '../wire/wire.js';
import { ask, failOn } from './ask.js';
import type { KafkajsClient } from './client.js';
import { kafkajsCoordinator } from './coordinator.js';
import type { ClusterMetadata } from './internals.js';
import { fetchPartitions, firstOffsets } from './requests.js';
import { translateFailure } from './translate-failure.js';

/** How long what was heard is believed. */
const metadataMs = 60_000;

/** Connections of one reader or one member of a group, and who leads which partition. */
export async function openKafkajsWire(client: KafkajsClient): Promise<Wire> {
  const { brokers } = client.settings;
  const cluster = client.openCluster();
  let heardAt = Number.NEGATIVE_INFINITY;

  async function reach<Result>(work: () => Promise<Result>, about = {}): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw translateFailure(error, { brokers, ...about });
    }
  }

  async function describe(topic: string) {
    const isNew = !cluster.targetTopics.has(topic);
    if (isNew) cluster.targetTopics.add(topic);
    if (isNew || performance.now() - heardAt > metadataMs) {
      await reach(() => cluster.refreshMetadata(), { topic });
      heardAt = performance.now();
    }
    return partitionsOf(topic, cluster.brokerPool.metadata);
  }

  try {
    await reach(() => cluster.connect());
  } catch (error) {
    await cluster.disconnect().catch(() => {});
    throw error;
  }
  return {
    async leaders(topic) {
      const led = (await describe(topic)).filter(({ leader }) => leader >= 0);
      const byLeader = Map.groupBy(led, ({ leader }) => leader);
      return new Map([...byLeader].map(([leader, all]) => [leader, all.map(({ partitionId }) => partitionId)]));
    },
    async partitions(topic) {
      return (await describe(topic)).map(({ partitionId }) => partitionId).toSorted((a, b) => a - b);
    },
    refresh() {
      heardAt = Number.NEGATIVE_INFINITY;
    },
    fetch: async (leader, request) =>
      fetchPartitions(await reach(() => cluster.findBroker({ nodeId: leader })), request),
    firstOffsets: async (leader, topic, partitions) =>
      firstOffsets(await reach(() => cluster.findBroker({ nodeId: leader })), topic, partitions),
    coordinator: (group) =>
      reach(async () => {
        const any = await cluster.brokerPool.findConnectedBroker();
        const found = await ask<{ readonly errorCode: number; readonly coordinator: { readonly nodeId: number } }>(
          ...([any, 'GroupCoordinator', { groupId: group }] as const),
        );
        failOn(found.errorCode, { group, operation: 'Read' });
        const { nodeId } = found.coordinator;
        if (cluster.brokerPool.brokers[nodeId] === undefined) await cluster.refreshMetadata();
        return kafkajsCoordinator(await cluster.findBroker({ nodeId }), group);
      }),
    async close() {
      // kafkajs waits for what is under way before it disconnects: a long poll, or a whole rebalance.
      const { brokers: known, seedBroker } = cluster.brokerPool;
      const connections = [...Object.values(known), seedBroker].flatMap((broker) => broker?.connectionPool.pool ?? []);
      for (const connection of connections)
        connection.rejectRequests(new DriverError('closed', 'The client has been closed.'));
      await cluster.disconnect().catch(() => {});
    },
  };
}

const unknownTopic = 3;
const leaderless = 5;

function partitionsOf(topic: string, metadata: ClusterMetadata | null) {
  const found = metadata?.topicMetadata.find((each) => each.topic === topic);
  if (found === undefined || found.topicErrorCode === unknownTopic) {
    throw new DriverError('unknown-topic', `There is no topic ${topic}.`, { topic });
  }
  if (found.topicErrorCode !== leaderless) failOn(found.topicErrorCode, { topic, operation: 'Read' });
  return found.partitionMetadata;
}
