import type { Logger } from '@deskrail/contracts';
import type { DriverProducer, KafkaDriver } from '../driver.js';

/** The producer in use; another takes its place when brokers no longer follow its count. */
export interface Producers {
  /** Opens one where there is none. Throws `DriverError`. */
  use<Result>(work: (producer: DriverProducer) => Promise<Result>): Promise<Result>;
  leaderOf(topic: string, partition: number): number | undefined;
  /** Not to be used any more; it is closed once what it sends has ended. */
  retire(producer: DriverProducer): void;
  close(): Promise<void>;
}

export function createProducers(driver: Pick<KafkaDriver, 'openProducer'>, logger: Logger): Producers {
  const users = new Map<DriverProducer, number>();
  const closing = new Set<Promise<void>>();
  let current: DriverProducer | undefined;
  let opening: Promise<DriverProducer> | undefined;

  async function open(): Promise<DriverProducer> {
    try {
      current = await driver.openProducer();
      users.set(current, 0);
      return current;
    } finally {
      opening = undefined;
    }
  }

  /** Who comes while one is being opened waits for the same. */
  function producer(): DriverProducer | Promise<DriverProducer> {
    if (current !== undefined) return current;
    opening ??= open();
    return opening;
  }

  function end(producer: DriverProducer): void {
    users.delete(producer);
    const closed = producer.close().catch(() => {});
    closing.add(closed);
    void closed.then(() => closing.delete(closed));
  }

  const change = (producer: DriverProducer, by: 1 | -1): void => {
    const count = users.get(producer);
    if (count === undefined) return;
    users.set(producer, count + by);
    if (count + by === 0 && producer !== current) end(producer);
  };

  function retire(producer: DriverProducer): void {
    if (producer !== current) return;
    current = undefined;
    logger.info({}, 'a new Kafka producer takes over; what was uncertain may stand twice');
    if (users.get(producer) === 0) end(producer);
  }

  return {
    async use(work) {
      const used = await producer();
      change(used, 1);
      try {
        return await work(used);
      } finally {
        change(used, -1);
      }
    },
    leaderOf: (topic, partition) => current?.leaderOf(topic, partition),
    retire,
    async close() {
      await opening?.catch(() => {});
      for (const producer of users.keys()) end(producer);
      current = undefined;
      await Promise.all(closing);
    },
  };
}
