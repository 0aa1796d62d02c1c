import { randomUUID } from 'node:crypto';
import { streams } from '@deskrail/contracts';
import { type LogHarness, runEventLogConformance } from '@deskrail/event-log/conformance';
import { type KafkaLog, type KafkaLogOptions, openKafkaLog } from '@deskrail/event-log/kafka';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe } from 'vitest';
import { type KafkaCluster, startKafka } from '../brokers/start-kafka.ts';
import { startProxy, type TcpProxy } from '../brokers/tcp-proxy.ts';

// A broker of its own, behind what can cut it off.
let kafka: KafkaCluster;
let proxy: TcpProxy;

beforeAll(async () => {
  kafka = await startKafka({
    async advertise({ port }) {
      proxy = await startProxy({ to: port });
      return `127.0.0.1:${proxy.port}`;
    },
  });
});

afterAll(async () => {
  await kafka?.close();
  await proxy?.close();
});

describe.each(['kafkajs', 'platformatic'] as const)('on %s', (driver) => {
  runEventLogConformance('the Kafka log', () => open(driver), { patienceMs: 20_000 });
});

async function open(driver: 'kafkajs' | 'platformatic'): Promise<LogHarness> {
  const options: KafkaLogOptions = {
    ...{ driver, brokers: kafka.brokers.split(','), topicPrefix: `test-${randomUUID().slice(0, 13)}.` },
    ...{ development: true, partitions: 3 },
    limits: { drainMs: 100, abortMs: 100, commitMs: 50, appendMs: 5_000, maxRetryMs: 300, readyMs: 2_000 },
  };
  let log: KafkaLog = await openKafkaLog(options);
  return {
    get log() {
      return log;
    },
    async reopen() {
      await log.close();
      log = await openKafkaLog(options);
      return log;
    },
    close: () => log.close(),
    async appendUnchecked(stream, event) {
      const client = new Kafka({ brokers: [...options.brokers], logLevel: logLevel.NOTHING });
      const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
      await producer.connect();
      const headers = { 'content-type': 'application/cloudevents+json' };
      const { tenant, subject } = event as Readonly<Record<string, string>>;
      const key = [tenant, subject].map((part) => encodeURIComponent(part ?? '')).join('/');
      const topic = `${options.topicPrefix}${streams[stream].topic}`;
      await producer.send({ topic, messages: [{ key, value: JSON.stringify(event), headers }] });
      await producer.disconnect();
    },
    async takeAway() {
      proxy.cut({ reset: true });
      return async () => proxy.heal();
    },
  };
}
