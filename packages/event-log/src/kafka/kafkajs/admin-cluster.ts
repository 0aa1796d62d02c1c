// kafkajs has no `exports` map; its inner modules have no types.
// @ts-expect-error
import Cluster from 'kafkajs/src/cluster/index.js';
// @ts-expect-error
import { createLogger } from 'kafkajs/src/loggers/index.js';
// @ts-expect-error
import protocolErrors from 'kafkajs/src/protocol/error.js';
// @ts-expect-error
import apiKeys from 'kafkajs/src/protocol/requests/apiKeys.js';
// @ts-expect-error
import requestModule from 'kafkajs/src/protocol/requests/index.js';
import { DriverError, type DriverSettings } from '../driver.js';
import { kindOfProtocolError } from '../protocol-errors.js';
import { calmRequestQueue } from './calm-request-queue.js';
import { quietSockets } from './quiet-sockets.js';
import { translateFailure } from './translate-failure.js';

interface ProtocolRequest {
  readonly request: { readonly apiKey: number; readonly apiName: string };
  readonly response: { decode(raw: Buffer): Promise<unknown>; parse(decoded: unknown): Promise<unknown> };
  /** Of those that a broker may hold back, in ms. */
  readonly requestTimeout?: number;
}

type AskedBroker = Pick<AdminBroker, 'connectionPool' | 'lookupRequest'>;

/** A broker as kafkajs holds it. */
export interface AdminBroker {
  readonly nodeId: string | number;
  readonly connectionPool: {
    readonly host: string;
    readonly port: number;
    send(request: ProtocolRequest): Promise<unknown>;
  };
  lookupRequest(apiKey: number, definition: unknown): (args: never) => ProtocolRequest;
  metadata(topics?: readonly string[]): Promise<unknown>;
}

interface KafkajsCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  findControllerBroker(): Promise<AdminBroker>;
  findBroker(where: { readonly nodeId: string }): Promise<AdminBroker>;
  getNodeIds(): readonly string[];
  readonly brokerPool: {
    createBroker(options: unknown): AdminBroker;
    findConnectedBroker(): Promise<AdminBroker>;
  };
}

const noLogs = () => () => {};

/**
 * kafkajs' connections and codecs without its admin client, which swallows the errors of a coordinator look-up, throws
 * for one leaderless partition of any topic, and joins a group to set its offsets.
 */
export async function openAdminCluster(settings: DriverSettings) {
  const { brokers, clientId, tls, sasl, connectTimeoutMs, requestTimeoutMs } = settings;
  calmRequestQueue();
  const cluster: KafkajsCluster = new Cluster({
    logger: createLogger({ level: 0, logCreator: noLogs }),
    socketFactory: quietSockets(),
    brokers: [...brokers],
    ssl: tls === undefined ? null : socketOptions(tls),
    sasl: sasl === undefined ? null : { ...sasl },
    clientId,
    connectionTimeout: connectTimeoutMs,
    authenticationTimeout: requestTimeoutMs,
    reauthenticationThreshold: 10_000,
    requestTimeout: requestTimeoutMs,
    enforceRequestTimeout: true,
    metadataMaxAge: 0,
    retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000, factor: 0.2, multiplier: 2 },
    allowAutoTopicCreation: false,
    maxInFlightRequests: null,
  });
  const create = cluster.brokerPool.createBroker;
  cluster.brokerPool.createBroker = (options) => {
    const broker = create(options);
    broker.metadata = (topics = []) => ask(broker, 'Metadata', { topics, allowAutoTopicCreation: false });
    return broker;
  };
  const reach = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw translateFailure(error, { brokers });
    }
  };
  try {
    await reach(() => cluster.connect());
    await reach(() => cluster.refreshMetadata());
  } catch (error) {
    await cluster.disconnect().catch(() => {});
    throw error;
  }
  return {
    any: () => reach(() => cluster.brokerPool.findConnectedBroker()),
    controller: () => reach(() => cluster.refreshMetadata().then(() => cluster.findControllerBroker())),
    broker: (id: number) =>
      reach(async () => {
        if (!cluster.getNodeIds().includes(String(id))) await cluster.refreshMetadata();
        return cluster.findBroker({ nodeId: String(id) });
      }),
    brokerIds: () => reach(() => cluster.refreshMetadata().then(() => cluster.getNodeIds().map(Number))),
    close: () => cluster.disconnect().catch(() => {}),
  };
}

export type AdminCluster = Awaited<ReturnType<typeof openAdminCluster>>;

function socketOptions(tls: NonNullable<DriverSettings['tls']>): object {
  if (tls === true) return {};
  const { serverName, ...rest } = tls;
  return { ...rest, ...(serverName !== undefined && { servername: serverName }) };
}

/** One request, its answer decoded and its errors left to the caller: kafkajs throws the first and drops the rest. */
export async function ask<Answer>(broker: AskedBroker, api: string, args: unknown): Promise<Answer> {
  return send(broker, broker.lookupRequest(apiKeys[api], requestModule.requests[api])(args as never));
}

export async function send<Answer>(
  broker: Pick<AskedBroker, 'connectionPool'>,
  asked: Pick<ProtocolRequest, 'request' | 'requestTimeout'> & {
    response: Pick<ProtocolRequest['response'], 'decode'>;
  },
): Promise<Answer> {
  const { request, response, requestTimeout } = asked;
  const lenient = { decode: response.decode, parse: async (decoded: unknown) => decoded };
  const { host, port } = broker.connectionPool;
  try {
    return (await broker.connectionPool.send({
      ...{ request, response: lenient },
      ...(requestTimeout !== undefined && { requestTimeout }),
    })) as Answer;
  } catch (error) {
    throw translateFailure(error, { brokers: [`${host}:${port}`] });
  }
}

/** Throws where an answer carries an error. `about` names what was asked for. */
export function failOn(
  code: number,
  about: ConstructorParameters<typeof DriverError>[2] & { readonly message?: string | null | undefined },
): void {
  if (code === 0) return;
  const { type } = protocolErrors.createErrorFromCode(code) as { type: string };
  const { message, ...details } = about;
  const protocol = type === 'KAFKAJS_UNKNOWN_ERROR_CODE' ? `error ${code}` : type;
  const what = [protocol, details.topic ?? details.group, message].filter(Boolean).join(': ');
  throw new DriverError(kindOfProtocolError(type), what, { ...details, protocol });
}
