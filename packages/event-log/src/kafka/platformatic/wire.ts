import { type Connection, createAPI, fetchV11, type Reader } from '@platformatic/kafka';
import type { DriverConsumerOptions, DriverSettings } from '../driver.js';
import { mostFetchedBytes, readFetchAnswer, readUncommitted } from '../wire/fetch-answer.js';
import { answerWithinMs, type FetchAnswer, type FetchRequest, type Wire } from '../wire/wire.js';
import { askOffsets } from './admin.js';
import { ask, openCluster } from './cluster.js';
import { platformaticCoordinator } from './coordinator.js';
import { failureOf } from './translate-failure.js';

/** Answers to a join wait for the slowest member. */
const afterRebalanceMs = 5_000;

/** Connections of one reader or one member of a group, and who leads which partition. */
export async function openPlatformaticWire(
  settings: DriverSettings,
  member?: Pick<DriverConsumerOptions, 'rebalanceTimeoutMs'>,
): Promise<Wire> {
  const withinMs = Math.min(settings.requestTimeoutMs, answerWithinMs);
  const cluster = openCluster(settings, withinMs);
  // A heartbeat must not wait behind a fetch that waits for news.
  const group = openCluster(settings, withinMs);
  const rebalanceMs = member?.rebalanceTimeoutMs ?? 0;
  const joining = openCluster(settings, Math.max(settings.requestTimeoutMs, rebalanceMs + afterRebalanceMs));
  const close = async () => {
    await Promise.all([cluster.close(), group.close(), joining.close()]);
  };
  await cluster.any().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    async leaders(topic) {
      const byLeader = Map.groupBy(await cluster.partitions(topic), ({ leader }) => leader);
      return new Map(
        [...byLeader].flatMap(([leader, led]) =>
          leader === undefined ? [] : [[leader, led.map(({ partition }) => partition)]],
        ),
      );
    },
    partitions: async (topic) => (await cluster.partitions(topic)).map(({ partition }) => partition),
    refresh: cluster.refresh,
    fetch: async (leader, request) => fetchPartitions(await cluster.broker(leader), request),
    firstOffsets: async (leader, topic, partitions) => askOffsets(await cluster.broker(leader), topic, partitions),
    async coordinator(name) {
      const address = await group.coordinator(name, 'Read');
      return platformaticCoordinator(name, {
        connect: () => group.connect(address),
        connectToJoin: () => joining.connect(address),
      });
    },
    close,
  };
}

const newest = 11;
/** The client's own decoder fails as a whole for one record that it cannot read, and unpacks on the event loop. */
const fetchApi = {
  api: createAPI<Parameters<typeof fetchV11.createRequest>, Buffer>(
    ...([fetchV11.api.key, newest, fetchV11.createRequest, rest, false, false] as const),
  ),
};

function rest(_correlationId: number, _apiKey: number, _apiVersion: number, reader: Reader): Buffer {
  return reader.buffer.slice(reader.position);
}

const noSession = { id: 0, epoch: -1 };

async function fetchPartitions(connection: Connection, request: FetchRequest): Promise<FetchAnswer> {
  const { topic, offsets, maxBytes, maxWaitMs } = request;
  const partitions = [...offsets].map(([partition, fetchOffset]) => ({
    ...{ partition, fetchOffset },
    ...{ currentLeaderEpoch: -1, lastFetchedEpoch: -1, partitionMaxBytes: maxBytes },
  }));
  const topics = [{ topicId: topic, partitions }];
  const { id, epoch } = noSession;
  const payload = await ask(
    connection,
    fetchApi,
    [maxWaitMs, 1, mostFetchedBytes, readUncommitted, id, epoch, topics, [], ''],
    { topic, operation: 'Read' },
  );
  return readFetchAnswer(payload, newest, request, failureOf);
}
