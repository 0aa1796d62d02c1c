import type { DriverError, FetchedRecords } from '../driver.js';
import { decodeFetch } from './decode-fetch.js';
import type { FetchAnswer, FetchRequest } from './wire.js';

/** All partitions of an answer together; a larger one comes next time. */
export const mostFetchedBytes = 16 * 1024 * 1024;
/** The high watermark is the end for everybody then. Nobody who writes here does so in transactions. */
export const readUncommitted = 0;
const outOfRange = 1;

/** A broker's answer to a fetch, as bytes. */
export async function readFetchAnswer(
  payload: Buffer,
  version: number,
  { topic, offsets }: FetchRequest,
  failureOf: (
    code: number,
    about: { readonly topic: string; readonly partition: number; readonly operation: string },
  ) => DriverError,
): Promise<FetchAnswer> {
  const fetched = new Map<number, FetchedRecords>();
  const beyond: number[] = [];
  const failed: DriverError[] = [];
  for (const { partition, errorCode, end, records, next } of await decodeFetch(payload, version)) {
    const offset = offsets.get(partition);
    if (offset === undefined) continue;
    if (errorCode === outOfRange) beyond.push(partition);
    else if (errorCode !== 0) failed.push(failureOf(errorCode, { topic, partition, operation: 'Read' }));
    else fetched.set(partition, { records: from(offset, records), next: max(offset, next ?? offset), end });
  }
  return { fetched, outOfRange: beyond, failed };
}

/** A batch comes whole, also where the offset lies within it. */
function from(offset: bigint, records: FetchedRecords['records']): FetchedRecords['records'] {
  const [first] = records;
  return first === undefined || first.offset >= offset ? records : records.filter((record) => record.offset >= offset);
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
