import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaVersion } from './kafka-jars.ts';
import { kafkaSettings } from './kafka-properties.ts';
import { onMyEnd } from './reaper.ts';
import { lastLines, runProgram } from './run-program.ts';

interface ContainerOptions {
  /** Where it is to be reached, on 127.0.0.1. */
  readonly port: number;
  readonly signal?: AbortSignal | undefined;
  readonly say?: ((progress: string) => void) | undefined;
}

// The image may have to be fetched first.
const runWithinMs = 300_000;
const readyWithinMs = 90_000;

/** Whether an engine answers; having the command is not enough. */
export function dockerAnswers(): boolean {
  const asked = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], {
    timeout: 5000,
    encoding: 'utf8',
  });
  return asked.status === 0 && asked.stdout.trim() !== '';
}

/** One node of Apache Kafka, as `apache/kafka` has it. Resolves with the container's name. */
export async function startKafkaContainer(options: ContainerOptions): Promise<string> {
  const clients = options.port;
  // Inside the container nothing else listens.
  const ports = { id: 1, clients, brokers: clients + 1, controllers: clients + 2 };
  const settings = kafkaSettings(
    { ports: [ports], protocol: 'PLAINTEXT', security: {}, settings: {} },
    { ...ports, host: '0.0.0.0', advertised: `127.0.0.1:${clients}`, directory: '/tmp/kafka-data' },
  );
  const environment = Object.entries(settings).map(
    ([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, String(value)] as const,
  );
  return run({
    ...options,
    image: `apache/kafka:${kafkaVersion}`,
    ports: [clients, clients],
    environment: Object.fromEntries(environment),
    ready: 'Kafka Server started',
  });
}

export async function startPostgresContainer(options: ContainerOptions): Promise<string> {
  return run({
    ...options,
    image: 'postgres:17',
    ports: [options.port, 5432],
    environment: { POSTGRES_USER: 'deskrail', POSTGRES_HOST_AUTH_METHOD: 'trust' },
    // It starts once to be set up, without a port; then for good.
    ready: /ready to accept connections[\s\S]*ready to accept connections/,
  });
}

async function run(
  options: ContainerOptions & {
    readonly image: string;
    readonly ports: readonly [number, number];
    readonly environment: Readonly<Record<string, string>>;
    readonly ready: string | RegExp;
  },
): Promise<string> {
  const { image, signal } = options;
  const [outside, inside] = options.ports;
  const name = `deskrail-${image.replace(/[^a-z]+/g, '-')}-${outside}`;
  const environment = Object.entries(options.environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  options.say?.(`Starting ${image} with Docker`);
  onMyEnd({ do: 'run', command: 'docker', parameters: ['rm', '--force', '--volumes', name] });
  try {
    const where = ['--publish', `127.0.0.1:${outside}:${inside}`];
    await runProgram('docker', ['run', '--detach', '--name', name, ...where, ...environment, image], {
      timeoutMs: runWithinMs,
      signal,
    });
    const limit = AbortSignal.timeout(readyWithinMs);
    for (;;) {
      const printed = await runProgram('docker', ['logs', name], { timeoutMs: 20_000, signal });
      if (new RegExp(options.ready).test(printed)) return name;
      if (limit.aborted) throw new Error(`${image} was not ready in ${readyWithinMs / 1000} s:\n${lastLines(printed)}`);
      await sleep(200, undefined, { signal });
    }
  } catch (error) {
    await removeContainer(name);
    throw error;
  }
}

/** Harmless where it is gone already. */
export async function removeContainer(name: string): Promise<void> {
  await runProgram('docker', ['rm', '--force', '--volumes', name], { timeoutMs: 60_000 });
}
