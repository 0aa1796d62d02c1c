import type { KafkaPorts } from './kafka-node.ts';

export type KafkaSettings = Readonly<Record<string, string | number | boolean>>;

/** What the whole cluster agrees on. */
export interface ClusterPlan {
  readonly ports: readonly KafkaPorts[];
  readonly security: KafkaSettings;
  /** `PLAINTEXT`, `SSL`, `SASL_PLAINTEXT` or `SASL_SSL`: how clients talk. */
  readonly protocol: string;
  /** Over ours. */
  readonly settings: KafkaSettings;
}

export interface NodeSettings extends KafkaPorts {
  /** What clients are told to connect to: `host:port`. */
  readonly advertised: string;
  readonly directory: string;
  /** Where it listens for clients. Default 127.0.0.1. */
  readonly host?: string;
}

/** `server.properties` of one node, as text. */
export function kafkaProperties(plan: ClusterPlan, node: NodeSettings): string {
  const lines = Object.entries(kafkaSettings(plan, node)).map(([name, value]) => `${name}=${value}`);
  return `${lines.join('\n')}\n`;
}

/** What makes one node of the cluster, broker and controller at once. */
export function kafkaSettings(plan: ClusterPlan, node: NodeSettings): KafkaSettings {
  const listeners = { CLIENTS: node.clients, BROKERS: node.brokers, CONTROLLERS: node.controllers };
  const listening = Object.entries(listeners).map(
    ([name, port]) => `${name}://${(name === 'CLIENTS' && node.host) || '127.0.0.1'}:${port}`,
  );
  return {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': plan.ports.map(({ id, controllers }) => `${id}@127.0.0.1:${controllers}`).join(','),
    listeners: listening.join(','),
    'advertised.listeners': `CLIENTS://${node.advertised},BROKERS://127.0.0.1:${node.brokers}`,
    'listener.security.protocol.map': `CLIENTS:${plan.protocol},BROKERS:PLAINTEXT,CONTROLLERS:PLAINTEXT`,
    'inter.broker.listener.name': 'BROKERS',
    'controller.listener.names': 'CONTROLLERS',
    'log.dirs': node.directory,
    ...replication(plan.ports.length),
    'auto.create.topics.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    'offsets.topic.num.partitions': 6,
    'transaction.state.log.num.partitions': 3,
    // 128 MB of a small heap otherwise.
    'log.cleaner.dedupe.buffer.size': 4_194_304,
    ...plan.security,
    ...plan.settings,
  };
}

function replication(nodes: number): KafkaSettings {
  const replicas = Math.min(3, nodes);
  const inSync = Math.max(1, replicas - 1);
  return {
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
  };
}
