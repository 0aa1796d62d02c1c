import { gzipSync, zstdCompressSync } from 'node:zlib';
// @ts-expect-error There are no types for it.
import Encoder from 'kafkajs/src/protocol/encoder.js';
// @ts-expect-error There are no types for it.
import encodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
import { describe, expect, test } from 'vitest';
import { decodeFetch } from './decode-fetch.js';

const appendTime = 0x08;
const control = 0x20;

interface Batch {
  readonly first: number;
  readonly values: readonly (string | null)[];
  readonly attributes?: number;
  /** Of the batch's end, where compaction took the last records. */
  readonly lastDelta?: number;
  readonly pack?: (records: Buffer) => Buffer;
}

/** A record batch as brokers send it, its records as kafkajs encodes them. */
function batchOf({ first, values, attributes = 0, lastDelta = values.length - 1, pack = (all) => all }: Batch): Buffer {
  const records = values.map((value, index) =>
    encodeRecord({
      offsetDelta: index,
      timestampDelta: 10 * index,
      key: 'key',
      value,
      headers: { ce_id: 'ä' },
    }),
  );
  const body = pack(Buffer.concat(records.map(({ buffer }: { buffer: Buffer }) => buffer)));
  const head = new Encoder()
    .writeInt32(0)
    .writeInt8(2)
    .writeInt32(0)
    .writeInt16(attributes)
    .writeInt32(lastDelta)
    .writeInt64('1000')
    .writeInt64('2000')
    .writeInt64('-1')
    .writeInt16(0)
    .writeInt32(0)
    .writeInt32(values.length);
  const rest = Buffer.concat([head.buffer, body]);
  return Buffer.concat([new Encoder().writeInt64(String(first)).writeInt32(rest.length).buffer, rest]);
}

/** A version 11 answer of partition 3, and of partition 4, which has an error. */
function answer(...batches: readonly Buffer[]): Buffer {
  const partition = (id: number, code: number, records: Buffer) =>
    new Encoder()
      .writeInt32(id)
      .writeInt16(code)
      .writeInt64('99')
      .writeInt64('98')
      .writeInt64('0')
      .writeInt32(-1)
      .writeInt32(-1)
      .writeBytes(records).buffer;
  const topic = new Encoder()
    .writeInt32(0)
    .writeInt16(0)
    .writeInt32(0)
    .writeInt32(1)
    .writeString('topic')
    .writeInt32(2);
  return Buffer.concat([topic.buffer, partition(3, 0, Buffer.concat(batches)), partition(4, 6, Buffer.alloc(0))]);
}

const decode = async (...batches: readonly Buffer[]) => (await decodeFetch(answer(...batches), 11))[0];

describe('a fetch answer', () => {
  test('gives each record with its offset, time, key, value and headers', async () => {
    const found = await decode(batchOf({ first: 40, values: ['a', null] }));
    expect(found).toMatchObject({ partition: 3, errorCode: 0, end: 99n, next: 42n });
    expect(found?.records).toEqual([
      {
        ...{ partition: 3, offset: 40n, timestampMs: 1_000, key: Buffer.from('key'), value: Buffer.from('a') },
        headers: { ce_id: Buffer.from('ä') },
      },
      expect.objectContaining({ offset: 41n, timestampMs: 1_010, value: null }),
    ]);
  });

  test('tells an error of one partition beside the records of another', async () => {
    const [whole, failed] = await decodeFetch(answer(batchOf({ first: 0, values: ['a'] })), 11);
    expect(whole?.records).toHaveLength(1);
    expect(failed).toMatchObject({ partition: 4, errorCode: 6, records: [], next: undefined });
  });

  test('has one time for a batch whose time is that of its append', async () => {
    const found = await decode(batchOf({ first: 0, values: ['a', 'b'], attributes: appendTime }));
    expect(found?.records.map(({ timestampMs }) => timestampMs)).toEqual([2_000, 2_000]);
  });

  test('passes over what transactions and compaction leave behind', async () => {
    const found = await decode(
      batchOf({ first: 0, values: ['a'], lastDelta: 4 }),
      batchOf({ first: 5, values: ['marker'], attributes: control }),
    );
    expect(found?.records.map(({ offset }) => offset)).toEqual([0n]);
    expect(found?.next).toBe(6n);
  });

  test('leaves out a batch that was cut', async () => {
    const found = await decode(
      batchOf({ first: 0, values: ['a'] }),
      batchOf({ first: 1, values: ['b'] }).subarray(0, 70),
    );
    expect(found?.records.map(({ offset }) => offset)).toEqual([0n]);
    expect(found?.next).toBe(1n);
  });

  test.each([
    ['gzip', 1, gzipSync],
    ['zstd', 4, zstdCompressSync],
  ] as const)('is unpacked from %s', async (_, attributes, pack) => {
    const found = await decode(batchOf({ first: 7, values: ['a', 'b'], attributes, pack: (all) => pack(all) }));
    expect(found?.records.map(({ value }) => value?.toString())).toEqual(['a', 'b']);
  });

  test.each([
    ['in a compression that is not known', 2, (all: Buffer) => all],
    ['that is damaged', 1, () => Buffer.from('no gzip')],
  ] as const)(
    'with a batch %s has unreadable records in its place, so that nothing waits for it',
    async (_, attributes, pack) => {
      const found = await decode(batchOf({ first: 7, values: ['a', 'b'], attributes, pack }));
      expect(found?.records.map(({ offset, value }) => [offset, value])).toEqual([
        [7n, null],
        [8n, null],
      ]);
      expect(found?.records[0]?.headers['content-type']?.toString()).toContain('application/x-kafka-batch');
      expect(found?.next).toBe(9n);
    },
  );
});
