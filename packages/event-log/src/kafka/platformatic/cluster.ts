import { type Connection, findCoordinatorV2, metadataV8, ResponseError } from '@platformatic/kafka';
import { DriverError, type DriverSettings, type PartitionState } from '../driver.js';
import { type Address, createConnections, parseAddress } from './connections.js';
import { type FailureContext, failOn, translateFailure } from './translate-failure.js';

type Metadata = Awaited<ReturnType<typeof metadataV8.api.async>>;
type TopicMetadata = Metadata['topics'][number];

/** Connections to the brokers, and who leads which partition, as last heard. */
export interface Cluster {
  broker(id: number): Promise<Connection>;
  any(): Promise<Connection>;
  oneOf(id: number | undefined): Promise<Connection>;
  coordinator(group: string, operation: string): Promise<Address>;
  connect(address: Address): Promise<Connection>;
  /** As last heard, or as a broker says now. Throws `unknown-topic`, `not-authorized`. */
  partitions(topic: string, broker?: number): Promise<readonly PartitionState[]>;
  /** As last heard. */
  leaderOf(topic: string, partition: number): number | undefined;
  /** Ask again before the next answer. */
  refresh(): void;
  brokers(): Promise<readonly { readonly id: number; readonly address: string }[]>;
  close(): Promise<void>;
}

const metadataMs = 60_000;
const unknownTopic = 3;
const leaderless = 5;
const groupKey = 0;

/**
 * Stands on the client's connections and codecs alone. Its `Producer` begins with a new id after any error, so that what
 * is sent again may be there twice, and its `Consumer` joins again at once when a group is dealt, so that nobody could
 * commit before.
 */
export function openCluster(settings: DriverSettings, requestTimeoutMs = settings.requestTimeoutMs): Cluster {
  const connections = createConnections(settings, requestTimeoutMs);
  const seeds = settings.brokers.map(parseAddress);
  const addresses = new Map<number, Address>();
  const topics = new Map<string, { readonly states: readonly PartitionState[]; readonly heardAt: number }>();

  const any = () => connections.any([...addresses.values(), ...seeds]);

  async function broker(id: number): Promise<Connection> {
    if (!addresses.has(id)) await heard([]);
    const address = addresses.get(id);
    if (address === undefined) throw new DriverError('unavailable', `Broker ${id} is not there now.`);
    return connections.to(address);
  }

  const oneOf = (id: number | undefined) => (id === undefined ? any() : broker(id));

  async function heard(names: string[], from?: number): Promise<Metadata> {
    const about = { topic: names[0], operation: 'Describe' };
    const answer = await askWithin(settings.connectTimeoutMs, await oneOf(from), metadataV8, [names, false], about);
    if (answer.brokers.length > 0) addresses.clear();
    for (const { nodeId, host, port } of answer.brokers) addresses.set(nodeId, { host, port });
    return answer;
  }

  async function describe(topic: string, from?: number): Promise<readonly PartitionState[]> {
    const answer = await heard([topic], from);
    const found = answer.topics.find(({ name }) => name === topic);
    if (found === undefined || found.errorCode === unknownTopic) {
      topics.delete(topic);
      throw new DriverError('unknown-topic', `There is no topic ${topic}.`, { topic });
    }
    if (found.errorCode !== leaderless) failOn(found.errorCode, { topic, operation: 'Describe' });
    const states = statesOf(found);
    topics.set(topic, { states, heardAt: performance.now() });
    return states;
  }

  return {
    ...{ any, broker, oneOf },
    async coordinator(group, operation) {
      const asked: [number, string[]] = [groupKey, [group]];
      const about = { group, operation };
      const { coordinators } = await askWithin(settings.connectTimeoutMs, await any(), findCoordinatorV2, asked, about);
      const [found] = coordinators;
      failOn(found?.errorCode ?? 0, { group, operation });
      if (found === undefined)
        throw new DriverError('unavailable', `No broker coordinates the group ${group}.`, { group });
      return found;
    },
    connect: connections.to,
    async partitions(topic, from) {
      const known = from === undefined ? topics.get(topic) : undefined;
      return known !== undefined && performance.now() - known.heardAt < metadataMs
        ? known.states
        : describe(topic, from);
    },
    leaderOf: (topic, partition) => topics.get(topic)?.states.find((state) => state.partition === partition)?.leader,
    refresh() {
      for (const [topic, known] of topics) topics.set(topic, { ...known, heardAt: Number.NEGATIVE_INFINITY });
    },
    async brokers() {
      await heard([]);
      return [...addresses].map(([id, { host, port }]) => ({ id, address: `${host}:${port}` }));
    },
    close: connections.close,
  };
}

const statesOf = ({ partitions }: TopicMetadata): PartitionState[] =>
  partitions
    .map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => ({
      partition: partitionIndex,
      leader: leaderId < 0 ? undefined : leaderId,
      replicas: replicaNodes,
      inSync: isrNodes,
    }))
    .toSorted((a, b) => a.partition - b.partition);

interface Api<Args extends unknown[], Answer> {
  readonly api: { async(connection: Connection, ...args: Args): Promise<Answer> };
}

/**
 * One request that is given up after a while, and its connection with it: whatever else it carries has waited as long,
 * and a network that was cut tells nobody.
 */
export async function askWithin<Args extends unknown[], Answer>(
  ms: number,
  connection: Connection,
  api: Api<Args, Answer>,
  args: Args,
  about: FailureContext = {},
): Promise<Answer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => {
      late.reject(new DriverError('unavailable', `No answer within ${Math.round(ms)} ms.`, about));
      void Promise.resolve(connection.close()).catch(() => {});
    },
    Math.max(1, ms),
  );
  const answer = ask(connection, api, args, about);
  answer.catch(() => {});
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** One request. An answer with errors in it is an answer: who asked looks at each of them. */
export async function ask<Args extends unknown[], Answer>(
  connection: Connection,
  { api }: Api<Args, Answer>,
  args: Args,
  about: FailureContext = {},
): Promise<Answer> {
  try {
    return await api.async(connection, ...args);
  } catch (error) {
    if (error instanceof ResponseError && error.response !== undefined) return error.response as Answer;
    throw translateFailure(error, { broker: `${connection.host}:${connection.port}`, ...about });
  }
}
