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
  signal?: AbortSignal,
): Promise<ObservedTopics> {
  signal?.throwIfAborted();
  const [brokers, states] = await Promise.all([admin.brokers(), admin.topics(catalogue.map(({ name }) => name))]);
  const observed = await Promise.all(
    states.map(async (state): Promise<[string, ObservedTopic]> => {
      const settings = await admin.topicSettings(state.name);
      const replication = Math.min(...state.partitions.map(({ replicas }) => replicas.length));
      return [state.name, { state, replication, settings }];
    }),
  );
  signal?.throwIfAborted();
  return { brokers, topics: new Map(observed) };
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
