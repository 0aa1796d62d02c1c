import { once } from 'node:events';
import { connect } from 'node:net';
import { dockerAnswers, removeContainer, startKafkaContainer, startPostgresContainer } from './docker.ts';
import { freePorts } from './free-ports.ts';
import type { KnownProcess } from './known-process.ts';
import { findPostgres } from './postgres-programs.ts';
import { startKafka } from './start-kafka.ts';
import { startPostgres } from './start-postgres.ts';

/** Something that many may use at once: brokers, or a database server. */
export interface Shared {
  /** `KAFKA_BROKERS`, or `DATABASE_URL`. */
  readonly address: string;
  /** Resolves once it serves, and fails with what to do about it. */
  readonly ready: Promise<Ready>;
}

export interface Ready {
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

export interface ShareOptions {
  /** Of Kafka. Default 1. */
  readonly nodes?: number;
  /** For load rather than for a quick start. */
  readonly load?: boolean;
  readonly signal?: AbortSignal;
  readonly say?: (progress: string) => void;
}

const answerWithinMs = 5000;
const nothing: Remains = { processes: [], containers: [], directories: [] };

/** `KAFKA_BROKERS` if set, else Docker if an engine answers (one node only), else Java. */
export async function shareKafka({ nodes = 1, ...options }: ShareOptions): Promise<Shared> {
  const given = process.env.KAFKA_BROKERS;
  if (given) return { address: given, ready: answers('KAFKA_BROKERS', given.split(',')) };

  const ports = await freePorts(nodes);
  const start = async (): Promise<Ready> => {
    if (nodes === 1 && dockerAnswers()) {
      try {
        return inContainer(await startKafkaContainer({ ...options, port: ports[0] ?? 0 }));
      } catch (error) {
        options.signal?.throwIfAborted();
        options.say?.(`Docker did not start Kafka; trying Java. ${(error as Error).message}`);
      }
    }
    const cluster = await startKafka({ ...options, nodes, ports });
    const origin = `Apache Kafka on Java, ${nodes === 1 ? 'one node' : `${nodes} nodes`}`;
    return { origin, remains: { ...nothing, ...cluster.remains() }, close: cluster.close };
  };
  return { address: ports.map((port) => `127.0.0.1:${port}`).join(','), ready: start() };
}

/** `DATABASE_URL` if set, else a server installed on this machine, else Docker if an engine answers. */
export async function sharePostgres({ load, ...options }: ShareOptions): Promise<Shared> {
  const given = process.env.DATABASE_URL;
  if (given) {
    const { hostname, port } = new URL(given);
    return { address: given, ready: answers('DATABASE_URL', [`${hostname}:${port || 5432}`]) };
  }
  const [port = 0] = await freePorts(1);
  const start = async (): Promise<Ready> => {
    if (!hasPostgres() && dockerAnswers()) return inContainer(await startPostgresContainer({ ...options, port }));
    // A test's server loses nothing when processes die; only a power cut could.
    const server = await startPostgres({ ...options, port, settings: load ? {} : { fsync: 'off' } });
    const remains = { ...nothing, ...server.remains() };
    return { origin: 'PostgreSQL of this machine', remains, close: server.close };
  };
  return { address: `postgres://deskrail@127.0.0.1:${port}/postgres`, ready: start() };
}

export function hasPostgres(): boolean {
  try {
    findPostgres();
    return true;
  } catch {
    return false;
  }
}

async function answers(variable: string, [first = '']: readonly string[]): Promise<Ready> {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(first.trim()) ?? [];
  const socket = connect({ host, port: Number(port) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(answerWithinMs) });
  } catch (cause) {
    const fix = `Start what is to listen there, or unset ${variable}.`;
    throw new Error(`${variable} is set, and nothing answers at ${first}. ${fix}`, { cause });
  } finally {
    socket.destroy();
  }
  return { origin: `what ${variable} names`, remains: nothing, close: async () => {} };
}

const inContainer = (name: string): Ready => ({
  origin: `Docker container ${name}`,
  remains: { ...nothing, containers: [name] },
  close: () => removeContainer(name),
});
