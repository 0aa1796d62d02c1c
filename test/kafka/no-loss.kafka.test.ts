import { setTimeout as delay } from 'node:timers/promises';
import { conversationId, type EventByType } from '@deskrail/contracts';
import { type KafkaLog, openKafkaLog, topicCatalogue } from '@deskrail/event-log/kafka';
import { type Admin, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KafkaCluster, startKafka } from '../brokers/start-kafka.ts';

const partitions = 6;
let kafka: KafkaCluster;
let client: Kafka;
let admin: Admin;

beforeAll(async () => {
  kafka = await startKafka({
    nodes: 3,
    settings: { 'broker.session.timeout.ms': 3_000, 'broker.heartbeat.interval.ms': 500 },
  });
  client = new Kafka({ brokers: kafka.brokers.split(','), logLevel: logLevel.NOTHING, requestTimeout: 5_000 });
  admin = client.admin();
  await admin.connect();
});

afterAll(async () => {
  await admin?.disconnect();
  await kafka?.close();
});

/** The streams' topics; a partition's leader is the next node of three, and the node before it takes its place. */
async function makeTopics(topicPrefix: string): Promise<void> {
  const catalogue = topicCatalogue({ topicPrefix, partitions });
  await admin.createTopics({
    topics: catalogue.map(({ name, settings }) => ({
      topic: name,
      replicaAssignment: Array.from({ length: partitions }, (_, partition) => {
        const leader = partition % 3;
        return { partition, replicas: [leader, (leader + 2) % 3, (leader + 1) % 3].map((node) => node + 1) };
      }),
      configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
    })),
  });
}

async function endOf(topic: string): Promise<Map<number, number>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
}

const fact = (id: string, conversation: number): EventByType<'message.received.v1'> => ({
  ...{ specversion: '1.0', id, source: '/connections/desk', type: 'message.received.v1' },
  subject: conversationId('desk', String(conversation)),
  ...{ time: '2026-01-31T09:30:00Z', datacontenttype: 'application/json', tenant: 'acme', connection: 'desk' },
  ...{ actor: 'customer/1', authenticity: 'signed', identity: 'exact' },
  data: {
    ...{ messageId: id, author: { kind: 'customer', id: '1' }, visibility: 'public', text: 'x'.repeat(300) },
    origin: { vendor: 'zendesk', by: 'event' },
  },
});

async function restart(index: number): Promise<void> {
  await kafka.nodes[index]?.start();
  await expect.poll(() => inSync(), { timeout: 60_000, interval: 200 }).toBe(true);
}

/** Whether every partition of every topic has all its replicas again. */
async function inSync(): Promise<boolean> {
  const { topics } = await admin.fetchTopicMetadata();
  return topics.every(({ partitions: all }) => all.every(({ replicas, isr }) => isr.length === replicas.length));
}

describe('a broker dies that leads some of what is sent', () => {
  test('bare kafkajs says that all was sent, and loses what the dead one led', async () => {
    const prefix = 'bare.';
    await makeTopics(prefix);
    const topic = `${prefix}support.facts`;
    const patient = new Kafka({
      brokers: kafka.brokers.split(','),
      logLevel: logLevel.NOTHING,
      requestTimeout: 60_000,
    });
    const producer: Producer = patient.producer({
      ...{ idempotent: true, createPartitioner: Partitioners.DefaultPartitioner },
    });
    await producer.connect();
    const toEach = Array.from({ length: partitions }, (_, partition) => ({ partition, value: 'm' }));
    await producer.send({ topic, acks: -1, messages: toEach });
    const before = await endOf(topic);
    const others = toEach.filter(({ partition }) => partition % 3 !== 1);
    const sending = await sendWhileOneDies(topic, () => producer.send({ topic, acks: -1, messages: toEach }));
    const answer = await sending.done;

    await restart(1);
    const after = await endOf(topic);
    const written = toEach.filter(({ partition }) => (after.get(partition) ?? 0) > (before.get(partition) ?? 0));
    // The second node led 1 and 4; the first took over, and had answered already.
    expect(written).toEqual(others);
    expect(
      answer.map(({ partition }) => ({ partition, value: 'm' })).sort((a, b) => a.partition - b.partition),
    ).toEqual(others);
    await producer.disconnect();
  });

  test.each(['kafkajs', 'platformatic'] as const)('ours on %s sends the gap again', async (driver) => {
    const prefix = `gap-${driver}.`;
    await makeTopics(prefix);
    await using log = await openKafkaLog({ brokers: kafka.brokers.split(','), topicPrefix: prefix, driver });
    const conversations = Array.from({ length: 60 }, (_, index) => index);
    const append = (round: string) =>
      log.append(
        'facts',
        conversations.map((conversation) => fact(`${round}-${conversation}`, conversation)),
      );
    await append('before');
    const sending = await sendWhileOneDies(`${prefix}support.facts`, () => append('during'));
    expect(await sending.done).toHaveLength(conversations.length);
    await restart(1);
    const held = [...(await readIds(log))];
    expect(held.filter((id) => id.startsWith('during'))).toHaveLength(conversations.length);
  });
});

