import { DriverError, type FetchedRecords } from '../driver.js';
import { ask, failOn, send } from './admin-cluster.js';
import { decodeFetch, type FetchedPartition } from './decode-fetch.js';
import { apiKeys, type KafkajsBroker, requests } from './internals.js';

export interface FetchRequest {
  readonly topic: string;
  readonly offsets: ReadonlyMap<number, bigint>;
  readonly maxBytes: number;
  readonly maxWaitMs: number;
}

/** A broker's answer to one request: what each partition gave, and what each other failed at. */
export interface FetchAnswer {
  readonly fetched: ReadonlyMap<number, FetchedRecords>;
  /** These begin elsewhere: retention took their offset, or the topic is another one than it was. */
  readonly outOfRange: readonly number[];
  readonly failed: readonly DriverError[];
}

/** All partitions of an answer together; a larger one comes next time. */
const mostBytes = 16 * 1024 * 1024;
const outOfRange = 1;
const readUncommitted = 0;

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
    ...{ maxWaitTime: maxWaitMs, minBytes: 1, maxBytes: mostBytes },
    // The high watermark is the end for everybody then. Nobody who writes here does so in transactions.
    isolationLevel: readUncommitted,
    topics: [{ topic, partitions }],
  });
  const version = (made.request as { readonly apiVersion?: number }).apiVersion ?? 0;
  if (version < 4) throw new DriverError('internal', 'The broker is older than Kafka 0.11.', { topic });
  const response = { decode: (payload: Buffer) => decodeFetch(payload, version) };
  return sortOut(await send<readonly FetchedPartition[]>(broker, { ...made, response }), request);
}

function sortOut(answer: readonly FetchedPartition[], { topic, offsets }: FetchRequest): FetchAnswer {
  const fetched = new Map<number, FetchedRecords>();
  const beyond: number[] = [];
  const failed: DriverError[] = [];
  for (const { partition, errorCode, end, records, next } of answer) {
    const offset = offsets.get(partition);
    if (offset === undefined) continue;
    if (errorCode === outOfRange) beyond.push(partition);
    else if (errorCode !== 0) failed.push(failureOf(errorCode, topic, partition));
    else fetched.set(partition, { records: from(offset, records), next: max(offset, next ?? offset), end });
  }
  return { fetched, outOfRange: beyond, failed };
}

function failureOf(errorCode: number, topic: string, partition: number): DriverError {
  try {
    failOn(errorCode, { topic, partition, operation: 'Read' });
  } catch (error) {
    return error as DriverError;
  }
  return new DriverError('internal', `error ${errorCode}`, { topic, partition });
}

/** A batch comes whole, also where the offset lies within it. */
function from(offset: bigint, records: FetchedRecords['records']): FetchedRecords['records'] {
  const [first] = records;
  return first === undefined || first.offset >= offset ? records : records.filter((record) => record.offset >= offset);
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

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
