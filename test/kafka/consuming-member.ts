import { setTimeout as delay } from 'node:timers/promises';
import { openKafkaLog } from '@deskrail/event-log/kafka';

const { brokers, topicPrefix, group, limits } = JSON.parse(process.argv[2] ?? '{}');
const log = await openKafkaLog({ brokers: [brokers], topicPrefix, development: true, partitions: 4, limits });
await log.subscribe({
  ...{ stream: 'facts', group },
  async handler(events) {
    await delay(20);
    process.send?.(events.map(({ event }) => event.id));
  },
});
process.send?.('ready');
