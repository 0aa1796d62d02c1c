import { randomUUID } from 'node:crypto';
import { silentLogger } from '@deskrail/contracts';
import { describe, expect, inject, test } from 'vitest';
import { driverSettings } from './connection-options.js';
import { loadDriver } from './load-driver.js';

const brokers = inject('kafkaBrokers').split(',');
const settings = driverSettings({ brokers });

describe.each(['kafkajs', 'platformatic'] as const)('the admin of the %s driver', (name) => {
  const open = async (to = settings) => (await loadDriver(name))(to, silentLogger).openAdmin();
  const topic = `admin-${randomUUID()}`;
  const wanted = { 'retention.ms': '86400000', 'message.timestamp.type': 'LogAppendTime' };

  test('makes a topic, reads it back and alters one setting without touching the others', async () => {
    const admin = await open();
    const [broker] = await admin.brokers();
    expect(await admin.brokers()).toEqual([{ id: 1, address: brokers[0] }]);
    expect(await admin.topics([topic])).toEqual([]);
    expect(await admin.topics([topic], broker?.id)).toEqual([]);
    await admin.createTopic({ name: topic, partitions: 3, replication: 1, settings: wanted });
    await expect.poll(() => admin.topics([topic])).toHaveLength(1);
    const [state] = await admin.topics([topic, `${topic}-not`]);
    expect(state).toEqual({
      name: topic,
      partitions: [0, 1, 2].map((partition) => ({ partition, leader: 1, replicas: [1], inSync: [1] })),
    });
    expect(await admin.topics([topic], broker?.id)).toEqual([state]);
    expect(await admin.topicSettings(topic)).toMatchObject({ ...wanted, 'cleanup.policy': 'delete' });
    expect(await admin.topicSettings(topic, broker?.id)).toEqual(await admin.topicSettings(topic));
    await admin.alterTopicSettings(topic, { 'retention.ms': '3600000' });
    // Brokers hear of a change one after the other.
    await expect.poll(() => admin.topicSettings(topic)).toMatchObject({ ...wanted, 'retention.ms': '3600000' });
    await admin.close();
  });

  test('says what a broker refuses', async () => {
    const admin = await open();
    const unmade = { name: `${topic}-2`, partitions: 1, replication: 3, settings: {} };
    await expect(admin.createTopic(unmade)).rejects.toMatchObject({
      protocol: 'INVALID_REPLICATION_FACTOR',
      topic: unmade.name,
      message: expect.stringContaining('1 broker(s)'),
    });
    await expect(admin.createTopic({ ...unmade, name: topic, replication: 1 })).rejects.toMatchObject({
      protocol: 'TOPIC_ALREADY_EXISTS',
    });
    await expect(admin.alterTopicSettings(topic, { 'retention.ms': 'soon' })).rejects.toMatchObject({
      protocol: 'INVALID_CONFIG',
      topic,
    });
    await expect(admin.topicSettings(`${topic}-2`)).rejects.toMatchObject({ kind: 'unknown-topic' });
    await expect(admin.topicSettings(topic, 99)).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(admin.offsets(`${topic}-2`)).rejects.toMatchObject({ kind: 'unknown-topic' });
    await admin.close();
  });

  test('reads a broker’s settings, a topic’s offsets, and keeps a group’s places', async () => {
    const admin = await open();
    const group = `group-${randomUUID()}`;
    expect(Number((await admin.brokerSettings(1))['socket.request.max.bytes'])).toBeGreaterThan(1_000_000);
    expect(await admin.offsets(topic)).toEqual(new Map([0, 1, 2].map((each) => [each, { low: 0n, high: 0n }])));
    expect(await admin.offsetsAt(topic, 1_000)).toEqual(new Map([0, 1, 2].map((each) => [each, 0n])));
    expect(await admin.groupOffsets(group, topic)).toEqual(new Map());
    await admin.setGroupOffsets(group, topic, new Map([[1, 0n]]));
    expect(await admin.groupOffsets(group, topic)).toEqual(new Map([[1, 0n]]));
    expect(await admin.groups()).toContain(group);
    await admin.deleteGroup(group);
    expect(await admin.groups()).not.toContain(group);
    await admin.close();
  });

  test('says that no broker answers', async () => {
    const away = { ...settings, brokers: ['127.0.0.1:9'], connectTimeoutMs: 500 };
    await expect(open(away).then((admin) => admin.brokers())).rejects.toMatchObject({
      name: 'DriverError',
      kind: 'unavailable',
    });
  });
});
