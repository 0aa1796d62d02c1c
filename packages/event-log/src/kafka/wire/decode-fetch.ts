import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { DriverRecord } from '../driver.js';

/** What a broker said of one partition. */
export interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly end: bigint;
  readonly records: readonly DriverRecord[];
  /** Behind the last batch, also where all of it was left out; `undefined` when there was none. */
  readonly next: bigint | undefined;
}

/** Bytes of a batch before its records' count. */
const batchHead = 57;
const newestMagic = 2;
const compressionMask = 0x07;
const appendTimeMask = 0x08;
const controlMask = 0x20;

/**
 * Fetch responses, versions 4 to 11, for every client. kafkajs' own decoder turns every number into text and every list of headers into as
 * many objects as it has headers, refuses the answers of all partitions for an error of one, and trips over batches of
 * more records than a call takes arguments.
 */
export async function decodeFetch(payload: Buffer, version: number): Promise<readonly FetchedPartition[]> {
  const cursor: Cursor = { buffer: payload, at: 4 };
  if (version >= 7) cursor.at += 6;
  const found: FetchedPartition[] = [];
  for (let topics = int32(cursor); topics > 0; topics -= 1) {
    cursor.at += 2 + cursor.buffer.readInt16BE(cursor.at);
    for (let partitions = int32(cursor); partitions > 0; partitions -= 1) {
      found.push(await decodePartition(cursor, version));
    }
  }
  return found;
}

interface Cursor {
  readonly buffer: Buffer;
  at: number;
}

async function decodePartition(cursor: Cursor, version: number): Promise<FetchedPartition> {
  const partition = int32(cursor);
  const errorCode = cursor.buffer.readInt16BE(cursor.at);
  const end = cursor.buffer.readBigInt64BE(cursor.at + 2);
  cursor.at += version >= 5 ? 26 : 18;
  const aborted = int32(cursor);
  cursor.at += 16 * Math.max(0, aborted) + (version >= 11 ? 4 : 0);
  const size = Math.max(0, int32(cursor));
  const batches = cursor.buffer.subarray(cursor.at, cursor.at + size);
  cursor.at += size;
  return { partition, errorCode, end, ...(await decodeBatches(batches, partition)) };
}

async function decodeBatches(buffer: Buffer, partition: number): Promise<Pick<FetchedPartition, 'records' | 'next'>> {
  const records: DriverRecord[] = [];
  let next: bigint | undefined;
  let at = 0;
  while (at + batchHead <= buffer.length) {
    const end = at + 12 + buffer.readInt32BE(at + 8);
    // The last one may have been cut where the broker's answer was full.
    if (end > buffer.length) break;
    if (buffer.readInt8(at + 16) !== newestMagic) throw new Error('Messages of before Kafka 0.11 cannot be read.');
    const attributes = buffer.readInt16BE(at + 21);
    const first = buffer.readBigInt64BE(at);
    next = first + BigInt(buffer.readInt32BE(at + 23)) + 1n;
    if ((attributes & controlMask) === 0) {
      const time = attributes & appendTimeMask ? buffer.readBigInt64BE(at + 35) : buffer.readBigInt64BE(at + 27);
      const batch = { partition, first, timeMs: Number(time), appended: (attributes & appendTimeMask) !== 0 };
      await decodeRecords(buffer.subarray(at + batchHead, end), attributes, batch, records);
    }
    at = end;
  }
  return { records, next };
}

interface Batch {
  readonly partition: number;
  readonly first: bigint;
  readonly timeMs: number;
  /** One time for all, that of the append. */
  readonly appended: boolean;
}

const mostBytes = 256 * 1024 * 1024;
const limits = { maxOutputLength: mostBytes };
const gunzip: (packed: Buffer) => Promise<Buffer> = promisify((packed: Buffer, done: zlib.CompressCallback) =>
  zlib.gunzip(packed, limits, done),
);
const unzstd: (packed: Buffer) => Promise<Buffer> = promisify((packed: Buffer, done: zlib.CompressCallback) =>
  zlib.zstdDecompress(packed, limits, done),
);
const decompress: Readonly<Record<number, (packed: Buffer) => Promise<Buffer>>> = { 1: gunzip, 4: unzstd };

async function decodeRecords(body: Buffer, attributes: number, batch: Batch, into: DriverRecord[]): Promise<void> {
  const count = body.readInt32BE(0);
  const held = into.length;
  const codec = attributes & compressionMask;
  try {
    let buffer = body.subarray(4);
    if (codec !== 0) {
      const unpack = decompress[codec];
      if (unpack === undefined) throw new Error(`Compression ${codec} cannot be read.`);
      buffer = await unpack(buffer);
    }
    const cursor: Cursor = { buffer, at: 0 };
    for (let index = 0; index < count; index += 1) into.push(decodeRecord(cursor, batch));
  } catch {
    // A batch that nobody can open must not stop its partition for ever: its records are there, and unreadable.
    into.length = held;
    for (let index = 0; index < count; index += 1) into.push(unreadableRecord(batch, index, codec));
  }
}

const unreadableRecord = (batch: Batch, index: number, codec: number): DriverRecord => ({
  partition: batch.partition,
  offset: batch.first + BigInt(index),
  timestampMs: batch.timeMs,
  key: null,
  value: null,
  headers: { 'content-type': Buffer.from(`application/x-kafka-batch; compression=${codec}`) },
});

function decodeRecord(cursor: Cursor, batch: Batch): DriverRecord {
  const end = varint(cursor) + cursor.at;
  cursor.at += 1;
  const timeDelta = varint(cursor);
  const offset = batch.first + BigInt(varint(cursor));
  const key = bytes(cursor);
  const value = bytes(cursor);
  const headers: Record<string, Buffer | undefined> = {};
  for (let left = varint(cursor); left > 0; left -= 1) {
    const name = text(cursor);
    const content = bytes(cursor);
    // It would set the object's prototype.
    if (name !== '__proto__') headers[name] = content ?? undefined;
  }
  cursor.at = end;
  const timestampMs = batch.appended ? batch.timeMs : batch.timeMs + timeDelta;
  return { partition: batch.partition, offset, timestampMs, key, value, headers };
}

function int32(cursor: Cursor): number {
  cursor.at += 4;
  return cursor.buffer.readInt32BE(cursor.at - 4);
}

/** Zigzag, exact up to 2^53: a batch's times and offsets lie nearer to each other than that. */
function varint(cursor: Cursor): number {
  const { buffer } = cursor;
  let value = 0;
  let factor = 1;
  for (;;) {
    const byte = buffer[cursor.at] as number;
    cursor.at += 1;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) break;
    factor *= 128;
  }
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function bytes(cursor: Cursor): Buffer | null {
  const size = varint(cursor);
  if (size < 0) return null;
  cursor.at += size;
  return cursor.buffer.subarray(cursor.at - size, cursor.at);
}

function text(cursor: Cursor): string {
  const size = varint(cursor);
  cursor.at += size;
  return cursor.buffer.toString('utf8', cursor.at - size, cursor.at);
}
