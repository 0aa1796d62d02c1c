/**
 * The floor of `ingest --log kafka`: a signed receiver with the same guarantee and nothing else. Hono, one HMAC,
 * `JSON.parse`, and an idempotent kafkajs producer with `acks=all`: what gathers while the last send flies goes next.
 * For `journey` it also keeps what a consumer brings back as rows, which can be read.
 */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import kafkajs from 'kafkajs';
import { serveParent } from './child.ts';
import { floorRows } from './floor-rows.ts';
import { microBatches } from './micro-batches.ts';
import { signedByZendesk } from './signed-by-zendesk.ts';

const secret = process.env.BENCH_SECRET ?? '';
const topic = `${process.env.BENCH_PREFIX}support.facts`;
const brokers = (process.env.BENCH_BROKERS ?? '').split(',');
const kafka = new kafkajs.Kafka({ brokers, clientId: 'floor', logLevel: kafkajs.logLevel.NOTHING });
const producer = kafka.producer({ idempotent: true, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
await producer.connect();

const append = microBatches(producer, topic);
const rows =
  process.env.BENCH_ROWS === undefined
    ? undefined
    : await floorRows(kafka.consumer({ groupId: `${topic}.rows` }), topic);

const app = new Hono();
app.post('/webhooks/zendesk', async (context) => {
  const body = Buffer.from(await context.req.arrayBuffer());
  const timestamp = context.req.header('x-zendesk-webhook-signature-timestamp');
  const signature = context.req.header('x-zendesk-webhook-signature');
  if (!signedByZendesk(secret, body, { timestamp, signature })) return context.body(null, 401);
  const event = JSON.parse(body.toString('utf8')) as { subject: string };
  await append(event.subject, body);
  return context.body(null, 204);
});
app.get('/events/:id', async (context) => context.text((await rows?.read(context.req.param('id'))) ?? ''));

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  serveParent(port, {}, async () => {
    server.close();
    await rows?.close();
    await producer.disconnect();
  }),
);
