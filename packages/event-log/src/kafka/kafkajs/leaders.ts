import { DriverError } from '../driver.js';
import { failOn } from './ask.js';
import type { KafkajsCluster } from './internals.js';

/** Who leads which partition, as last heard. */
export interface Leaders {
  leaderOf(topic: string, partition: number): number | undefined;
  /** Ask the cluster where one of these is unknown or in doubt. Throws where the topic is unknown or closed to us. */
  know(topic: string, partitions: readonly number[]): Promise<void>;
  /** Something failed with this leader: ask before it is used again. */
  doubt(topic: string, partitions: readonly number[]): void;
}

const leaderNotAvailable = 5;

export function createLeaders(cluster: KafkajsCluster): Leaders {
  const { brokerPool } = cluster;
  const known = new Map<string, Map<number, number>>();
  const doubted = new Map<string, Set<number>>();

  async function refresh(topic: string): Promise<void> {
    cluster.targetTopics.add(topic);
    await cluster.refreshMetadata();
    const found = brokerPool.metadata?.topicMetadata.find((each) => each.topic === topic);
    if (found === undefined) throw new DriverError('unavailable', `No broker told who leads ${topic}.`, { topic });
    const { topicErrorCode, partitionMetadata } = found;
    if (topicErrorCode !== leaderNotAvailable) failOn(topicErrorCode, { topic, operation: 'Describe' });
    const led = partitionMetadata.filter(({ leader }) => leader >= 0);
    known.set(topic, new Map(led.map(({ partitionId, leader }) => [partitionId, leader])));
    doubted.delete(topic);
  }

  const isKnown = (topic: string, partition: number): boolean =>
    known.get(topic)?.has(partition) === true && doubted.get(topic)?.has(partition) !== true;

  return {
    leaderOf: (topic, partition) => known.get(topic)?.get(partition),
    async know(topic, partitions) {
      if (!partitions.every((partition) => isKnown(topic, partition))) await refresh(topic);
    },
    doubt(topic, partitions) {
      doubted.set(topic, new Set([...(doubted.get(topic) ?? []), ...partitions]));
    },
  };
}
