import type { DriverSettings, PartitionBatch } from '../driver.js';
import { send } from './ask.js';
import { encodeBatch } from './encode-batch.js';
import { encodeProduce } from './encode-produce.js';
import { apiKeys, type KafkajsBroker, requests } from './internals.js';

/** A producer as brokers know it, and how far it has come in each partition. */
export interface Standing {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  nextSequence(topic: string, partition: number): number;
  /** So many records of the next numbers were acknowledged. */
  advance(topic: string, partition: number, records: number): void;
}

/** After the last number comes the first again. */
const sequenceNumbers = 2 ** 31;

export function createStanding(identity: Pick<Standing, 'producerId' | 'producerEpoch'>): Standing {
  const next = new Map<string, number>();
  const nextSequence = (topic: string, partition: number) => next.get(`${topic}/${partition}`) ?? 0;
  return {
    ...identity,
    nextSequence,
    advance(topic, partition, records) {
      next.set(`${topic}/${partition}`, (nextSequence(topic, partition) + records) % sequenceNumbers);
    },
  };
}

export interface ProduceAnswer {
  readonly partition: number;
  readonly errorCode: number;
  readonly baseOffset: string;
}

/** One request to one broker, `acks=all`. What it answers for each partition; throws where it does not answer. */
export async function produce(
  broker: KafkajsBroker,
  what: {
    readonly topic: string;
    readonly batches: readonly PartitionBatch[];
    readonly standing: Standing;
    readonly settings: Pick<DriverSettings, 'compression' | 'requestTimeoutMs'>;
  },
): Promise<readonly ProduceAnswer[]> {
  const { topic, batches, standing, settings } = what;
  const { producerId, producerEpoch } = standing;
  const encoded = await Promise.all(
    batches.map(async ({ partition, records }) => ({
      partition,
      batch: await encodeBatch(records, {
        ...{ producerId, producerEpoch, firstSequence: standing.nextSequence(topic, partition) },
        ...{ compression: settings.compression, timestampMs: Date.now() },
      }),
    })),
  );
  // A second earlier than we give up, so that the broker is the one to say what failed.
  const timeoutMs = Math.max(1, settings.requestTimeoutMs - 1_000);
  const body = encodeProduce({ topic, timeoutMs, batches: encoded });
  const { request, response } = broker.lookupRequest(apiKeys.Produce, requests.Produce)({ acks: -1, topicData: [] });
  const answer = await send<{ readonly topics: readonly { readonly partitions: readonly ProduceAnswer[] }[] }>(broker, {
    request: encodedAs(request, body),
    response,
  });
  return answer.topics.flatMap(({ partitions }) => partitions);
}

/** kafkajs takes an encoder: what holds a buffer, as what is full and as the whole. */
const encodedAs = <Request extends object>(request: Request, body: Buffer) => ({
  ...request,
  encode: async () => ({ buf: body, buffer: body }),
});
