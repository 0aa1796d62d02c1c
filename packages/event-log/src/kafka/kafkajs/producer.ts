import { setTimeout as delay } from 'node:timers/promises';
import {
  type Acknowledged,
  DriverError,
  type DriverProducer,
  type NotAcknowledged,
  type PartitionBatch,
} from '../driver.js';
import { send as sendRequest } from './admin-cluster.js';
import type { KafkajsClient } from './client.js';
import { encodeBatch } from './encode-batch.js';
import { encodeProduce } from './encode-produce.js';
import { apiKeys, errorOfCode, type KafkajsBroker, type KafkajsCluster, requests } from './internals.js';
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

  async function produce(
    broker: KafkajsBroker,
    topic: string,
    batches: readonly PartitionBatch[],
  ): Promise<ProduceAnswer> {
    const encoded = await Promise.all(
      batches.map(async ({ partition, records }) => ({
        partition,
        batch: await encodeBatch(records, {
          ...{ ...identity, compression: settings.compression, timestampMs: Date.now() },
          firstSequence: next.get(counterOf(topic, partition)) ?? 0,
        }),
      })),
    );
    // A second earlier than we give up, so that the broker is the one to say what failed.
    const timeoutMs = Math.max(1, settings.requestTimeoutMs - 1_000);
    const body = encodeProduce({ topic, timeoutMs, batches: encoded });
    const { request, response } = broker.lookupRequest(apiKeys.Produce, requests.Produce)({ acks: -1, topicData: [] });
    return sendRequest(broker, {
      request: encodedAs(request, body),
      response,
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

/** kafkajs takes an encoder: what holds a buffer, as what is full and as the whole. */
const encodedAs = <Request extends object>(request: Request, body: Buffer) => ({
  ...request,
  encode: async () => ({ buf: body, buffer: body }),
});

const introductions = 20;
const betweenIntroductionsMs = 100;

/** A producer's id. A broker that has just started has none to give for a moment. */
async function introduce(cluster: KafkajsCluster): Promise<{ producerId: bigint; producerEpoch: number }> {
  await cluster.connect();
  for (let tries = 1; ; tries += 1) {
    const broker = await cluster.brokerPool.findConnectedBroker();
    try {
      const { producerId, producerEpoch } = await broker.initProducerId({ transactionTimeout: 60_000 });
      return { producerId: BigInt(producerId), producerEpoch };
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
