import { DriverError } from '../driver.js';
import type { KafkajsBroker, KafkajsCluster } from './internals.js';

/** What a broker that was given up may still answer is nobody's any more; the next request gets a new connection. */
export function giveUp(cluster: KafkajsCluster, broker: KafkajsBroker): void {
  cluster.removeBroker(broker.connectionPool);
  abandon(broker);
  void broker.disconnect().catch(() => {});
}

/** Let nobody wait for a broker's answers: kafkajs does before it disconnects, for a long poll or a whole rebalance. */
export function abandon({ brokerAddress: broker, connectionPool }: KafkajsBroker): void {
  const reason = new DriverError('unavailable', 'The connection was given up.', { broker });
  for (const connection of connectionPool.pool) connection.rejectRequests(reason);
}

export function connectedBrokers({ brokerPool }: KafkajsCluster): Set<KafkajsBroker> {
  const { seedBroker, brokers } = brokerPool;
  return new Set([...(seedBroker === undefined ? [] : [seedBroker]), ...Object.values(brokers)]);
}

/** A request was not answered in its time: the network may be cut, and TCP says so only after many minutes. */
export function isSilent(error: unknown): boolean {
  const { name, cause } = error as { readonly name?: unknown; readonly cause?: unknown };
  return name === 'KafkaJSRequestTimeoutError' || (typeof cause === 'object' && cause !== null && isSilent(cause));
}
