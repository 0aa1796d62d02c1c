import { DriverError } from '../driver.js';
import { answerWithinMs, type Wire } from '../wire/wire.js';
import { ask, failOn } from './ask.js';
import type { KafkajsClient } from './client.js';
import { kafkajsCoordinator } from './coordinator.js';
import { abandon, connectedBrokers, giveUp, isSilent } from './give-up.js';
import type { ClusterMetadata, KafkajsBroker } from './internals.js';
import { fetchPartitions, firstOffsets } from './requests.js';
import { translateFailure } from './translate-failure.js';

/** How long what was heard is believed. */
const metadataMs = 60_000;

/** Connections of one reader or one member of a group, and who leads which partition. */
export async function openKafkajsWire(client: KafkajsClient): Promise<Wire> {
  const { brokers } = client.settings;
  const cluster = client.openCluster({ requestTimeoutMs: Math.min(client.settings.requestTimeoutMs, answerWithinMs) });
  let heardAt = Number.NEGATIVE_INFINITY;

  async function reach<Result>(work: () => Promise<Result>, about = {}): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw translateFailure(error, { brokers, ...about });
    }
  }

  /** A broker that does not answer is left, so that the next request goes over a new connection. */
  async function talk<Result>(broker: KafkajsBroker, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (isSilent(error)) giveUp(cluster, broker);
      throw error;
    }
  }

  async function leader(id: number) {
    return reach(() => cluster.findBroker({ nodeId: id }));
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
    async fetch(id, request) {
      const broker = await leader(id);
      return talk(broker, () => fetchPartitions(broker, request));
    },
    async firstOffsets(id, topic, partitions) {
      const broker = await leader(id);
      return talk(broker, () => firstOffsets(broker, topic, partitions));
    },
    coordinator: (group) =>
      reach(async () => {
        const any = await cluster.brokerPool.findConnectedBroker();
        const found = await talk(any, () =>
          ask<{ readonly errorCode: number; readonly coordinator: { readonly nodeId: number } }>(
            ...([any, 'GroupCoordinator', { groupId: group }] as const),
          ),
        );
        failOn(found.errorCode, { group, operation: 'Read' });
        const { nodeId } = found.coordinator;
        if (cluster.brokerPool.brokers[nodeId] === undefined) await cluster.refreshMetadata();
        const broker = await cluster.findBroker({ nodeId });
        return kafkajsCoordinator(broker, group, (work) => talk(broker, work));
      }),
    async close() {
      for (const broker of connectedBrokers(cluster)) abandon(broker);
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
