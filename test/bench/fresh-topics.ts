import { applyTopics, topicCatalogue } from '@deskrail/event-log/kafka';
import kafkajs from 'kafkajs';

export interface FreshTopics extends AsyncDisposable {
  /** How many different webhooks a topic holds, by the id that the vendor gave each. */
  webhooksOf(topic: string): Promise<number>;
  recordsIn(topic: string): Promise<number>;
  /** Members of a group that has dealt its partitions; 0 while it does. */
  membersOf(group: string): Promise<number>;
}

/** The streams' topics under a prefix, with the catalogue's settings for every side alike; gone again at the end. */
export async function freshTopics(brokers: string, prefix: string, partitions = 12): Promise<FreshTopics> {
  const options = { brokers: brokers.split(','), topicPrefix: prefix, partitions };
  await applyTopics({ ...options, development: true });
  const kafka = new kafkajs.Kafka({ ...options, clientId: 'bench', logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  return {
    async webhooksOf(topic) {
      const ends = await admin.fetchTopicOffsets(prefix + topic);
      return countWebhooks(kafka, prefix + topic, new Map(ends.map((each) => [each.partition, BigInt(each.high)])));
    },
    async recordsIn(topic) {
      const ends = await admin.fetchTopicOffsets(prefix + topic);
      return ends.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
    },
    async membersOf(group) {
      const { groups } = await admin.describeGroups([group]);
      return groups[0]?.state === 'Stable' ? groups[0].members.length : 0;
    },
    async [Symbol.asyncDispose]() {
      await admin.deleteTopics({ topics: topicCatalogue(options).map(({ name }) => name) });
      await admin.disconnect();
    },
  };
}

async function countWebhooks(kafka: kafkajs.Kafka, topic: string, ends: Map<number, bigint>): Promise<number> {
  const ids = new Set<string>();
  const open = new Set([...ends].filter(([, end]) => end > 0n).map(([partition]) => partition));
  const consumer = kafka.consumer({ groupId: `${topic}.counting`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      if (open.size === 0) return resolve();
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      const eachBatch = async ({ batch }: kafkajs.EachBatchPayload) => {
        for (const { value } of batch.messages) ids.add(vendorsId(value));
        if (BigInt(batch.lastOffset()) + 1n >= (ends.get(batch.partition) ?? 0n)) open.delete(batch.partition);
        if (open.size === 0) resolve();
      };
      consumer.run({ eachBatch }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return ids.size;
}

/** A fact tells where it came from; the other sides keep the webhook's body as it is. */
function vendorsId(value: Buffer | null): string {
  const body = JSON.parse(value?.toString() ?? 'null') as { id?: string; origin?: { eventId?: string } };
  return String(body.origin?.eventId ?? body.id);
}
