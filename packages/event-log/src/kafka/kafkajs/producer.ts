import { setTimeout as delay } from 'node:timers/promises';
import {
  type Acknowledged,
  DriverError,
  type DriverProducer,
  type NotAcknowledged,
  type PartitionBatch,
} from '../driver.js';
import type { KafkajsClient } from './client.js';
import { abandon, connectedBrokers, giveUp } from './give-up.js';
import { errorOfCode, type KafkajsBroker, type KafkajsCluster } from './internals.js';
import { createLeaders } from './leaders.js';
import { createStanding, type ProduceAnswer, produce } from './produce.js';
import { translateFailure } from './translate-failure.js';

type Answer = Acknowledged | NotAcknowledged;

/** Batches of one topic. */
interface Cargo {
  readonly topic: string;
  readonly batches: readonly PartitionBatch[];
  readonly timeoutMs: number;
}

const partitionsOf = ({ batches }: Cargo): number[] => batches.map(({ partition }) => partition);

/**
 * kafkajs' connections without its `send`, which forgets which partitions were answered (and so loses events when a
 * leader dies), and takes back the sequence numbers of batches that were written beside one that was refused.
 */
export async function openKafkajsProducer(client: KafkajsClient): Promise<DriverProducer> {
  const { settings } = client;
  const cluster = client.openCluster();
  const leaders = createLeaders(cluster);
  const standing = await introduce(cluster).catch(async (error: unknown) => {
    await cluster.disconnect().catch(() => {});
    throw translateFailure(error, { brokers: settings.brokers, operation: 'IdempotentWrite' });
  });
  const sending = new Set<Promise<unknown>>();
  let closed = false;

  function read({ topic, batches }: Cargo, answers: readonly ProduceAnswer[]): Answer[] {
    const counts = new Map(batches.map(({ partition, records }) => [partition, records.length]));
    return answers.map(({ partition, errorCode, baseOffset }): Answer => {
      if (errorCode === 0) {
        standing.advance(topic, partition, counts.get(partition) ?? 0);
        return { partition, baseOffset: BigInt(baseOffset) };
      }
      leaders.doubt(topic, [partition]);
      return { partition, error: translateFailure(errorOfCode(errorCode), { topic, partition, operation: 'Write' }) };
    });
  }

  async function sendTo(leader: number, cargo: Cargo): Promise<Answer[]> {
    const { topic, batches, timeoutMs } = cargo;
    let broker: KafkajsBroker | undefined;
    try {
      broker = await within(timeoutMs, cluster.findBroker({ nodeId: leader }));
      return read(cargo, await within(timeoutMs, produce(broker, { topic, batches, standing, settings })));
    } catch (error) {
      const failure = translateFailure(error, { topic, operation: 'Write' });
      leaders.doubt(topic, partitionsOf(cargo));
      if (broker !== undefined && failure.kind === 'unavailable') giveUp(cluster, broker);
      return batches.map(({ partition }) => ({ partition, error: failure }));
    }
  }

  async function send(cargo: Cargo): Promise<Answer[]> {
    const { topic, batches, timeoutMs } = cargo;
    try {
      await within(timeoutMs, leaders.know(topic, partitionsOf(cargo)));
    } catch (error) {
      throw translateFailure(error, { topic, operation: 'Describe' });
    }
    const byLeader = Map.groupBy(batches, ({ partition }) => leaders.leaderOf(topic, partition));
    const answers = [...byLeader].map(([leader, led]) =>
      leader === undefined ? leaderless(topic, led) : sendTo(leader, { topic, batches: led, timeoutMs }),
    );
    return (await Promise.all(answers)).flat();
  }

  return {
    leaderOf: leaders.leaderOf,
    async send(topic, batches, { timeoutMs }) {
      if (closed) throw new DriverError('closed', 'The producer has been closed.', { topic });
      const answers = send({ topic, batches, timeoutMs });
      sending.add(answers);
      return answers.finally(() => sending.delete(answers));
    },
    async close() {
      closed = true;
      for (const broker of connectedBrokers(cluster)) abandon(broker);
      await Promise.allSettled(sending);
      await cluster.disconnect();
    },
  };
}

const leaderless = (topic: string, batches: readonly PartitionBatch[]): Answer[] =>
  batches.map(({ partition }) => {
    const message = `Partition ${partition} of ${topic} has no leader now.`;
    return { partition, error: new DriverError('unavailable', message, { topic, partition }) };
  });

const introductions = 20;
const betweenIntroductionsMs = 100;

/** A producer's id. A broker that has just started has none to give for a moment. */
async function introduce(cluster: KafkajsCluster) {
  await cluster.connect();
  for (let tries = 1; ; tries += 1) {
    const broker = await cluster.brokerPool.findConnectedBroker();
    try {
      const { producerId, producerEpoch } = await broker.initProducerId({ transactionTimeout: 60_000 });
      return createStanding({ producerId: BigInt(producerId), producerEpoch });
    } catch (error) {
      if (tries >= introductions || (error as { type?: string }).type !== 'GROUP_LOAD_IN_PROGRESS') throw error;
    }
    await delay(betweenIntroductionsMs);
  }
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DriverError('unavailable', `No answer within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
