import { setTimeout as delay } from 'node:timers/promises';
import { applyTopics, openKafkaLog } from '@deskrail/event-log/kafka';
import { Producer, ProduceAcks, Consumer } from '@platformatic/kafka';
import { afterAll, beforeAll, test } from 'vitest';
import { startKafka, type KafkaCluster } from '../brokers/start-kafka.ts';

let kafka: KafkaCluster;
beforeAll(async () => { kafka = await startKafka({ nodes: 3 }); }, 120000);
afterAll(() => kafka?.close());
const fact = (id: string, n: number) => ({
  specversion: '1.0', id, source: '/c', type: 'message.received.v1', subject: `conversation:desk:${n}`, time: '2026-01-31T09:30:00Z',
  datacontenttype: 'application/json', tenant: 'acme', connection: 'desk', actor: 'customer/1', authenticity: 'signed', identity: 'exact',
  data: { messageId: id, author: { kind: 'customer', id: '1' }, visibility: 'public', text: 'x'.repeat(200), origin: { vendor: 'zendesk', by: 'event' } },
}) as never;

async function measure(name: string, append: (id: string, n: number) => Promise<unknown>, read: () => Promise<Set<string>>, victim: number) {
  const acked = new Set<string>(); let errors = 0; let maxStall = 0; const codes = new Map<string, number>(); let last = performance.now();
  const end = performance.now() + 35000; let seq = 0; let killed = 0; let firstAfter: number | undefined;
  const slow: number[] = [];
  const workers = Array.from({ length: 32 }, async () => {
    while (performance.now() < end) {
      const id = `${name}-${seq++}`; const t = performance.now();
      try { await append(id, seq % 500); acked.add(id); } catch (e) { errors++; const k = String((e as {code?: string}).code ?? e).slice(0, 60); codes.set(k, (codes.get(k) ?? 0) + 1); await delay(20); }
      const took = performance.now() - t; if (took > maxStall) maxStall = took; if (took > 1000) slow.push(took);
    }
  });
  await delay(5000); const node = kafka.nodes[victim]!; await node.kill(); killed = performance.now();
  await delay(18000); await node.start();
  await Promise.all(workers);
  await delay(3000);
  const there = await read();
  const lost = [...acked].filter((id) => !there.has(id)).length;
  console.log(JSON.stringify({ name, acked: acked.size, lost, errors, codes: Object.fromEntries(codes), maxStallMs: Math.round(maxStall), over1s: slow.length }));
}

test.each(['platformatic', 'kafkajs'] as const)('ours on %s', async (driver) => {
  const options = { brokers: kafka.brokers.split(','), topicPrefix: `${driver}.`, driver, partitions: 6 };
  await applyTopics(options);
  const log = await openKafkaLog(options);
  await measure(`ours-${driver}`, (id, n) => log.append('facts', [fact(id, n)]), async () => {
    const ids = new Set<string>(); for await (const { event } of log.read({ stream: 'facts' })) ids.add(event.id); return ids;
  }, driver === 'kafkajs' ? 1 : 0);
  await log.close();
}, 200000);

test.each([['default', {}], ['tuned', { retries: 60, retryDelay: 250, metadataMaxAge: 1000, requestTimeout: 5000, connectTimeout: 2000, timeout: 4000 }]] as const)('bare platformatic %s', async (name, extra) => {
  const topicPrefix = `bare-${name}.`;
  await applyTopics({ brokers: kafka.brokers.split(','), topicPrefix, partitions: 6 });
  const producer = new Producer({ clientId: 'x', bootstrapBrokers: kafka.brokers.split(','), idempotent: true, acks: ProduceAcks.ALL, ...extra } as never);
  await measure(`bare-${name}`, (id, n) => producer.send({ acks: ProduceAcks.ALL, messages: [{ topic: `${topicPrefix}support.facts`, partition: n % 6, key: Buffer.from(id), value: Buffer.from(JSON.stringify(fact(id, n))), headers: new Map([[Buffer.from('ce_id'), Buffer.from(id)]]) }] } as never), async () => {
    const { loadIt } = { loadIt: null } as never as { loadIt: null }; void loadIt;
    const kafkajs = (await import('kafkajs')).default; const k = new kafkajs.Kafka({ brokers: kafka.brokers.split(','), logLevel: 0 });
    const c = k.consumer({ groupId: `g-${name}` }); const ids = new Set<string>(); await c.connect(); await c.subscribe({ topic: `${topicPrefix}support.facts`, fromBeginning: true });
    let lastAt = performance.now();
    await c.run({ eachBatch: async ({ batch }) => { for (const m of batch.messages) ids.add(m.key!.toString()); lastAt = performance.now(); } });
    while (performance.now() - lastAt < 4000) await delay(200);
    await c.disconnect(); return ids;
  }, name === 'default' ? 2 : 0);
  await producer.close();
}, 200000);
void Consumer;
