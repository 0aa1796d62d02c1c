import { randomUUID } from 'node:crypto';
import { silentLogger } from '@deskrail/contracts';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { driverSettings } from './connection-options.js';
import type { DriverRecord, KafkaDriver, RecordToSend } from './driver.js';
import { openKafkajs } from './kafkajs/open-kafkajs.js';
import { openPlatformatic } from './platformatic/open-platformatic.js';

const brokers = inject('kafkaBrokers').split(',');
const record = (text: string): RecordToSend => ({
  key: text,
  value: Buffer.from(text),
  headers: { ce_id: text, binary: Buffer.from([0, 255]) },
});
const texts = (records: readonly DriverRecord[]) => records.map(({ value }) => value?.toString());

describe.each([
  ['kafkajs', openKafkajs, openPlatformatic],
  ['platformatic', openPlatformatic, openKafkajs],
] as const)('the %s driver', (_, open, openOther) => {
  const topic = `driver-${randomUUID()}`;
  let driver: KafkaDriver;

  beforeAll(async () => {
    driver = open(driverSettings({ brokers, compression: 'gzip' }), silentLogger);
    const admin = await driver.openAdmin();
    const settings = { 'message.timestamp.type': 'LogAppendTime', 'max.message.bytes': '100000' };
    await admin.createTopic({ name: topic, partitions: 3, replication: 1, settings });
    // Brokers hear of a topic, and begin to lead it, a moment after it is made.
    const isLed = () =>
      admin.offsets(topic).then(
        ({ size }) => size === 3,
        () => false,
      );
    await vi.waitUntil(isLed, { timeout: 10_000 });
    await admin.close();
  });
  afterAll(() => driver.close());

  test('appends to several partitions in one send, and reads back what it wrote, headers and all', async () => {
    const producer = await driver.openProducer();
    const batches = [0, 1].map((partition) => ({
      partition,
      records: ['a', 'b'].map((text) => record(text + partition)),
    }));
    expect(sorted(await producer.send(topic, batches, { timeoutMs: 5_000 }))).toEqual([
      { partition: 0, baseOffset: 0n },
      { partition: 1, baseOffset: 0n },
    ]);
    const again = await producer.send(topic, [{ partition: 1, records: [record('c1')] }], { timeoutMs: 5_000 });
    expect(again).toEqual([{ partition: 1, baseOffset: 2n }]);
    expect(producer.leaderOf(topic, 1)).toBe(1);

    const reader = await driver.openReader();
    const offsets = new Map([0, 1, 2].map((partition) => [partition, 0n]));
    const fetched = await reader.fetch({ topic, offsets, maxBytes: 100_000, maxWaitMs: 500 });
    expect(texts(fetched.get(1)?.records ?? [])).toEqual(['a1', 'b1', 'c1']);
    expect(fetched.get(1)).toMatchObject({ next: 3n, end: 3n });
    const [first] = fetched.get(0)?.records ?? [];
    expect(first?.key?.toString()).toBe('a0');
    expect(first?.headers.ce_id?.toString()).toBe('a0');
    expect([...(first?.headers.binary ?? [])]).toEqual([0, 255]);
    expect(Math.abs((first?.timestampMs ?? 0) - Date.now())).toBeLessThan(60_000);
    const later = await reader.fetch({ topic, offsets: new Map([[1, 2n]]), maxBytes: 100_000, maxWaitMs: 500 });
    expect(texts(later.get(1)?.records ?? [])).toEqual(['c1']);
    await reader.close();
    await producer.close();
  });

  test('tells a batch that is too large from the one beside it', async () => {
    const producer = await driver.openProducer();
    const large = { ...record('large'), value: Buffer.from(noise(300_000)) };
    const answers = await producer.send(
      topic,
      [
        { partition: 0, records: [large] },
        { partition: 1, records: [record('small')] },
      ],
      { timeoutMs: 5_000 },
    );
    expect(sorted(answers)).toEqual([
      { partition: 0, error: expect.objectContaining({ kind: 'too-large', topic }) },
      { partition: 1, baseOffset: expect.any(BigInt) },
    ]);
    const next = await producer.send(topic, [{ partition: 0, records: [record('d0')] }], { timeoutMs: 5_000 });
    expect(next).toEqual([{ partition: 0, baseOffset: 2n }]);
    await producer.close();
  });

  test('an unknown topic is told as such', async () => {
    const producer = await driver.openProducer();
    const batch = [{ partition: 0, records: [record('x')] }];
    const sent = producer.send(`${topic}-not`, batch, { timeoutMs: 5_000 });
    await expect(sent).rejects.toMatchObject({ name: 'DriverError', kind: 'unknown-topic', topic: `${topic}-not` });
    await producer.close();
  });

  test('members of a group share partitions, across drivers too, and go on where the group was', async () => {
    const group = `group-${randomUUID()}`;
    const first = await join(driver, topic, group);
    await first.until(() => texts(first.records).includes('c1'));
    expect([...first.assigned.keys()]).toEqual([0, 1, 2]);
    await first.consumer.commit(new Map([[1, 2n]]));

    const other = openOther(driverSettings({ brokers }), silentLogger);
    const second = await join(other, topic, group);
    await first.until(() => first.assigned.size + second.assigned.size === 3);
    expect(first.revoked).toBeGreaterThan(0);
    expect([...first.assigned.keys(), ...second.assigned.keys()].toSorted()).toEqual([0, 1, 2]);
    const notMine = new Map([...second.assigned].map(([partition, offset]) => [partition, offset] as const));
    await expect(first.consumer.commit(notMine)).rejects.toMatchObject({ kind: 'rebalanced' });
    await first.consumer.close();
    await second.until(() => second.assigned.size === 3);
    expect(second.assigned.get(1)).toBe(2n);
    await second.consumer.close();
    await other.close();
  });

  test('a paused partition gives nothing until it is resumed', async () => {
    const producer = await driver.openProducer();
    const member = await join(driver, topic, `group-${randomUUID()}`);
    await member.until(() => texts(member.records).includes('c1'));
    member.consumer.pause([2]);
    await producer.send(topic, [{ partition: 2, records: [record('while-paused')] }], { timeoutMs: 5_000 });
    await producer.send(topic, [{ partition: 1, records: [record('beside')] }], { timeoutMs: 5_000 });
    await member.until(() => texts(member.records).includes('beside'));
    expect(texts(member.records)).not.toContain('while-paused');
    member.consumer.resume([2]);
    await member.until(() => texts(member.records).includes('while-paused'));
    await member.consumer.close();
    await producer.close();
  });
});

