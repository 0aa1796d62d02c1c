import { applyTopics, checkTopics, openKafkaLog, planTopics } from '@deskrail/event-log/kafka';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KafkaCluster, startKafka } from '../brokers/start-kafka.ts';

const quick = { 'broker.session.timeout.ms': 3_000, 'broker.heartbeat.interval.ms': 500 };
let kafka: KafkaCluster;
const options = () => ({ brokers: kafka.brokers.split(','), topicPrefix: 'acme.', partitions: 3 });
const codes = async () => {
  const { findings, accepted } = await checkTopics(options());
  return { accepted, codes: [...new Set(findings.map(({ severity, code }) => `${severity} ${code}`))].toSorted() };
};

beforeAll(async () => {
  kafka = await startKafka({ nodes: 3, settings: quick });
});
afterAll(() => kafka?.close());

test('three brokers are taken as they are, and one that dies is told and refuses nobody', async () => {
  const applied = await applyTopics(options());
  expect(applied.plan).toMatchObject({ settled: true, kept: [] });
  expect(await codes()).toEqual({ accepted: true, codes: [] });

  const [first] = kafka.nodes;
  await first?.kill();
  const down = { accepted: true, codes: ['warning few-brokers', 'warning under-replicated'] };
  await expect.poll(codes, { timeout: 30_000, interval: 500 }).toEqual(down);
  await using log = await openKafkaLog(options());
  await log.ready();
  expect((await planTopics(options())).settled).toBe(true);
  await first?.start();
  await expect.poll(codes, { timeout: 60_000, interval: 500 }).toEqual({ accepted: true, codes: [] });
});
