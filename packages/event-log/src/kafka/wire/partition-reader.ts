import { DriverError, type DriverReader, type FetchedRecords } from '../driver.js';
import { asDriverError } from './failure.js';
import type { FetchRequest, Wire } from './wire.js';

/**
 * Reads partitions without a group, for which clients have no interface that says where a partition ends. A broker answers one request of a connection at a time, so whoever waits for news takes a reader for
 * itself.
 */
export async function openPartitionReader(openWire: () => Promise<Wire>): Promise<DriverReader> {
  const wire = await openWire();
  let closed = false;

  function check(): void {
    if (closed) throw new DriverError('closed', 'The reader has been closed.');
  }

  return {
    async leaders(topic) {
      check();
      return wire.leaders(topic);
    },
    async fetch(request) {
      check();
      const { topic, offsets } = request;
      const leaders = await wire.leaders(topic);
      const byLeader = [...leaders].flatMap(([leader, led]) => {
        const wanted = led.flatMap((partition) => {
          const offset = offsets.get(partition);
          return offset === undefined ? [] : [[partition, offset] as const];
        });
        return wanted.length === 0 ? [] : [{ leader, request: { ...request, offsets: new Map(wanted) } }];
      });
      const answers = await Promise.allSettled(byLeader.map((each) => fetchFrom(wire, each.leader, each.request)));
      check();
      const fetched = new Map(answers.flatMap((answer) => (answer.status === 'fulfilled' ? [...answer.value] : [])));
      if (fetched.size < offsets.size) wire.refresh();
      if (fetched.size === 0 && offsets.size > 0) {
        const failed = answers.find((answer) => answer.status === 'rejected');
        throw failed?.reason ?? new DriverError('unavailable', `No partition of ${topic} has a leader.`, { topic });
      }
      return fetched;
    },
    async close() {
      closed = true;
      await wire.close();
    },
  };
}

/** Throws where not one partition could be read. */
async function fetchFrom(
  wire: Wire,
  leader: number,
  request: FetchRequest,
): Promise<ReadonlyMap<number, FetchedRecords>> {
  const { topic } = request;
  try {
    const { fetched, outOfRange, failed } = await wire.fetch(leader, request);
    if (outOfRange.length === 0) {
      if (fetched.size === 0 && failed[0] !== undefined) throw failed[0];
      return fetched;
    }
    const moved = await wire.firstOffsets(leader, topic, outOfRange);
    return new Map([
      ...fetched,
      ...[...moved].map(([partition, next]) => [partition, { records: [], next, end: next }] as const),
    ]);
  } catch (error) {
    throw asDriverError(error, { topic, operation: 'Read' });
  }
}
