import { type DriverAdmin, DriverError, type TopicState } from '../driver.js';
import type { CatalogueTopic } from './catalogue.js';

/** What the cluster says of the catalogue's topics. */
export interface ObservedTopics {
  readonly brokers: readonly { readonly id: number; readonly address: string }[];
  /** By name; those that exist. */
  readonly topics: ReadonlyMap<string, ObservedTopic>;
}

export interface ObservedTopic {
  readonly state: TopicState;
  /** The least that a partition has. */
  readonly replication: number;
  readonly settings: Readonly<Record<string, string>>;
}

export async function observeTopics(
  admin: DriverAdmin,
  catalogue: readonly CatalogueTopic[],
  /** `broker` is a node id: as that one knows it. Otherwise each question goes to any that answers. */
  from: { readonly broker?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<ObservedTopics> {
  const { broker, signal } = from;
  const names = catalogue.map(({ name }) => name);
  signal?.throwIfAborted();
  const [brokers, states] = await Promise.all([admin.brokers(), admin.topics(names, broker)]);
  const observed = await Promise.all(
    states.map(async (state): Promise<[string, ObservedTopic] | undefined> => {
      const settings = await settingsOf(admin, state.name, broker);
      const replication = Math.min(...state.partitions.map(({ replicas }) => replicas.length));
      return settings && [state.name, { state, replication, settings }];
    }),
  );
  signal?.throwIfAborted();
  return { brokers, topics: new Map(observed.filter((each) => each !== undefined)) };
}

/** `undefined` where the broker that is asked has not heard of the topic yet, as another has. */
async function settingsOf(admin: DriverAdmin, topic: string, broker: number | undefined) {
  try {
    return await admin.topicSettings(topic, broker);
  } catch (error) {
    if (error instanceof DriverError && error.kind === 'unknown-topic') return undefined;
    throw error;
  }
}

/** One broker's settings; `undefined` where this client may not read them. */
export async function observeBroker(
  admin: DriverAdmin,
  broker: number,
): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    return await admin.brokerSettings(broker);
  } catch (error) {
    if (error instanceof DriverError && error.kind === 'not-authorized') return undefined;
    throw error;
  }
}
