import type { Message, Producer } from 'kafkajs';

interface Waiting {
  readonly message: Message;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Sends one batch at a time: what gathers while the last one flies goes next. Resolves once all replicas have it. */
export function microBatches(producer: Producer, topic: string): (key: string, value: Buffer) => Promise<void> {
  let waiting: Waiting[] = [];
  let flying = false;

  async function fly() {
    flying = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await producer.send({ topic, acks: -1, messages: batch.map(({ message }) => message) });
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    flying = false;
  }

  return (key, value) =>
    new Promise((done, failed) => {
      waiting.push({ message: { key, value }, done, failed });
      if (!flying) void fly();
    });
}