/**
 * The second node takes what it is sent and says nothing, until the others have answered. Then it dies, and the first,
 * which is one of those others, leads what it led.
 */
async function sendWhileOneDies<Answer>(
  topic: string,
  send: () => Promise<Answer>,
): Promise<{ done: Promise<Answer> }> {
  const before = await endOf(topic);
  const { pid } = kafka.nodes[1] ?? {};
  if (pid === undefined) throw new Error('The second node does not run.');
  process.kill(pid, 'SIGSTOP');
  const done = send();
  const isOver = async () => {
    const now = await endOf(topic).catch(() => before);
    return [...now].every(([partition, end]) => partition % 3 === 1 || end > (before.get(partition) ?? 0));
  };
  await expect.poll(isOver, { timeout: 60_000, interval: 200 }).toBe(true);
  await kafka.nodes[1]?.kill();
  return { done };
}

test.each(['kafkajs', 'platformatic'] as const)(
  'under kill -9 of one broker after the other nothing acknowledged is lost or out of order, on %s',
  async (driver) => {
    const prefix = `kills-${driver}.`;
    await makeTopics(prefix);
    await using log = await openKafkaLog({ brokers: kafka.brokers.split(','), topicPrefix: prefix, driver });
    const acknowledged = new Map<number, string[]>();
    const failures: string[] = [];
    let stopped = false;
    const appenders = Array.from({ length: 64 }, async (_, conversation) => {
      const own: string[] = [];
      acknowledged.set(conversation, own);
      for (let index = 0; !stopped; index += 1) {
        const id = `${conversation}:${index}`;
        await log.append('facts', [fact(id, conversation)]).then(
          () => own.push(id),
          (error: Error) => failures.push(error.message),
        );
        // A steady load, not as much as there can be: two cores run three brokers and the test.
        await delay(2);
      }
    });
    for (const index of [0, 1, 2]) {
      await delay(1_000);
      await kafka.nodes[index]?.kill();
      await delay(5_000);
      await restart(index);
    }
    stopped = true;
    await Promise.all(appenders);

    expect(failures).toEqual([]);
    const held = new Map<string, string[]>();
    for (const id of await readIds(log)) {
      const [conversation = ''] = id.split(':');
      held.set(conversation, [...(held.get(conversation) ?? []), id]);
    }
    for (const [conversation, ids] of acknowledged) expect(held.get(String(conversation))).toEqual(ids);
    const total = [...acknowledged.values()].reduce((sum, ids) => sum + ids.length, 0);
    console.log(`${driver}: ${total} acknowledged, none lost`);
    expect(total).toBeGreaterThan(1_000);
  },
  180_000,
);

/** Each id where it stands first. */
async function readIds(log: KafkaLog): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const { event } of log.read({ stream: 'facts' })) ids.add(event.id);
  return ids;
}
