import { setTimeout as delay } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import {
  type Acknowledged,
  DriverError,
  type DriverProducer,
  type NotAcknowledged,
  type PartitionBatch,
  type RecordToSend,
} from '../driver.js';
import { ask } from './admin-cluster.js';
import type { KafkajsClient } from './client.js';
import { errorOfCode, type KafkajsBroker, type KafkajsCluster } from './internals.js';
import { createLeaders } from './leaders.js';
import { translateFailure } from './translate-failure.js';

type Answer = Acknowledged | NotAcknowledged;

interface ProduceAnswer {
  readonly topics: readonly {
    readonly partitions: readonly {
      readonly partition: number;
      readonly errorCode: number;
      readonly baseOffset: string;
    }[];
  }[];
}

/** After the last record of a partition's largest sequence number comes the first again. */
const sequences = 2 ** 31;

/**
 * kafkajs' connections and codecs without its `send`, which forgets which partitions were answered (and so loses events
 * when a leader dies), and takes back the sequence numbers of batches that were written beside one that was refused.
 */
export async function openKafkajsProducer(client: KafkajsClient): Promise<DriverProducer> {
  const { settings } = client;
  const cluster = client.openCluster();
  const leaders = createLeaders(cluster);
  const identity = await introduce(cluster).catch(async (error: unknown) => {
    await cluster.disconnect().catch(() => {});
    throw translateFailure(error, { brokers: settings.brokers, operation: 'IdempotentWrite' });
  });
  const next = new Map<string, number>();
  const sending = new Set<Promise<unknown>>();
  let closed = false;

  const counterOf = (topic: string, partition: number) => `${topic}/${partition}`;
  const compression = settings.compression === 'gzip' ? kafkajs.CompressionTypes.GZIP : kafkajs.CompressionTypes.None;

  async function produce(
    broker: KafkajsBroker,
    topic: string,
    batches: readonly PartitionBatch[],
  ): Promise<ProduceAnswer> {
    return ask(broker, 'Produce', {
      ...{ acks: -1, compression, ...identity },
      // A second earlier than we give up, so that the broker is the one to say what failed.
      timeout: Math.max(1, settings.requestTimeoutMs - 1_000),
      topicData: [
        {
          topic,
          partitions: batches.map(({ partition, records }) => ({
            partition,
            firstSequence: next.get(counterOf(topic, partition)) ?? 0,
            messages: records.map(toMessage),
          })),
        },
      ],
    });
  }

  function read(topic: string, batches: readonly PartitionBatch[], answer: ProduceAnswer): Answer[] {
    const counts = new Map(batches.map(({ partition, records }) => [partition, records.length]));
    return answer.topics.flatMap(({ partitions }) =>
      partitions.map(({ partition, errorCode, baseOffset }): Answer => {
        const counter = counterOf(topic, partition);
        if (errorCode === 0) {
          next.set(counter, ((next.get(counter) ?? 0) + (counts.get(partition) ?? 0)) % sequences);
          return { partition, baseOffset: BigInt(baseOffset) };
        }
        leaders.doubt(topic, [partition]);
        return { partition, error: translateFailure(errorOfCode(errorCode), { topic, partition, operation: 'Write' }) };
      }),
    );
  }

  async function sendTo(leader: number, topic: string, batches: readonly PartitionBatch[], timeoutMs: number) {
    let broker: KafkajsBroker | undefined;
    try {
      broker = await within(timeoutMs, cluster.findBroker({ nodeId: leader }));
      return read(topic, batches, await within(timeoutMs, produce(broker, topic, batches)));
    } catch (error) {
      const failure = translateFailure(error, { topic, operation: 'Write' });
      leaders.doubt(
        topic,
        batches.map(({ partition }) => partition),
      );
      if (broker !== undefined && failure.kind === 'unavailable') leave(cluster, broker);
      return batches.map(({ partition }): Answer => ({ partition, error: failure }));
    }
  }

  async function send(topic: string, batches: readonly PartitionBatch[], timeoutMs: number): Promise<Answer[]> {
    try {
      await within(
        timeoutMs,
        leaders.know(
          topic,
          batches.map(({ partition }) => partition),
        ),
      );
    } catch (error) {
      throw translateFailure(error, { topic, operation: 'Describe' });
    }
    const byLeader = Map.groupBy(batches, ({ partition }) => leaders.leaderOf(topic, partition));
    const answers = [...byLeader].map(([leader, led]) =>
      leader === undefined ? leaderless(topic, led) : sendTo(leader, topic, led, timeoutMs),
    );
    return (await Promise.all(answers)).flat();
  }

  return {
    leaderOf: leaders.leaderOf,
    async send(topic, batches, { timeoutMs }) {
      if (closed) throw new DriverError('closed', 'The producer has been closed.', { topic });
      const answers = send(topic, batches, timeoutMs);
      sending.add(answers);
      try {
        return await answers;
      } finally {
        sending.delete(answers);
      }
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

const toMessage = ({ key, value, headers }: RecordToSend) => ({ key, value, headers });

const introductions = 20;
const betweenIntroductionsMs = 100;

/** A producer's id. A broker that has just started has none to give for a moment. */
async function introduce(cluster: KafkajsCluster): Promise<{ producerId: string; producerEpoch: number }> {
  await cluster.connect();
  for (let tries = 1; ; tries += 1) {
    const broker = await cluster.brokerPool.findConnectedBroker();
    try {
      const { producerId, producerEpoch } = await broker.initProducerId({ transactionTimeout: 60_000 });
      return { producerId, producerEpoch };
    } catch (error) {
      if (tries >= introductions || (error as { type?: string }).type !== 'GROUP_LOAD_IN_PROGRESS') throw error;
    }
    await delay(betweenIntroductionsMs);
  }
}

/** What a broker that was given up may still answer is nobody's any more; the next request gets a new connection. */
function leave(cluster: KafkajsCluster, broker: KafkajsBroker): void {
  cluster.removeBroker(broker.connectionPool);
  abandon(broker);
  void broker.disconnect().catch(() => {});
}

function abandon(broker: KafkajsBroker): void {
  for (const connection of broker.connectionPool.pool) {
    connection.rejectRequests(
      new DriverError('unavailable', 'The connection was given up.', { broker: broker.brokerAddress }),
    );
  }
}

function connectedBrokers({ brokerPool }: KafkajsCluster): Set<KafkajsBroker> {
  const { seedBroker, brokers } = brokerPool;
  return new Set([...(seedBroker === undefined ? [] : [seedBroker]), ...Object.values(brokers)]);
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const timer = new AbortController();
  const late = delay(ms, undefined, { signal: timer.signal }).then(() => {
    throw new DriverError('unavailable', `No answer within ${ms} ms.`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    work.catch(() => {});
  }
}
