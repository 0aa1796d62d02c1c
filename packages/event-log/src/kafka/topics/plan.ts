import { type AccessRule, accessRules } from './access.js';
import type { CatalogueTopic, TopicSetting } from './catalogue.js';
import type { ObservedTopic, ObservedTopics } from './observe.js';

/** What `apply` would do, as data. */
export interface TopicPlan {
  readonly brokers: readonly { readonly id: number; readonly address: string }[];
  readonly topics: readonly CatalogueTopic[];
  readonly creates: readonly CatalogueTopic[];
  readonly changes: readonly SettingChange[];
  /** Other than the catalogue says, and left so. */
  readonly kept: readonly KeptDifference[];
  /** Whether there is nothing to do. */
  readonly settled: boolean;
  /** Who needs which permission; printed, never applied. */
  readonly access: readonly AccessRule[];
}

export interface SettingChange {
  readonly topic: string;
  readonly setting: TopicSetting;
  readonly from: string | undefined;
  readonly to: string;
}

export interface KeptDifference {
  readonly topic: string;
  readonly what: 'partitions' | 'replication';
  readonly is: number;
  readonly wanted: number;
  readonly why: string;
}

/** More of these is as good. */
const atLeast: readonly TopicSetting[] = ['max.message.bytes', 'min.insync.replicas'];
/** Less of these is as good. */
const atMost: readonly TopicSetting[] = ['segment.ms'];

export function makePlan(
  catalogue: readonly CatalogueTopic[],
  observed: ObservedTopics,
  topicPrefix: string | undefined,
): TopicPlan {
  const creates = catalogue.filter(({ name }) => !observed.topics.has(name));
  const there = catalogue.flatMap((topic) => {
    const found = observed.topics.get(topic.name);
    return found === undefined ? [] : [{ topic, found }];
  });
  const changes = there.flatMap(({ topic, found }) => differences(topic, found));
  return {
    ...{ creates, changes, brokers: observed.brokers, topics: catalogue },
    kept: there.flatMap(({ topic, found }) => keptDifferences(topic, found)),
    settled: creates.length === 0 && changes.length === 0,
    access: accessRules(topicPrefix === undefined ? {} : { topicPrefix }),
  };
}

/** Settings that are ours and other than the catalogue says. */
export function differences(topic: CatalogueTopic, found: ObservedTopic): SettingChange[] {
  return Object.entries(topic.settings).flatMap(([name, value]) => {
    const setting = name as TopicSetting;
    const to = setting === 'min.insync.replicas' ? acknowledgeable(value, found.replication) : value;
    const from = found.settings[setting];
    return isAsWanted(setting, from, to) ? [] : [{ topic: topic.name, setting, from, to }];
  });
}

// More in-sync replicas than there are would make the topic refuse every append.
const acknowledgeable = (wanted: string, replication: number) => String(Math.min(Number(wanted), replication));

function isAsWanted(setting: TopicSetting, is: string | undefined, wanted: string): boolean {
  if (is === undefined) return false;
  if (atLeast.includes(setting)) return Number(is) >= Number(wanted);
  if (atMost.includes(setting)) return Number(is) <= Number(wanted);
  return is === wanted;
}

function keptDifferences(topic: CatalogueTopic, found: ObservedTopic): KeptDifference[] {
  const partitions = found.state.partitions.length;
  return [
    {
      what: 'partitions' as const,
      is: partitions,
      wanted: topic.partitions,
      why: 'never changed: a key would move to another partition, and its order would be lost',
    },
    {
      what: 'replication' as const,
      is: found.replication,
      wanted: topic.replication,
      why: 'replicas are moved by kafka-reassign-partitions.sh',
    },
  ]
    .filter(({ is, wanted }) => is !== wanted)
    .map((difference) => ({ topic: topic.name, ...difference }));
}
