import type { CatalogueTopic, TopicSetting } from './catalogue.js';
import type { ObservedTopic, ObservedTopics } from './observe.js';
import { differences } from './plan.js';

export interface TopicFinding {
  /** `refused`: Deskrail does not start on it. `warning`: it works, and less is promised. `notice`: good to know. */
  readonly severity: 'refused' | 'warning' | 'notice';
  readonly code: TopicFindingCode;
  readonly topic?: string;
  readonly broker?: string;
  /** What is so, why it matters and what to do. */
  readonly message: string;
}

export type TopicFindingCode =
  | 'missing'
  | 'replication'
  | 'partitions'
  | 'no-leader'
  | 'few-in-sync'
  | 'under-replicated'
  | 'few-brokers'
  | 'broker-unread'
  | 'request-bytes'
  | 'group-offsets'
  | TopicSetting;

export const remedy = 'Run `deskrail topics apply`.';

/** Why a setting matters, where Deskrail does not start on another value; the rest are warnings. */
const refused: Partial<Readonly<Record<TopicSetting, string>>> = {
  'cleanup.policy': 'compaction would delete all but the last event of each subject',
  'max.message.bytes': 'a webhook within the body cap would not fit',
  'message.timestamp.type': 'retention would count from the writer’s clock, and one wrong clock fails a whole batch',
  'min.insync.replicas': 'an acknowledged event could be on one disk alone',
  'unclean.leader.election.enable': 'a replica that lags could become the leader, and acknowledged events be lost',
};

const tolerated: Partial<Readonly<Record<TopicSetting, string>>> = {
  'compression.type': 'the broker compresses again what came compressed',
  'retention.bytes': 'events may go before their time',
  'retention.ms': 'events are kept for another time than the store believes',
  'segment.ms': 'events may stay longer than they are to be kept',
};

/** What is wrong with the topics as they are, worst first. */
export function findTopicFaults(catalogue: readonly CatalogueTopic[], observed: ObservedTopics): TopicFinding[] {
  const faults = catalogue.flatMap((topic): TopicFinding[] => {
    const found = observed.topics.get(topic.name);
    if (found !== undefined) return [...settingFaults(topic, found), ...stateFaults(topic, found)];
    const message = `The topic ${topic.name} does not exist. ${remedy}`;
    return [{ severity: 'refused', code: 'missing', topic: topic.name, message }];
  });
  const wanted = Math.max(...catalogue.map(({ replication }) => replication));
  if (observed.brokers.length < wanted) {
    const message = `${observed.brokers.length} of the ${wanted} brokers that replication needs answer.`;
    faults.push({ severity: 'warning', code: 'few-brokers', message });
  }
  return faults.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

export const severities: readonly TopicFinding['severity'][] = ['refused', 'warning', 'notice'];

function settingFaults(topic: CatalogueTopic, found: ObservedTopic): TopicFinding[] {
  return differences(topic, found).map(({ setting, from = 'nothing', to }) => {
    const why = refused[setting] ?? tolerated[setting] ?? '';
    const message = `${topic.name} has ${setting}=${from}, not ${to}: ${why}. ${remedy}`;
    return { severity: refused[setting] ? 'refused' : 'warning', code: setting, topic: topic.name, message };
  });
}

function stateFaults(topic: CatalogueTopic, found: ObservedTopic): TopicFinding[] {
  const { name } = topic;
  const { partitions } = found.state;
  const faults: TopicFinding[] = [];
  const add = (severity: TopicFinding['severity'], code: TopicFindingCode, message: string) =>
    faults.push({ severity, code, topic: name, message });
  if (found.replication < topic.replication) {
    const many = `${found.replication} ${found.replication === 1 ? 'replica' : 'replicas'}, not ${topic.replication}`;
    const orElse = 'Where the storage below the brokers keeps the copies, say so (KAFKA_SHARED_STORAGE).';
    add('refused', 'replication', `${name} has ${many}. Add some with kafka-reassign-partitions.sh. ${orElse}`);
  }
  if (partitions.length !== topic.partitions) {
    const count = `${name} has ${partitions.length} partitions, not ${topic.partitions}`;
    add('warning', 'partitions', `${count}. It stays so: with another count, keys would move and lose their order.`);
  }
  const leaderless = partitions.filter(({ leader }) => leader === undefined);
  if (leaderless.length > 0) {
    const message = `${name} has no leader for ${listed(leaderless)}: nothing can be read or appended there. Bring the broker back.`;
    add('warning', 'no-leader', message);
  }
  const needed = Number(found.settings['min.insync.replicas'] ?? 1);
  const refusing = partitions.filter(({ leader, inSync }) => leader !== undefined && inSync.length < needed);
  if (refusing.length > 0) {
    const message = `${name} refuses appends to ${listed(refusing)}: fewer than ${needed} replicas are in sync.`;
    add('warning', 'few-in-sync', message);
  }
  const behind = partitions.filter(({ inSync, replicas }) => inSync.length < replicas.length);
  if (behind.length > 0) add('warning', 'under-replicated', `${name} is behind on a replica of ${listed(behind)}.`);
  return faults;
}

const listed = (partitions: readonly { readonly partition: number }[]): string =>
  `${partitions.length === 1 ? 'partition' : 'partitions'} ${partitions.map(({ partition }) => partition).join(', ')}`;
