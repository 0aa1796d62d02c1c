import { setTimeout as delay } from 'node:timers/promises';
import { DeskrailError } from '@deskrail/contracts';
import { type DriverAdmin, DriverError, type KafkaDriver, type TopicState } from './driver.js';
import { explainFailure } from './explain-failure.js';
import type { StreamTopic, StreamTopics } from './stream-topics.js';

/** Whether an append would be taken now. */
export interface Readiness {
  /** Asks the brokers. Throws `dependency-unavailable`. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export function createReadiness(options: {
  readonly driver: Pick<KafkaDriver, 'openAdmin'>;
  readonly topics: StreamTopics;
  readonly timeoutMs: number;
  trouble(): DeskrailError | undefined;
}): Readiness {
  const topics = Object.values(options.topics);
  let opened: Promise<DriverAdmin> | undefined;

  async function forget(): Promise<void> {
    const admin = opened;
    opened = undefined;
    await admin?.then((each) => each.close()).catch(() => {});
  }

  async function ask(): Promise<readonly TopicState[]> {
    opened ??= options.driver.openAdmin();
    try {
      return await (await opened).topics(topics.map(({ topic }) => topic));
    } catch (error) {
      // Not awaited: a connection that hangs takes its time to close.
      void forget();
      throw error instanceof DriverError ? explainFailure(error, 'Kafka') : error;
    }
  }

  return {
    async check() {
      const trouble = options.trouble();
      if (trouble !== undefined) throw trouble;
      const states = await within(options.timeoutMs, ask());
      for (const topic of topics) checkTopic(topic, states);
    },
    close: forget,
  };
}

function checkTopic({ topic, minInSync }: StreamTopic, states: readonly TopicState[]): void {
  const state = states.find(({ name }) => name === topic);
  if (state === undefined) throw notReady(`there is no topic ${topic}. Run \`deskrail topics apply\`.`);
  for (const { partition, leader, replicas, inSync } of state.partitions) {
    if (leader === undefined) {
      throw notReady(`partition ${partition} of ${topic} has no leader; its brokers are ${replicas.join(', ')}.`);
    }
    if (inSync.length < minInSync) {
      const away = replicas.filter((id) => !inSync.includes(id)).join(', ');
      throw notReady(
        `partition ${partition} of ${topic} has ${inSync.length} of the ${minInSync} replicas that must acknowledge; broker ${away} is away or behind.`,
      );
    }
  }
}

const notReady = (why: string) =>
  new DeskrailError('dependency-unavailable', `Kafka is not ready: ${why}`, { retryable: true });

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const timer = new AbortController();
  const late = delay(ms, undefined, { signal: timer.signal }).then(() => {
    throw notReady(`no broker answered within ${ms} ms.`);
  });
  late.catch(() => {});
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}
