import { once } from 'node:events';
import { connect } from 'node:net';
import { dockerAnswers, removeContainer, startKafkaContainer, startPostgresContainer } from './docker.ts';
import type { KnownProcess } from './known-process.ts';
import { findPostgres } from './postgres-programs.ts';
import { startKafka } from './start-kafka.ts';
import { startPostgres } from './start-postgres.ts';

/** Something that many may use at once: brokers, or a database server. */
export interface Shared {
  /** `KAFKA_BROKERS`, or `DATABASE_URL`. */
  readonly address: string;
  /** Where it came from, for people. */
  readonly origin: string;
  /** What has to be ended and removed after use; nothing where it was given. */
  readonly remains: Remains;
  close(): Promise<void>;
}

export interface Remains {
  readonly processes: readonly KnownProcess[];
  readonly containers: readonly string[];
  readonly directories: readonly string[];
}

interface ShareOptions {
  /** Of Kafka. Default 1. */
  readonly nodes?: number;
  /** For load rather than for a quick start. */
  readonly load?: boolean;
  readonly signal?: AbortSignal;
  readonly say?: (progress: string) => void;
}

const answerWithinMs = 5000;

/** `KAFKA_BROKERS` if set, else Docker if an engine answers (one node only), else Java. */
export async function shareKafka({ nodes = 1, ...options }: ShareOptions): Promise<Shared> {
  const given = process.env.KAFKA_BROKERS;
  if (given) return shareGiven('KAFKA_BROKERS', given, given.split(','));
  if (nodes === 1 && dockerAnswers()) {
    try {
      return shareContainer(await startKafkaContainer(options), (address) => address);
    } catch (error) {
      options.signal?.throwIfAborted();
      options.say?.(`Docker did not start Kafka; trying Java. ${(error as Error).message}`);
    }
  }
  const cluster = await startKafka({ ...options, nodes });
  const origin = `Apache Kafka on Java, ${nodes === 1 ? 'one node' : `${nodes} nodes`}`;
  const remains = { ...cluster.remains(), containers: [] };
  return { address: cluster.brokers, origin, remains, close: cluster.close };
}

/** `DATABASE_URL` if set, else a server installed on this machine, else Docker if an engine answers. */
export async function sharePostgres(options: ShareOptions): Promise<Shared> {
  const given = process.env.DATABASE_URL;
  if (given) {
    const { hostname, port } = new URL(given);
    return shareGiven('DATABASE_URL', given, [`${hostname}:${port || 5432}`]);
  }
  if (!hasPostgres() && dockerAnswers()) {
    return shareContainer(
      await startPostgresContainer(options),
      (address) => `postgres://deskrail@${address}/postgres`,
    );
  }
  const { signal, say } = options;
  const server = await startPostgres({
    ...(signal && { signal }),
    ...(say && { say }),
    // A test's server loses nothing when processes die; only a power cut could.
    settings: options.load ? {} : { fsync: 'off' },
  });
  const remains = { ...server.remains(), containers: [] };
  return { address: server.url, origin: 'PostgreSQL on this machine', remains, close: server.close };
}

export function hasPostgres(): boolean {
  try {
    findPostgres();
    return true;
  } catch {
    return false;
  }
}

const nothing: Remains = { processes: [], containers: [], directories: [] };

async function shareGiven(variable: string, address: string, places: readonly string[]): Promise<Shared> {
  const [first = ''] = places;
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(first.trim()) ?? [];
  const socket = connect({ host, port: Number(port) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(answerWithinMs) });
  } catch (cause) {
    const fix = `Start what is to listen there, or unset ${variable}.`;
    throw new Error(`${variable} is set, and nothing answers at ${host}:${port}. ${fix}`, { cause });
  } finally {
    socket.destroy();
  }
  return { address, origin: `as ${variable} says`, remains: nothing, close: async () => {} };
}

function shareContainer(
  { name, address }: { name: string; address: string },
  toAddress: (at: string) => string,
): Shared {
  return {
    address: toAddress(address),
    origin: `in Docker, container ${name}`,
    remains: { ...nothing, containers: [name] },
    close: () => removeContainer(name),
  };
}
