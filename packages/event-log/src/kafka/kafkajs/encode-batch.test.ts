import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { batchOverheadBytes, recordSize } from '../append/record-size.js';
import type { RecordToSend } from '../driver.js';
import { crc32c } from './crc32c.js';
import { type BatchHead, encodeBatch } from './encode-batch.js';

const inner = createRequire(import.meta.url);
const Decoder = inner('kafkajs/src/protocol/decoder.js');
const decodeBatch = inner('kafkajs/src/protocol/recordBatch/v0/decoder.js');
const itsCrc32c = inner('kafkajs/src/protocol/recordBatch/crc32C/index.js');

const head: BatchHead = {
  ...{ producerId: 4_294_967_301n, producerEpoch: 7, firstSequence: 2_000_000_000 },
  ...{ timestampMs: 1_795_261_337_411, compression: 'none' },
};

interface Decoded {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, Buffer>;
  readonly offset: string;
}

async function decode(batch: Buffer): Promise<Decoded[]> {
  return (await decodeBatch(new Decoder(batch))).records;
}

const records: RecordToSend[] = [
  { key: 'acme/1', value: Buffer.from('{}'), headers: { ce_id: 'm', 'content-type': 'application/json' } },
  { key: null, value: null, headers: {} },
  { key: '', value: Buffer.alloc(0), headers: { empty: '' } },
  { key: Buffer.from([0, 255]), value: Buffer.alloc(1_500_000, 7), headers: { bytes: Buffer.from([1, 2, 3]) } },
  { key: 'Straße €𝄞', value: Buffer.from('ü'), headers: { schlüssel: 'wört €𝄞 '.repeat(20), nul: '\u0000' } },
  // Lengths at which a number needs a byte more, in ASCII and where the bytes are more than the characters.
  ...[31, 63, 64, 65, 127, 8_190, 8_191, 8_192, 8_193, 1_048_576].flatMap((length) => [
    { key: 'k'.repeat(length), value: Buffer.alloc(length), headers: { h: 'v'.repeat(length) } },
    { key: 'ä'.repeat(length), value: Buffer.alloc(1), headers: { h: '€'.repeat(length >> 1) } },
  ]),
];

const bytesOf = (field: string | Buffer | null) => (typeof field === 'string' ? Buffer.from(field) : field);

describe.each(['none', 'gzip'] as const)('a batch, compression %s', (compression) => {
  test('is what another reads', async () => {
    const decoded = await decode(await encodeBatch(records, { ...head, compression }));
    expect(decoded).toHaveLength(records.length);
    for (const [index, { key, value, headers }] of records.entries()) {
      const { offset, ...read } = decoded[index] as Decoded;
      expect(Number(offset)).toBe(index);
      expect(read.key?.equals(bytesOf(key) as Buffer) ?? key).toBe(key === null ? null : true);
      expect(read.value?.equals(bytesOf(value) as Buffer) ?? value).toBe(value === null ? null : true);
      const expected = Object.entries(headers).map(([name, text]) => [name, bytesOf(text)?.toString('hex')]);
      expect(Object.entries(read.headers).map(([name, text]) => [name, text.toString('hex')])).toEqual(expected);
    }
  });
});

test('the head says who wrote it, and its checksum fits', async () => {
  const batch = await encodeBatch(records.slice(0, 3), head);
  expect(batch.readInt32BE(8)).toBe(batch.length - 12);
  expect(batch.readInt8(16)).toBe(2);
  expect(batch.readUInt32BE(17)).toBe(itsCrc32c(batch.subarray(21)));
  expect([batch.readInt16BE(21), batch.readInt32BE(23)]).toEqual([0, 2]);
  expect([batch.readBigInt64BE(27), batch.readBigInt64BE(35)]).toEqual([
    BigInt(head.timestampMs),
    BigInt(head.timestampMs),
  ]);
  expect([batch.readBigInt64BE(43), batch.readInt16BE(51)]).toEqual([head.producerId, head.producerEpoch]);
  expect([batch.readInt32BE(53), batch.readInt32BE(57)]).toEqual([head.firstSequence, 3]);
});

test('a batch never takes more than its records were taken for, and hardly less', async () => {
  for (const record of records) {
    const { length } = await encodeBatch([record], head);
    const size = batchOverheadBytes + recordSize(record);
    expect(length).toBeLessThanOrEqual(size);
    expect(size - length).toBeLessThan(32);
  }
});

test('the checksum is Castagnoli’s', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  for (let length = 0; length < 40; length += 1) {
    const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 37 + length) & 0xff));
    expect(crc32c(bytes)).toBe(itsCrc32c(bytes));
  }
});