const sorted = <Answer extends { readonly partition: number }>(answers: readonly Answer[]) =>
  answers.toSorted((a, b) => a.partition - b.partition);

/** Does not compress. */
const noise = (length: number) => Array.from({ length: Math.ceil(length / 36) }, () => randomUUID()).join('');

async function join(driver: KafkaDriver, topic: string, group: string) {
  const records: DriverRecord[] = [];
  const state = { assigned: new Map<number, bigint>(), revoked: 0 };
  let check = () => {};
  const consumer = await driver.openConsumer({
    ...{ topic, group, sessionTimeoutMs: 6_000, rebalanceTimeoutMs: 6_000, maxBytesPerPartition: 100_000 },
    begin: async (partitions) => new Map(partitions.map((partition) => [partition, 0n])),
    onAssigned(partitions) {
      state.assigned = new Map(partitions);
      check();
    },
    async onRevoked() {
      state.revoked += 1;
      state.assigned = new Map();
      check();
    },
    onRecords(_partition, found) {
      records.push(...found);
      check();
    },
    onTrouble() {},
    onRecovered() {},
  });
  return {
    ...{ consumer, records },
    get assigned() {
      return state.assigned;
    },
    get revoked() {
      return state.revoked;
    },
    async until(isSo: () => boolean): Promise<void> {
      const limit = AbortSignal.timeout(15_000);
      while (!isSo()) {
        limit.throwIfAborted();
        const changed = Promise.withResolvers<void>();
        check = changed.resolve;
        const timer = setTimeout(changed.resolve, 200);
        await changed.promise;
        clearTimeout(timer);
      }
    },
  };
}
