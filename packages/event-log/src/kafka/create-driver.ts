import { DriverError, type KafkaDriver } from './driver.js';

/** A driver from what opens its parts: it closes what is still open, and opens nothing afterwards. */
export function createDriver(
  name: string,
  parts: Pick<KafkaDriver, 'openAdmin' | 'openConsumer' | 'openProducer' | 'openReader'>,
): KafkaDriver {
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
    name,
    openProducer: () => open(parts.openProducer),
    openAdmin: () => open(parts.openAdmin),
    openConsumer: (options) => open(() => parts.openConsumer(options)),
    openReader: () => open(parts.openReader),
    async close() {
      closed = true;
      await Promise.all([...opened].map((part) => part.close()));
    },
    [Symbol.asyncDispose]: () => driver.close(),
  };
  return driver;
}
