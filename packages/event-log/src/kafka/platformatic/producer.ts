import { initProducerIdV1, NumericMap, produceV8 } from '@platformatic/kafka';
import {
  type Acknowledged,
  DriverError,
  type DriverProducer,
  type DriverSettings,
  type NotAcknowledged,
  type PartitionBatch,
  type RecordToSend,
} from '../driver.js';
import { asDriverError } from '../wire/failure.js';
import { ask, askWithin, type Cluster, openCluster } from './cluster.js';
import { failureOf } from './translate-failure.js';

type Answer = Acknowledged | NotAcknowledged;

type ProduceArguments = Parameters<typeof produceV8.createRequest>;

interface Call {
  readonly topic: string;
  readonly untilMs: number;
  isOver: boolean;
}

/** After the last record of a partition's largest sequence number comes the first again. */
const sequences = 2 ** 31;
const allInSync = -1;
const transactionTimeoutMs = 60_000;

/**
 * Idempotent over the client's connections and codecs, without its `Producer`: that begins with a new id after any
 * error, so that what had been written all the same and is sent again is there twice.
 */
export async function openPlatformaticProducer(settings: DriverSettings): Promise<DriverProducer> {
  const cluster = openCluster(settings);
  const identity = await introduce(cluster).catch(async (error: unknown) => {
    await cluster.close();
    throw error;
  });
  const next = new NumericMap();
  const sending = new Set<Promise<unknown>>();
  let closed = false;

  async function sendTo(call: Call, leader: number, batches: readonly PartitionBatch[]): Promise<Answer[]> {
    const { topic } = call;
    try {
      const connection = await cluster.broker(leader);
      const messages = batches.flatMap(({ partition, records }) =>
        records.map((record) => toMessage(topic, partition, record)),
      );
      // A second earlier than we give up, so that the broker is the one to say what failed.
      const timeoutMs = Math.max(1, settings.requestTimeoutMs - 1_000);
      const options = { ...identity, sequences: next, compression: settings.compression };
      const args: ProduceArguments = [allInSync, timeoutMs, messages, options];
      const about = { topic, operation: 'Write' };
      const answer = await askWithin(call.untilMs - performance.now(), connection, produceV8, args, about);
      // Its caller has given up, and sends the same again under the same numbers: they may be counted once only.
      if (call.isOver || typeof answer === 'boolean') return [];
      return read(
        topic,
        batches,
        answer.responses.flatMap(({ partitionResponses }) => partitionResponses),
      );
    } catch (error) {
      cluster.refresh();
      const failure = asDriverError(error, { topic });
      return batches.map(({ partition }): Answer => ({ partition, error: failure }));
    }
  }

  function read(
    topic: string,
    batches: readonly PartitionBatch[],
    answers: readonly {
      readonly index: number;
      readonly errorCode: number;
      readonly baseOffset: bigint;
      readonly errorMessage: string | null | undefined;
    }[],
  ): Answer[] {
    const counts = new Map(batches.map(({ partition, records }) => [partition, records.length]));
    return answers.map(({ index: partition, errorCode, baseOffset, errorMessage }): Answer => {
      if (errorCode !== 0) {
        cluster.refresh();
        const about = { topic, partition, operation: 'Write', message: errorMessage };
        return { partition, error: failureOf(errorCode, about) };
      }
      const counter = `${topic}:${partition}`;
      next.set(counter, (next.getWithDefault(counter, 0) + (counts.get(partition) ?? 0)) % sequences);
      return { partition, baseOffset };
    });
  }

  async function send(call: Call, batches: readonly PartitionBatch[]): Promise<Answer[]> {
    const { topic } = call;
    await cluster.partitions(topic);
    const byLeader = Map.groupBy(batches, ({ partition }) => cluster.leaderOf(topic, partition));
    if (byLeader.has(undefined)) cluster.refresh();
    const answers = [...byLeader].map(async ([leader, led]) =>
      leader === undefined ? leaderless(topic, led) : sendTo(call, leader, led),
    );
    return (await Promise.all(answers)).flat();
  }

  return {
    leaderOf: cluster.leaderOf,
    async send(topic, batches, { timeoutMs }) {
      if (closed) throw new DriverError('closed', 'The producer has been closed.', { topic });
      const call = { topic, untilMs: performance.now() + timeoutMs, isOver: false };
      const answers = within(timeoutMs, send(call, batches));
      sending.add(answers);
      try {
        return await answers;
      } finally {
        call.isOver = true;
        sending.delete(answers);
      }
    },
    async close() {
      closed = true;
      await cluster.close();
      await Promise.allSettled(sending);
    },
  };
}

/** A producer's id. A broker that has just started has none to give for a moment. */
async function introduce(cluster: Cluster): Promise<{ producerId: bigint; producerEpoch: number }> {
  for (let tries = 1; ; tries += 1) {
    const about = { operation: 'IdempotentWrite' };
    const answer = await ask(await cluster.any(), initProducerIdV1, [null, transactionTimeoutMs], about);
    const { producerId, producerEpoch, errorCode } = answer;
    if (errorCode === 0) return { producerId, producerEpoch };
    const failure = failureOf(errorCode, about);
    if (tries >= introductions || failure.kind !== 'unavailable') throw failure;
    await pause(betweenIntroductionsMs);
  }
}

const introductions = 20;
const betweenIntroductionsMs = 100;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const leaderless = (topic: string, batches: readonly PartitionBatch[]): Answer[] =>
  batches.map(({ partition }) => {
    const message = `Partition ${partition} of ${topic} has no leader now.`;
    return { partition, error: new DriverError('unavailable', message, { topic, partition }) };
  });

const bytes = (value: string | Buffer): Buffer => (typeof value === 'string' ? Buffer.from(value) : value);

function toMessage(topic: string, partition: number, { key, value, headers }: RecordToSend) {
  const entries = Object.entries(headers).map(([name, content]) => [Buffer.from(name), bytes(content)] as const);
  return {
    ...{ topic, partition, headers: new Map(entries) },
    key: (key === null ? null : bytes(key)) as Buffer,
    value: value as Buffer,
  };
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new DriverError('unavailable', `No answer within ${ms} ms.`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
