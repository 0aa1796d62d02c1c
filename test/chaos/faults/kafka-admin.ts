import { setTimeout as sleep } from 'node:timers/promises';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import type { ChaosRail } from '../rails/chaos-rail.ts';

const withinMs = 60_000;

/** Past the proxies: what is broken for the pipeline is not for the one who breaks it. */
async function withAdmin<Result>(rail: ChaosRail, work: (admin: Admin) => Promise<Result>): Promise<Result> {
  const brokers = rail.kafka?.brokers.split(',') ?? [];
  const kafka = new Kafka({ brokers, clientId: 'chaos', logLevel: logLevel.NOTHING, retry: { retries: 8 } });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Resolves when every replica follows again: until then another broker's death could be one too many. */
export const inSync = (rail: ChaosRail, signal: AbortSignal): Promise<void> =>
  withAdmin(rail, async (admin) => {
    for (
      const limit = performance.now() + withinMs;
      performance.now() < limit;
      await sleep(300, undefined, { signal })
    ) {
      const { topics } = await admin.fetchTopicMetadata().catch(() => ({ topics: [] }));
      const partitions = topics.flatMap((topic) => topic.partitions);
      if (partitions.length > 0 && partitions.every(({ isr, replicas }) => isr.length === replicas.length)) return;
    }
    throw new Error(`The replicas did not follow within ${withinMs / 1_000} s.`);
  });

/** One broker loses its replicas, and so what it leads, and gets them again. */
export const moveLeaders = (rail: ChaosRail, broker: number, signal: AbortSignal): Promise<void> =>
  withAdmin(rail, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata();
    const led = topics
      .filter(({ name }) => !name.startsWith('__'))
      .map(({ name, partitions }) => ({
        topic: name,
        partitions: partitions.filter(({ leader }) => leader === broker),
      }))
      .filter(({ partitions }) => partitions.length > 0);
    const assign = (replicasOf: (replicas: readonly number[]) => number[]) =>
      admin.alterPartitionReassignments({
        topics: led.map(({ topic, partitions }) => ({
          topic,
          partitionAssignment: partitions.map(({ partitionId, replicas }) => ({
            partition: partitionId,
            replicas: replicasOf(replicas),
          })),
        })),
      });
    await assign((replicas) => replicas.filter((id) => id !== broker));
    await sleep(3_000, undefined, { signal });
    await assign((replicas) => [...replicas.filter((id) => id !== broker), broker]);
    await sleep(500, undefined, { signal });
    await inSync(rail, signal);
  });
