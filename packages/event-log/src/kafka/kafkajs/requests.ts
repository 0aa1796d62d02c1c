import { DriverError } from '../driver.js';
import { mostFetchedBytes, readFetchAnswer, readUncommitted } from '../wire/fetch-answer.js';
import type { FetchAnswer, FetchRequest } from '../wire/wire.js';
import { ask, failOn, send } from './ask.js';
import { apiKeys, type KafkajsBroker, requests } from './internals.js';

export async function fetchPartitions(broker: KafkajsBroker, request: FetchRequest): Promise<FetchAnswer> {
  const { topic, offsets, maxBytes, maxWaitMs } = request;
  const partitions = [...offsets].map(([partition, offset]) => ({
    ...{ partition, maxBytes },
    fetchOffset: offset.toString(),
  }));
  const made = broker.lookupRequest(
    apiKeys.Fetch,
    requests.Fetch,
  )({
    ...{ maxWaitTime: maxWaitMs, minBytes: 1, maxBytes: mostFetchedBytes },
    isolationLevel: readUncommitted,
    topics: [{ topic, partitions }],
  });
  const version = (made.request as { readonly apiVersion?: number }).apiVersion ?? 0;
  if (version < 4) throw new DriverError('internal', 'The broker is older than Kafka 0.11.', { topic });
  const response = { decode: async (payload: Buffer) => payload };
  return readFetchAnswer(await send<Buffer>(broker, { ...made, response }), version, request, failureOf);
}

function failureOf(errorCode: number, about: NonNullable<ConstructorParameters<typeof DriverError>[2]>): DriverError {
  try {
    failOn(errorCode, about);
  } catch (error) {
    return error as DriverError;
  }
  return new DriverError('internal', `error ${errorCode}`, about);
}

/** The first offsets that are held. */
export async function firstOffsets(
  broker: KafkajsBroker,
  topic: string,
  partitions: readonly number[],
): Promise<ReadonlyMap<number, bigint>> {
  const earliest = '-2';
  const { responses } = await ask<{
    readonly responses: readonly {
      readonly partitions: readonly {
        readonly partition: number;
        readonly errorCode: number;
        readonly offset: string;
      }[];
    }[];
  }>(broker, 'ListOffsets', {
    isolationLevel: readUncommitted,
    topics: [{ topic, partitions: partitions.map((partition) => ({ partition, timestamp: earliest })) }],
  });
  const offsets = new Map<number, bigint>();
  for (const { partition, errorCode, offset } of responses.flatMap((response) => response.partitions)) {
    failOn(errorCode, { topic, partition, operation: 'Describe' });
    offsets.set(partition, BigInt(offset));
  }
  return offsets;
}
