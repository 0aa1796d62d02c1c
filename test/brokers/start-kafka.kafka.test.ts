import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Consumer, stringDeserializers } from '@platformatic/kafka';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { afterEach, expect, test, vi } from 'vitest';
import { kafkaForTests } from './for-tests.ts';
import { type KafkaCluster, startKafka } from './start-kafka.ts';
import { startProxy } from './tcp-proxy.ts';

const soon = { timeout: 40_000, interval: 100 };
const connected: { disconnect(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of connected.splice(0)) await each.disconnect();
});

const kafkaAt = (brokers: readonly string[], config: Partial<KafkaConfig> = {}) =>
  new Kafka({
    ...{ brokers: [...brokers], clientId: 'test', logLevel: logLevel.NOTHING, connectionTimeout: 2000 },
    ...{ retry: { initialRetryTime: 50, retries: 10 }, ...config },
  });

async function opened<Client extends { connect(): Promise<void>; disconnect(): Promise<void> }>(client: Client) {
  connected.push(client);
  await client.connect();
  return client;
}

async function produce(kafka: Kafka, topic: string, ...values: readonly string[]): Promise<void> {
  const producer = await opened(kafka.producer());
  await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value })) });
}

/** What the topic holds, once that is as many. kafkajs' own consumer may spin for ever once its group has gone. */
async function consume(brokers: readonly string[], topic: string, count: number) {
  const groupId = `${topic}-group`;
  const deserializers = stringDeserializers;
  const consumer = new Consumer({ groupId, clientId: 'test', bootstrapBrokers: [...brokers], deserializers });
  const values: string[] = [];
  try {
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false, maxWaitTime: 200 });
    stream.on('data', ({ value }) => values.push(value));
    await vi.waitFor(() => expect(values).toHaveLength(count), soon);
  } finally {
    await consumer.close(true);
  }
  return values;
}

const isr = async (kafka: Kafka, topic: string): Promise<readonly number[]> => {
  const admin = await opened(kafka.admin());
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0]?.partitions[0]?.isr.toSorted() ?? [];
};

const createTopic = async (kafka: Kafka, topic: string) =>
  (await opened(kafka.admin())).createTopics({ topics: [{ topic }], waitForLeaders: true });

test('the shared node takes records and gives them back', async () => {
  const { brokers, prefix } = kafkaForTests();
  const kafka = kafkaAt(brokers);
  await createTopic(kafka, `${prefix}words`);
  await produce(kafka, `${prefix}words`, 'tent', 'stove');
  expect(await consume(brokers, `${prefix}words`, 2)).toEqual(['tent', 'stove']);
});

test('a topic is not made by being asked for', async () => {
  const { brokers, prefix } = kafkaForTests();
  await expect(
    produce(kafkaAt(brokers, { retry: { retries: 1, initialRetryTime: 10 } }), `${prefix}nobody`, 'tent'),
  ).rejects.toThrow('does not host this topic-partition');
});

test('three nodes outlive one, take it back, and fill its empty successor', async () => {
  await using cluster = await startKafka({ nodes: 3, settings: { 'broker.session.timeout.ms': 3000 } });
  const kafka = kafkaAt(cluster.brokers.split(','));
  await createTopic(kafka, 'words');
  await produce(kafka, 'words', 'before');
  expect(await isr(kafka, 'words')).toEqual([1, 2, 3]);

  const [, second] = cluster.nodes;
  await second?.kill();
  expect(second?.pid).toBeUndefined();
  // Before the others have put the dead one out, kafkajs gives up on it sooner than they do.
  await vi.waitFor(async () => expect(await isr(kafka, 'words')).toEqual([1, 3]), soon);
  await produce(kafka, 'words', 'without');

  await second?.start();
  await vi.waitFor(async () => expect(await isr(kafka, 'words')).toEqual([1, 2, 3]), soon);

  await second?.replaceEmpty();
  await vi.waitFor(async () => expect(await isr(kafka, 'words')).toEqual([1, 2, 3]), soon);
  expect(await consume(cluster.brokers.split(','), 'words', 2)).toEqual(['before', 'without']);
});

test('a cluster asks who is there, and over TLS', async () => {
  await using cluster = await startKafka({ sasl: true, acl: true, tls: true });
  const { brokers, users, ca = '' } = cluster;
  const as = (username: string, mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512', password = users[username]) =>
    kafkaAt([brokers], {
      ssl: { ca },
      sasl: { mechanism, username, password: password ?? '' } as NonNullable<KafkaConfig['sasl']>,
      retry: { retries: 1, initialRetryTime: 10 },
    });
  await createTopic(as('admin', 'plain'), 'words');
  await produce(as('admin', 'scram-sha-256'), 'words', 'tent');
  await expect(produce(as('deskrail', 'scram-sha-512'), 'words', 'stove')).rejects.toThrow(/not authorized/i);
  await expect(opened(as('deskrail', 'plain', 'wrong').admin())).rejects.toThrow(/invalid username or password/i);
  await expect(opened(kafkaAt([brokers], { retry: { retries: 0 } }).admin())).rejects.toThrow();
});

test('clients go through what stands in front', async () => {
  await using proxies = new AsyncDisposableStack();
  await using cluster: KafkaCluster = await startKafka({
    advertise: async ({ port }) => `127.0.0.1:${proxies.use(await startProxy({ to: port })).port}`,
  });
  expect(cluster.brokers).not.toContain(String(cluster.nodes[0]?.port));
  const kafka = kafkaAt([cluster.brokers]);
  await createTopic(kafka, 'words');
  await produce(kafka, 'words', 'tent');
});

test('leaves nothing behind when closed', async () => {
  const cluster = await startKafka();
  const [node] = cluster.nodes;
  const home = dirname(dirname(node?.logFile ?? ''));
  expect(existsSync(home)).toBe(true);
  await cluster.close();
  await cluster.close();
  expect(node?.pid).toBeUndefined();
  expect(existsSync(home)).toBe(false);
});
