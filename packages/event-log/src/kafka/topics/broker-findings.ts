import type { DriverAdmin } from '../driver.js';
import type { CatalogueTopic } from './catalogue.js';
import type { TopicFinding } from './findings.js';
import { observeBroker } from './observe.js';

const offsetsTopic = '__consumer_offsets';
const weekMinutes = 7 * 24 * 60;

/**
 * A broker's own limits that topics cannot override. `message.max.bytes` is none, as our topics set their own; nor are
 * `replica.fetch.max.bytes` and a consumer's fetch sizes, past which a first batch is handed over whole all the same.
 */
export async function findBrokerFaults(
  admin: DriverAdmin,
  brokers: readonly { readonly id: number; readonly address: string }[],
  catalogue: readonly CatalogueTopic[],
): Promise<TopicFinding[]> {
  const largest = Math.max(...catalogue.map(({ settings }) => Number(settings['max.message.bytes'])));
  const perBroker = await Promise.all(
    brokers.map(async ({ id, address }): Promise<TopicFinding[]> => {
      const settings = await observeBroker(admin, id);
      const about = { broker: address };
      if (settings === undefined) {
        const message = `The settings of ${address} were not looked at: that takes DescribeConfigs on the cluster.`;
        return [{ ...about, severity: 'notice', code: 'broker-unread', message }];
      }
      const faults: TopicFinding[] = [];
      const requestBytes = Number(settings['socket.request.max.bytes'] ?? Number.POSITIVE_INFINITY);
      if (requestBytes < 2 * largest) {
        const message = `${address} takes requests up to socket.request.max.bytes=${requestBytes}; a batch of ${largest} and its envelope need more.`;
        faults.push({ ...about, severity: 'warning', code: 'request-bytes', message });
      }
      const minutes = Number(settings['offsets.retention.minutes'] ?? weekMinutes);
      if (minutes < weekMinutes) {
        const message = `${address} forgets a group’s place ${minutes} minutes after its last member left (offsets.retention.minutes); it then begins anew.`;
        faults.push({ ...about, severity: 'warning', code: 'group-offsets', message });
      }
      return faults;
    }),
  );
  return [...perBroker.flat(), ...(await offsetsFaults(admin, catalogue))];
}

async function offsetsFaults(admin: DriverAdmin, catalogue: readonly CatalogueTopic[]): Promise<TopicFinding[]> {
  const [offsets] = await admin.topics([offsetsTopic]).catch(() => []);
  const replicas = Math.min(...(offsets?.partitions.map((partition) => partition.replicas.length) ?? [3]));
  if (replicas >= Math.max(...catalogue.map(({ replication }) => replication))) return [];
  const message = `${offsetsTopic} has ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}: with the broker that holds them, the groups’ places go. Add some with kafka-reassign-partitions.sh, and set offsets.topic.replication.factor=3 before the first start.`;
  return [{ severity: 'warning', code: 'group-offsets', topic: offsetsTopic, message }];
}
