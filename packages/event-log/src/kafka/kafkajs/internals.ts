/**
 * The inner parts of kafkajs 2.2.4 that Deskrail stands on. kafkajs exports neither them nor their types; it is pinned
 * to this version, has no `exports` map, and has had no release since 2023.
 */
// @ts-expect-error There are no types for it.
import ClusterClass from 'kafkajs/src/cluster/index.js';
// @ts-expect-error There are no types for it.
import loggers from 'kafkajs/src/loggers/index.js';
// @ts-expect-error There are no types for it.
import RequestQueueClass from 'kafkajs/src/network/requestQueue/index.js';
// @ts-expect-error There are no types for it.
import protocolError from 'kafkajs/src/protocol/error.js';
// @ts-expect-error There are no types for it.
import keys from 'kafkajs/src/protocol/requests/apiKeys.js';
// @ts-expect-error There are no types for it.
import protocolRequests from 'kafkajs/src/protocol/requests/index.js';
import { quietSockets } from './quiet-sockets.js';

/** A request of the protocol in the version that both sides speak. */
export interface ProtocolRequest {
  readonly request: { readonly apiKey: number; readonly apiName: string };
  readonly response: {
    decode(payload: Buffer): Promise<unknown>;
    parse(decoded: unknown): Promise<unknown>;
  };
  /** Of those that a broker may hold back, in ms. It only ever lengthens the client's own. */
  readonly requestTimeout?: number;
}

export interface KafkajsConnection {
  isConnected(): boolean;
  rejectRequests(error: Error): void;
}

export interface KafkajsBroker {
  readonly nodeId: number | null;
  readonly brokerAddress: string;
  readonly connectionPool: {
    readonly host: string;
    readonly port: number;
    readonly pool: readonly KafkajsConnection[];
    send(request: ProtocolRequest): Promise<unknown>;
  };
  isConnected(): boolean;
  /** Throws where the broker does not speak it. */
  lookupRequest(apiKey: number, definition: unknown): (options: object) => ProtocolRequest;
  metadata(topics?: readonly string[]): Promise<ClusterMetadata>;
  initProducerId(options: { readonly transactionTimeout: number }): Promise<{
    readonly producerId: string;
    readonly producerEpoch: number;
  }>;
  disconnect(): Promise<void>;
}

export interface TopicMetadata {
  readonly topicErrorCode: number;
  readonly topic: string;
  readonly partitionMetadata: readonly {
    readonly partitionErrorCode: number;
    readonly partitionId: number;
    /** -1 while there is none. */
    readonly leader: number;
    readonly replicas: readonly number[];
    readonly isr: readonly number[];
  }[];
}

export interface ClusterMetadata {
  readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
  readonly topicMetadata: readonly TopicMetadata[];
}

/** What kafkajs knows of a cluster, and its connections to it. */
export interface KafkajsCluster {
  readonly targetTopics: Set<string>;
  readonly brokerPool: {
    readonly brokers: Readonly<Record<string, KafkajsBroker>>;
    readonly seedBroker: KafkajsBroker | undefined;
    readonly metadata: ClusterMetadata | null;
    createBroker(options: unknown): KafkajsBroker;
    findConnectedBroker(): Promise<KafkajsBroker>;
  };
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  removeBroker(address: { readonly host: string; readonly port: number }): void;
  refreshMetadata(): Promise<void>;
  findBroker(broker: { readonly nodeId: number }): Promise<KafkajsBroker>;
  findControllerBroker(): Promise<KafkajsBroker>;
}

export interface KafkajsClusterOptions {
  readonly logger: unknown;
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: unknown;
  readonly sasl?: unknown;
  readonly connectionTimeout: number;
  readonly authenticationTimeout: number;
  readonly requestTimeout: number;
  readonly retry: unknown;
}

export const newCluster = (options: KafkajsClusterOptions): KafkajsCluster =>
  new ClusterClass({
    ...options,
    socketFactory: quietSockets(),
    enforceRequestTimeout: true,
    metadataMaxAge: 300_000,
    allowAutoTopicCreation: false,
    maxInFlightRequests: null,
  });

export const newLogger = (options: { readonly level: number; readonly logCreator: unknown }): unknown =>
  loggers.createLogger(options);

export interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

export const requestQueuePrototype: RequestQueue = RequestQueueClass.prototype;

/** Those of the protocol's requests that are used. */
export type Api =
  | 'CreateTopics'
  | 'DeleteGroups'
  | 'DescribeConfigs'
  | 'Fetch'
  | 'GroupCoordinator'
  | 'Heartbeat'
  | 'InitProducerId'
  | 'JoinGroup'
  | 'LeaveGroup'
  | 'ListGroups'
  | 'ListOffsets'
  | 'Metadata'
  | 'OffsetCommit'
  | 'OffsetFetch'
  | 'Produce'
  | 'SyncGroup';

export const apiKeys: Readonly<Record<Api, number>> = keys;
export const requests: Readonly<Record<Api, unknown>> = protocolRequests.requests;

/** The error that a code of the protocol stands for, with its name as `type`. */
export const errorOfCode = (code: number): Error & { readonly type: string } => protocolError.createErrorFromCode(code);
