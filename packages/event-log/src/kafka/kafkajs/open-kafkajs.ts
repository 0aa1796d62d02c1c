import { DriverError, type KafkaDriver, type OpenDriver } from '../driver.js';
import { openGroupConsumer } from '../wire/group-consumer.js';
import { openPartitionReader } from '../wire/partition-reader.js';
import { openKafkajsAdmin } from './admin.js';
import { createKafkajsClient } from './client.js';
import { openKafkajsProducer } from './producer.js';
import { openKafkajsWire } from './wire.js';

/** The driver on kafkajs 2.2.4. */
export const openKafkajs: OpenDriver = (settings, logger): KafkaDriver => {
  const client = createKafkajsClient(settings, logger);
  const opened = new Set<{ close(): Promise<void> }>();
  let closed = false;

  async function open<Part extends { close(): Promise<void> }>(opening: () => Promise<Part>): Promise<Part> {
    if (closed) throw new DriverError('closed', 'The Kafka client has been closed.');
    const part = await opening();
    const close = () => {
      opened.delete(tracked);
      return part.close();
    };
    const tracked = { ...part, close };
    opened.add(tracked);
    if (closed) await close();
    return tracked;
  }

  const driver: KafkaDriver = {
    name: 'kafkajs',
    openProducer: () => open(() => openKafkajsProducer(client)),
    openAdmin: () => open(() => openKafkajsAdmin(settings)),
    openConsumer: (options) => open(() => openGroupConsumer(() => openKafkajsWire(client), options)),
    openReader: () => open(() => openPartitionReader(() => openKafkajsWire(client))),
    async close() {
      closed = true;
      await Promise.all([...opened].map((part) => part.close()));
    },
    [Symbol.asyncDispose]: () => driver.close(),
  };
  return driver;
};
