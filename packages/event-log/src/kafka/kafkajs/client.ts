import type { ConnectionOptions } from 'node:tls';
import type { Logger } from '@deskrail/contracts';
import kafkajs, { type KafkaConfig, type logCreator } from 'kafkajs';
import type { DriverSettings } from '../driver.js';
import { ask } from './ask.js';
import { calmRequestQueue } from './calm-request-queue.js';
import { type KafkajsCluster, newCluster, newLogger } from './internals.js';
import { toLogger } from './to-logger.js';

/** What every part of the driver is made from. */
export interface KafkajsClient {
  readonly settings: DriverSettings;
  readonly logger: Logger;
  /** A view of the cluster with connections of its own; connects to nothing yet. */
  openCluster(options?: { readonly requestTimeoutMs?: number }): KafkajsCluster;
}

export function createKafkajsClient(settings: DriverSettings, logger: Logger): KafkajsClient {
  calmRequestQueue();
  const config = configOf(settings);
  const logging = { logLevel: kafkajs.logLevel.WARN, logCreator: toLogger(logger) as logCreator };
  const kafkajsLogger = newLogger({ level: logging.logLevel, logCreator: logging.logCreator });
  return {
    ...{ settings, logger },
    openCluster: ({ requestTimeoutMs: requestTimeout = config.requestTimeout } = {}) =>
      withoutRefusals(newCluster({ ...config, requestTimeout, logger: kafkajsLogger })),
  };
}

/**
 * kafkajs throws a cluster's whole answer away where one partition of any topic has no leader, so that a moved leader is
 * not found while another is dead: here an answer is used as far as it goes.
 */
function withoutRefusals(cluster: KafkajsCluster): KafkajsCluster {
  const create = cluster.brokerPool.createBroker;
  cluster.brokerPool.createBroker = (options) => {
    const broker = create(options);
    broker.metadata = (topics = []) => ask(broker, 'Metadata', { topics, allowAutoTopicCreation: false });
    return broker;
  };
  return cluster;
}

// Each broker of the list gets its try; waiting longer is for those above, who know how long.
const connectTries = (brokers: number) => Math.max(2, brokers);

function configOf(settings: DriverSettings) {
  const { brokers, clientId, connectTimeoutMs, requestTimeoutMs } = settings;
  return {
    ...{ clientId, brokers: [...brokers] },
    ...(settings.tls && { ssl: tlsOf(settings.tls) }),
    ...(settings.sasl && { sasl: { ...settings.sasl } as NonNullable<KafkaConfig['sasl']> }),
    connectionTimeout: connectTimeoutMs,
    authenticationTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    retry: {
      initialRetryTime: 50,
      maxRetryTime: 500,
      factor: 0.2,
      multiplier: 2,
      retries: connectTries(brokers.length),
    },
  };
}

function tlsOf(tls: NonNullable<DriverSettings['tls']>): true | ConnectionOptions {
  if (tls === true) return true;
  const { ca, cert, key, serverName } = tls;
  return {
    ...(ca === undefined ? {} : { ca: [ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}
