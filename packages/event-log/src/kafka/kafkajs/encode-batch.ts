import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { RecordToSend } from '../driver.js';
import { crc32c } from './crc32c.js';

/** What a batch says of itself: who wrote it, as which of theirs, and when. */
export interface BatchHead {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly timestampMs: number;
  readonly compression: 'none' | 'gzip';
}

const headBytes = 61;
const crcAt = 17;
const attributesAt = 21;
const magic = 2;
const gzipAttribute = 1;
/** Of a record's five numbers of variable length, and of a header's two. */
const numbersOfRecord = 5 * 5 + 2;
const numbersOfHeader = 2 * 5;

/**
 * A record batch of the protocol (v2), written into one buffer. kafkajs makes a buffer of 512 bytes for each header of
 * each record, and spends most of its time on that.
 */
export async function encodeBatch(records: readonly RecordToSend[], head: BatchHead): Promise<Buffer> {
  const plain = Buffer.allocUnsafe(headBytes + records.reduce((sum, record) => sum + mostBytes(record), 0));
  let end = headBytes;
  for (const [index, record] of records.entries()) end = writeRecord(plain, end, record, index);
  if (head.compression === 'none') return writeHead(plain.subarray(0, end), records.length, head, 0);
  const compressed = await compress(plain.subarray(headBytes, end));
  return writeHead(Buffer.concat([plain.subarray(0, headBytes), compressed]), records.length, head, gzipAttribute);
}

const gzipped = promisify(gzip);
/** A third of level 6's time, and an eighth larger: see docs/operating/kafka.md. */
const compress = (bytes: Buffer) => gzipped(bytes, { level: constants.Z_BEST_SPEED });

function writeHead(batch: Buffer, count: number, head: BatchHead, attributes: number): Buffer {
  batch.writeBigInt64BE(0n, 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12);
  batch.writeInt8(magic, 16);
  batch.writeInt16BE(attributes, attributesAt);
  batch.writeInt32BE(count - 1, 23);
  batch.writeBigInt64BE(BigInt(head.timestampMs), 27);
  batch.writeBigInt64BE(BigInt(head.timestampMs), 35);
  batch.writeBigInt64BE(head.producerId, 43);
  batch.writeInt16BE(head.producerEpoch, 51);
  batch.writeInt32BE(head.firstSequence, 53);
  batch.writeInt32BE(count, 57);
  batch.writeUInt32BE(crc32c(batch.subarray(attributesAt)), crcAt);
  return batch;
}

/** Writes at `at`, returns the end. */
function writeRecord(target: Buffer, at: number, record: RecordToSend, index: number): number {
  // Its length comes first and is known last: written as if it took two bytes, and moved where it does not.
  const start = at + 2;
  target[start] = 0;
  target[start + 1] = 0;
  let end = writeVarint(target, start + 2, index);
  end = writeField(target, end, record.key);
  end = writeField(target, end, record.value);
  const names = Object.keys(record.headers);
  end = writeVarint(target, end, names.length);
  for (const name of names) {
    end = writeField(target, end, name);
    end = writeField(target, end, record.headers[name] ?? null);
  }
  return closeGap(target, at, 2, end);
}

/** Puts the length of `at + reserved` to `end` at `at`, right before it. Returns the new end. */
function closeGap(target: Buffer, at: number, reserved: number, end: number): number {
  const length = end - at - reserved;
  const needed = varintSize(length);
  if (needed !== reserved) target.copyWithin(at + needed, at + reserved, end);
  writeVarint(target, at, length);
  return at + needed + length;
}

function writeField(target: Buffer, at: number, field: string | Buffer | null): number {
  if (field === null) return writeVarint(target, at, -1);
  if (typeof field !== 'string') {
    const start = writeVarint(target, at, field.length);
    target.set(field, start);
    return start + field.length;
  }
  const reserved = varintSize(field.length);
  const start = at + reserved;
  return closeGap(target, at, reserved, start + writeText(target, start, field));
}

const shortText = 64;

/** Most texts are short and ASCII: a loop is quicker than the call of a native function. */
function writeText(target: Buffer, at: number, text: string): number {
  const { length } = text;
  if (length > shortText) return target.write(text, at);
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return target.write(text, at);
    target[at + index] = code;
  }
  return length;
}

/** Zigzag, seven bits a byte. */
function writeVarint(target: Buffer, at: number, value: number): number {
  let rest = (value << 1) ^ (value >> 31);
  let end = at;
  for (; rest >>> 7 !== 0; rest >>>= 7) {
    target[end] = (rest & 0x7f) | 0x80;
    end += 1;
  }
  target[end] = rest;
  return end + 1;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = (value << 1) ^ (value >> 31); rest >>> 7 !== 0; rest >>>= 7) size += 1;
  return size;
}

/** Never less than a record takes: a character is three bytes at most, of UTF-8 from UTF-16. */
function mostBytes({ key, value, headers }: RecordToSend): number {
  let most = numbersOfRecord + lengthOf(key) + lengthOf(value);
  for (const name in headers) most += numbersOfHeader + lengthOf(name) + lengthOf(headers[name] ?? null);
  return most;
}

const lengthOf = (field: string | Buffer | null): number =>
  field === null ? 0 : typeof field === 'string' ? field.length * 3 : field.length;
