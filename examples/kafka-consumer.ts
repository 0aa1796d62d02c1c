/**
 * In-house teams: your own Kafka consumer beside Deskrail, with plain kafkajs. Wants a broker:
 * eval "$(npm run -s brokers -- start)" && KAFKA_DEVELOPMENT=true npx node examples/kafka-consumer.ts
 */
import { signedZendeskRequest, zendeskFixtures } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail } from 'deskrail';
import { Kafka, logLevel } from 'kafkajs';

const brokers = (process.env.KAFKA_BROKERS ?? '').split(',');
const prefix = process.env.KAFKA_TOPIC_PREFIX ?? '';
const development = process.env.KAFKA_DEVELOPMENT === 'true';
const secret = 'the-signing-secret-of-your-webhook';

// What runs elsewhere: Deskrail's receiver, which makes facts of webhooks.
await using receiver = await createDeskrail({
  kafka: { brokers, topicPrefix: prefix, development },
  roles: ['receive'],
  connections: [zendesk({ id: 'zendesk', tenant: 'acme', secrets: [secret] })],
});
await receiver.start();

const printed = Promise.withResolvers<void>();

// --- consume
const kafka = new Kafka({ clientId: 'my-index', brokers, logLevel: logLevel.ERROR });
const consumer = kafka.consumer({ groupId: `${prefix}reader.my-index` });
const handled = new Set<string>(); // yours is a table, written in the transaction of the effects

await consumer.connect();
await consumer.subscribe({ topic: `${prefix}support.facts`, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message: { headers = {}, value } }) => {
    if (headers['deskrail-redrive']) return; // handed again to one group of Deskrail's
    const [id, type, subject] = [`${headers.ce_id}`, `${headers.ce_type}`, `${headers.ce_subject}`];
    if (handled.has(id)) return; // the log may hold an id twice
    const data = JSON.parse(`${value}`);
    if (type === 'message.received.v1') console.log(`${subject}: ${data.text}`);
    handled.add(id);
    if (data.text === 'That is all.') printed.resolve();
  },
});
// ---

// A vendor that is not sure sends again: the same webhook twice, then another.
const send = async (comment: string, body: string) => {
  const webhook = zendeskFixtures.commentAdded({ ticket: '5158', commentId: comment, body, author: { staff: false } });
  const request = { url: 'https://hooks.example/webhooks/zendesk', secret, body: JSON.stringify(webhook) };
  const { status } = await receiver.fetch(await signedZendeskRequest(request));
  if (status >= 300) throw new Error(`The receiver answered ${status}.`);
};
await send('1', 'Where is my order?');
await send('1', 'Where is my order?');
await send('2', 'That is all.');
await printed.promise;
await consumer.disconnect();
