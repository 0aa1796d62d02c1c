import { DriverError, type KafkaDriver, type OpenDriver } from '../driver.js';
import { openGroupConsumer } from '../wire/group-consumer.js';
import { openPartitionReader } from '../wire/partition-reader.js';
import { openPlatformaticAdmin } from './admin.js';
import { openPlatformaticProducer } from './producer.js';
import { openPlatformaticWire } from './wire.js';

/** The driver on @platformatic/kafka 2.12.1. */
export const openPlatformatic: OpenDriver = (settings): KafkaDriver => {
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
    name: 'platformatic',
    openProducer: () => open(() => openPlatformaticProducer(settings)),
    openAdmin: () => open(() => openPlatformaticAdmin(settings)),
    openConsumer: (options) => open(() => openGroupConsumer(() => openPlatformaticWire(settings, options), options)),
    openReader: () => open(() => openPartitionReader(() => openPlatformaticWire(settings))),
    async close() {
      closed = true;
      await Promise.all([...opened].map((part) => part.close()));
    },
    [Symbol.asyncDispose]: () => driver.close(),
  };
  return driver;
};
