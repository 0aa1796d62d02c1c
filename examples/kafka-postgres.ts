/**
 * Who has outgrown one machine: the same createDeskrail on Kafka and PostgreSQL, two instances sharing the work. Wants both:
 * eval "$(npm run -s brokers -- start)" && KAFKA_DEVELOPMENT=true npx node examples/kafka-postgres.ts
 */
import { createClient } from '@deskrail/client';
import { demoArticlesFolder, emulateZendesk, temporaryFolder } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail, type DeskrailOptions } from 'deskrail';

await using disk = await temporaryFolder();
const secret = 'the-signing-secret-of-your-webhook';
const key = 'a-key-of-your-reviewer';
const desk = emulateZendesk({ secret, deliver: (webhook) => receiver.fetch(webhook) });

const common: DeskrailOptions = {
  connections: [
    zendesk({ id: 'zendesk', tenant: 'acme', secrets: [secret], rest: { url: desk.url, token: desk.token } }),
  ],
  knowledge: demoArticlesFolder(),
  keys: [{ name: 'anna', key, tenant: 'acme', roles: ['reviewer'] }],
  fetch: desk.fetch,
};

// --- brokers
const places = {
  kafka: {
    brokers: (process.env.KAFKA_BROKERS ?? '').split(','),
    topicPrefix: process.env.KAFKA_TOPIC_PREFIX ?? '',
    development: process.env.KAFKA_DEVELOPMENT === 'true', // a broker that stands alone
  },
  postgres: { url: process.env.DATABASE_URL ?? '' },
};
// A receiver has a disk of its own: what comes while Kafka is away waits there.
await using receiver = await createDeskrail({ ...common, ...places, data: disk.path, roles: ['receive'] });
await using worker = await createDeskrail({
  ...{ ...common, ...places },
  roles: ['project', 'recommend', 'execute', 'api'],
});
await Promise.all([receiver.start(), worker.start()]);
// ---

const client = createClient({
  url: 'https://deskrail.example',
  key,
  fetch: async (input, init) => worker.fetch(new Request(input, init)),
});
const ticket = await desk.customerWrites({ subject: 'A return', text: 'How long do I have to return a tent?' });
const signal = AbortSignal.timeout(60_000);
for await (const { event } of client.events({ streams: ['decisions', 'actions'], from: 'start', signal })) {
  if (event.type === 'reply.suggested.v1') {
    const { recommendationId, hash } = event.data;
    await client.recommendations.giveVerdict(recommendationId, { kind: 'approve', hash });
  }
  if (event.type === 'action.executed.v1') break;
}
console.log(
  'At the desk:',
  desk.tickets.get(ticket.id)?.comments.map(({ body }) => body),
);
await desk.close();
