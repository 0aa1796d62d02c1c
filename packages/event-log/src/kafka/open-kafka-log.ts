import { type Clock, DeskrailError, type EventLog, type Logger, silentLogger, systemClock } from '@deskrail/contracts';
import { type AppendLimits, appendLimits } from './append/append-limits.js';
import { createAppendSide } from './append/append-side.js';
import { driverSettings, type KafkaConnectionOptions } from './connection-options.js';
import { type ConsumeLimits, consumeLimits } from './consume/consume-limits.js';
import { type ConsumerSide, createConsumerSide } from './consumer-side.js';
import { type DriverName, loadDriver } from './load-driver.js';
import { createReadiness } from './readiness.js';
import { readStreamTopics } from './stream-topics.js';
import { type CatalogueOptions, topicCatalogue } from './topics/catalogue.js';
import { checkAtStart } from './topics/check-at-start.js';
import { explained } from './topics/topics.js';

export interface KafkaLogOptions extends KafkaConnectionOptions, CatalogueOptions {
  /** Default: `kafkajs`. */
  readonly driver?: DriverName;
  /** A cluster of one or two brokers is taken, and named as such; missing topics are made. */
  readonly development?: boolean;
  /** `presence`: for who looks in from outside. The topics must be there, and nothing is made or judged. Default: `promises`. */
  readonly startCheck?: 'promises' | 'presence';
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** From 0 up to 1; spreads retries. Default: `Math.random`. */
  readonly random?: () => number;
  readonly limits?: Partial<AppendLimits & ConsumeLimits>;
}

/** The record on Kafka, or on any broker that speaks its protocol. */
export interface KafkaLog extends EventLog {
  /**
   * Set where a group goes on, to replay it. Throws `conflict` while a consumer of it is running anywhere: to replay
   * beside the live one, subscribe under another name with `from`.
   */
  readonly seekGroup: ConsumerSide['seekGroup'];
  /** The client it stands on. */
  readonly driver: string;
}

/**
 * Throws `config-invalid` for topics that would not keep what Deskrail promises, and `dependency-unavailable` where the
 * brokers do not answer: both say which broker, which topic, which permission.
 */
export async function openKafkaLog(options: KafkaLogOptions): Promise<KafkaLog> {
  const { clock = systemClock, logger = silentLogger, random = Math.random } = options;
  const limits = { ...appendLimits, ...consumeLimits, ...options.limits };
  const settings = driverSettings(options);
  const catalogue = topicCatalogue(options);
  const driver = (await loadDriver(options.driver))(settings, logger);
  try {
    await checkAtStart(() => driver.openAdmin(), { ...options, settings, logger });
    const topics = await explained(settings, async () => {
      const admin = await driver.openAdmin();
      try {
        return await readStreamTopics(admin, catalogue);
      } finally {
        await admin.close();
      }
    });
    const appending = createAppendSide({ driver, topics, limits, clock, logger, random });
    await explained(settings, appending.open);
    const readiness = createReadiness({ driver, topics, timeoutMs: limits.readyMs, trouble: appending.trouble });

    const consuming = createConsumerSide({
      ...{ driver, topics, clock, logger, random, limits },
      ...(options.topicPrefix !== undefined && { topicPrefix: options.topicPrefix }),
      append: appending.append,
      resend: appending.appendRecord,
    });

    let closed: Promise<void> | undefined;
    async function close(): Promise<void> {
      // Handlers that end may still have something to append.
      await consuming.close();
      await Promise.all([appending.close(), readiness.close()]);
      await driver.close();
    }

    const log: KafkaLog = {
      driver: driver.name,
      append: appending.append,
      subscribe: consuming.subscribe,
      read: consuming.read,
      lag: consuming.lag,
      redrive: consuming.redrive,
      seekGroup: consuming.seekGroup,
      async ready() {
        if (closed !== undefined) throw new DeskrailError('closed', 'The event log has been closed.');
        await readiness.check();
      },
      close: () => {
        closed ??= close();
        return closed;
      },
      [Symbol.asyncDispose]: () => log.close(),
    };
    return log;
  } catch (error) {
    await driver.close();
    throw error;
  }
}
