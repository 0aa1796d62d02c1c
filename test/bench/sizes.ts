import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type DeskrailClient } from '@deskrail/client';
import { demoArticlesFolder, emulateZendesk, manyZendeskWebhooks, temporaryFolder } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail, type Deskrail } from 'deskrail';
import { type KafkaCluster, startKafka } from '../brokers/start-kafka.ts';
import { startPostgres } from '../brokers/start-postgres.ts';
import { type Amounts, difference, tableAmounts, topicAmounts } from './amounts.ts';
import { receiveHalfSizes } from './bundle-sizes.ts';
import { freshTopics } from './fresh-topics.ts';
import { type Bench, round } from './report.ts';
import { secret } from './webhook-load.ts';

const key = 'the-key-of-who-approves-in-the-bench';
const inFlight = 256;
const replies = 100;
const patienceMs = 600_000;

/**
 * What a busy desk's webhooks leave behind, all of Deskrail at work: events and bytes of each stream's topic as they lie on
 * the broker's disk, plain and compressed, and rows and bytes in PostgreSQL. Then the same for replies that a person approves.
 * First, without either, what each desk's receive half weighs.
 */
export const sizes: Bench = async ({ count = 4_000 }) => {
  const bundles = await receiveHalfSizes();
  console.table(bundles);
  await using kafka = await startKafka({ load: true });
  await using postgres = await startPostgres();
  const rows: Record<string, string | number>[] = [];
  for (const compression of ['none', 'gzip'] as const) {
    await using database = await postgres.createDatabase();
    const { webhooks, approvals, tables } = await oneRun(kafka, database.url, { compression, count });
    rows.push(...toRows(webhooks, count, { compression, of: 'a webhook' }));
    rows.push(...toRows(approvals, replies, { compression, of: 'a reply, from question to echo' }));
    if (compression === 'none') rows.push(...toRows(tables, count, { compression: '', of: 'a webhook' }));
  }
  return { ...{ name: 'sizes', unit: 'bytes', count, replies, rows }, measured: rows, bundles };
};

const toRows = (amounts: Amounts, count: number, about: Readonly<Record<'compression' | 'of', string>>) =>
  Object.entries(amounts).map(([place, { records, bytes }]) => ({
    ...{ place, ...about, 'records each': round(records / count), 'bytes each': round(bytes / count, 0) },
    'bytes/record': records === 0 ? 0 : round(bytes / records, 0),
  }));

async function oneRun(
  kafka: KafkaCluster,
  url: string,
  { compression, count }: { readonly compression: 'none' | 'gzip'; readonly count: number },
) {
  await using stack = new AsyncDisposableStack();
  const folder = await temporaryFolder();
  stack.defer(() => folder.remove());
  const topicPrefix = `sizes-${compression}.`;
  const topics = stack.use(await freshTopics(kafka.brokers, topicPrefix));
  let deskrail: Deskrail | undefined;
  const handOver = async (request: Request) => (await deskrail?.fetch(request)) ?? Response.error();
  const desk = emulateZendesk({ webhooks: [{ url: 'http://desk.invalid/webhooks/desk', secret }], deliver: handOver });
  stack.defer(() => desk.close());
  deskrail = await createDeskrail({
    ...{ data: folder.path, postgres: { url } },
    kafka: { brokers: kafka.brokers.split(','), topicPrefix, development: true, compression },
    connections: [
      zendesk({ id: 'zendesk', tenant: 'bench', secrets: [secret] }),
      zendesk({ id: 'desk', tenant: 'bench', secrets: [secret], rest: { url: desk.url, token: desk.token } }),
    ],
    knowledge: demoArticlesFolder(),
    keys: [{ name: 'bench', key, tenant: 'bench', roles: ['reader', 'reviewer'] }],
    fetch: desk.fetch,
  });
  stack.defer(async () => deskrail?.close());
  await deskrail.start();
  const client = createClient({ url: 'http://deskrail.invalid', key, fetch: (...of) => handOver(new Request(...of)) });
  const look = () => topicAmounts(kafka, topics, topicPrefix);

  await sendAll(deskrail, count);
  const webhooks = await settled(deskrail, look);
  const tables = await tableAmounts(url);
  for (let n = 0; n < replies; n += 1) await approveOne(client, desk.customerWrites(question(n)).id);
  const all = await settled(deskrail, look);
  return { webhooks, tables, approvals: difference(all, webhooks) };
}

const question = (n: number) => ({
  subject: `Returning tent ${n}`,
  text: 'How long do I have to return a tent, and what does the return cost?',
});

async function sendAll(deskrail: Deskrail, count: number): Promise<void> {
  const webhooks = await manyZendeskWebhooks({ count, seed: 1, secret });
  const left = webhooks[Symbol.iterator]();
  const sendNext = async () => {
    for (const { headers, body } of left) {
      const url = 'http://deskrail.invalid/webhooks/zendesk';
      const { status } = await deskrail.fetch(new Request(url, { method: 'POST', headers, body }));
      if (status !== 204) throw new Error(`A webhook was answered ${status}.`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, sendNext));
}

async function approveOne(client: DeskrailClient, ticket: string): Promise<void> {
  const conversation = `conversation:desk:${ticket}`;
  const reply = await until(async () => {
    const { items } = await client.recommendations.page({ conversation, status: 'open' });
    return items.find(({ kind }) => kind === 'reply');
  });
  await client.recommendations.giveVerdict(reply.recommendationId, { kind: 'approve', hash: reply.hash ?? '' });
  await until(async () => {
    const { actions } = await client.recommendations.get(reply.recommendationId);
    return actions.find(({ status }) => status === 'executed');
  });
}

async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  const ends = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > ends) throw new Error('What was waited for did not come.');
    await delay(20);
  }
}

/** Once no group lags and nothing more has come for two looks. */
async function settled(deskrail: Deskrail, look: () => Promise<Amounts>): Promise<Amounts> {
  let before = '';
  return until(async () => {
    await delay(1_000);
    const lag = (await deskrail.log.lag()).reduce((sum, { events }) => sum + events, 0);
    const amounts = await look();
    const now = JSON.stringify(amounts);
    const same = now === before;
    before = now;
    return lag === 0 && same ? amounts : undefined;
  });
}
