import { DriverError, type DriverReader, type FetchedRecords } from '../driver.js';
import type { KafkajsClient } from './client.js';
import { type FetchRequest, fetchPartitions, firstOffsets } from './fetch-partitions.js';
import { openTopicView, type TopicView } from './topic-view.js';
import { translateFailure } from './translate-failure.js';

/**
 * Reads partitions without a group, for which kafkajs has no interface: its connections and requests are used below
 * its consumer. A broker answers one request of a connection at a time, so whoever waits for news takes a reader for
 * itself.
 */
export async function openKafkajsReader(client: KafkajsClient): Promise<DriverReader> {
  const view = await openTopicView(client);
  let closed = false;

  function check(): void {
    if (closed) throw new DriverError('closed', 'The reader has been closed.');
  }

  return {
    async leaders(topic) {
      check();
      return view.leaders(topic);
    },
    async fetch(request) {
      check();
      const { topic, offsets } = request;
      const leaders = await view.leaders(topic);
      const byLeader = [...leaders].flatMap(([leader, led]) => {
        const wanted = led.flatMap((partition) => {
          const offset = offsets.get(partition);
          return offset === undefined ? [] : [[partition, offset] as const];
        });
        return wanted.length === 0 ? [] : [{ leader, request: { ...request, offsets: new Map(wanted) } }];
      });
      const answers = await Promise.allSettled(byLeader.map((each) => fetchFrom(view, each.leader, each.request)));
      check();
      const fetched = new Map(answers.flatMap((answer) => (answer.status === 'fulfilled' ? [...answer.value] : [])));
      if (fetched.size < offsets.size) view.refresh();
      if (fetched.size === 0 && offsets.size > 0) {
        const failed = answers.find((answer) => answer.status === 'rejected');
        throw failed?.reason ?? new DriverError('unavailable', `No partition of ${topic} has a leader.`, { topic });
      }
      return fetched;
    },
    async close() {
      closed = true;
      await view.close();
    },
  };
}

/** Throws where not one partition could be read. */
async function fetchFrom(
  view: TopicView,
  leader: number,
  request: FetchRequest,
): Promise<ReadonlyMap<number, FetchedRecords>> {
  const { topic } = request;
  try {
    const broker = await view.broker(leader);
    const { fetched, outOfRange, failed } = await fetchPartitions(broker, request);
    if (outOfRange.length === 0) {
      if (fetched.size === 0 && failed[0] !== undefined) throw failed[0];
      return fetched;
    }
    const moved = await firstOffsets(broker, topic, outOfRange);
    return new Map([
      ...fetched,
      ...[...moved].map(([partition, next]) => [partition, { records: [], next, end: next }] as const),
    ]);
  } catch (error) {
    throw translateFailure(error, { topic, operation: 'Read' });
  }
}
