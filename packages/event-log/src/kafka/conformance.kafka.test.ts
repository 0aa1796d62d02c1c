import { randomUUID } from 'node:crypto';
import { type DeskrailEvent, silentLogger } from '@deskrail/contracts';
import { inject } from 'vitest';
import { type LogHarness, runEventLogConformance } from '../conformance/index.js';
import { partitionOf } from './append/partition-of.js';
import { writeRecord } from './binding.js';
import { driverSettings } from './connection-options.js';
import { type DriverName, loadDriver } from './load-driver.js';
import { type KafkaLog, openKafkaLog } from './open-kafka-log.js';
import { topicName } from './topics/names.js';

const brokers = inject('kafkaBrokers').split(',');
const partitions = 3;

async function open(driver: DriverName): Promise<LogHarness> {
  const topicPrefix = `conformance-${randomUUID().slice(0, 13)}.`;
  const limits = { drainMs: 100, abortMs: 100, commitMs: 50 };
  const options = { brokers, driver, topicPrefix, partitions, development: true, limits };
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
      await using client = (await loadDriver(driver))(driverSettings(options), silentLogger);
      const producer = await client.openProducer();
      const record = writeRecord(event as DeskrailEvent);
      const batch = { partition: partitionOf(record.key, partitions), records: [record] };
      await producer.send(topicName(stream, topicPrefix), [batch], { timeoutMs: 5_000 });
    },
  };
}

for (const driver of ['kafkajs', 'platformatic'] as const) {
  runEventLogConformance(`the Kafka log on ${driver}`, () => open(driver));
}
