/** What people write by hand: Express, `express.raw`, verify, and one `await producer.send` for each request. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import kafkajs from 'kafkajs';
import { serveParent } from './child.ts';
import { signedByZendesk } from './signed-by-zendesk.ts';

const secret = process.env.BENCH_SECRET ?? '';
const topic = `${process.env.BENCH_PREFIX}support.facts`;
const brokers = (process.env.BENCH_BROKERS ?? '').split(',');
const kafka = new kafkajs.Kafka({ brokers, clientId: 'by-hand', logLevel: kafkajs.logLevel.NOTHING });
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
await producer.connect();

const app = express();
app.post('/webhooks/zendesk', express.raw({ type: '*/*', limit: '1mb' }), async (request, response) => {
  const body = request.body as Buffer;
  const timestamp = request.get('x-zendesk-webhook-signature-timestamp');
  const signature = request.get('x-zendesk-webhook-signature');
  if (!signedByZendesk(secret, body, { timestamp, signature })) return void response.sendStatus(401);
  const event = JSON.parse(body.toString('utf8')) as { subject: string };
  await producer.send({ topic, acks: -1, messages: [{ key: event.subject, value: body }] });
  response.sendStatus(204);
});

const server = app.listen(0, '127.0.0.1', () =>
  serveParent((server.address() as AddressInfo).port, {}, async () => {
    server.close();
    await producer.disconnect();
  }),
);
