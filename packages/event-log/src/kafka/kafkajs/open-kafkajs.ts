import { createDriver } from '../create-driver.js';
import type { OpenDriver } from '../driver.js';
import { openGroupConsumer } from '../wire/group-consumer.js';
import { openPartitionReader } from '../wire/partition-reader.js';
import { openKafkajsAdmin } from './admin.js';
import { createKafkajsClient } from './client.js';
import { openKafkajsProducer } from './producer.js';
import { openKafkajsWire } from './wire.js';

/** The driver on kafkajs 2.2.4. */
export const openKafkajs: OpenDriver = (settings, logger) => {
  const client = createKafkajsClient(settings, logger);
  return createDriver('kafkajs', {
    openProducer: () => openKafkajsProducer(client),
    openAdmin: () => openKafkajsAdmin(client),
    openConsumer: (options) => openGroupConsumer(() => openKafkajsWire(client), options),
    openReader: () => openPartitionReader(() => openKafkajsWire(client)),
  });
};
