import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaInstall } from './kafka-install.ts';
import { hasEnded, isRunning, type KnownProcess, knownProcess, signalProcess } from './known-process.ts';
import { onMyEnd } from './reaper.ts';
import { lastLines } from './run-program.ts';

export interface KafkaPorts {
  readonly id: number;
  readonly clients: number;
  readonly brokers: number;
  readonly controllers: number;
}

export interface KafkaNode {
  readonly id: number;
  /** What clients are told to connect to: `host:port`. */
  readonly address: string;
  /** Where it listens for clients, on 127.0.0.1; another than in `address` where something stands in front. */
  readonly port: number;
  /** Holds its data. */
  readonly directory: string;
  /** What it printed. */
  readonly logFile: string;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  /** SIGKILL: what a power cut is, as far as clients can tell. */
  kill(): Promise<void>;
  /** SIGTERM: leadership is handed over first. */
  stop(): Promise<void>;
  /** Again with the same data, on the same ports; resolves once clients are served. */
  start(): Promise<void>;
  /** The same node with an empty disk: killed if it runs, wiped, started. The others' replicas fill it. */
  replaceEmpty(): Promise<void>;
  /** What is to be ended by somebody else. */
  readonly process: KnownProcess | undefined;
}

export interface NodePlan {
  readonly install: KafkaInstall;
  readonly ports: KafkaPorts;
  readonly address: string;
  readonly clusterId: string;
  /** `server.properties` and what it prints go here. */
  readonly home: string;
  readonly directory: string;
  readonly properties: string;
  readonly javaFlags: readonly string[];
  readonly checkpoint: string;
  readonly signal: AbortSignal | undefined;
}

const readyWithinMs = 90_000;
const stopWithinMs = 30_000;
const started = 'Kafka Server started';
const logging = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS',
];

/** A node with an empty disk, not started. */
export async function createNode(plan: NodePlan): Promise<KafkaNode> {
  const { ports, directory, home } = plan;
  const logFile = join(home, 'server.log');
  let running: KnownProcess | undefined;
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'server.properties'), plan.properties);
  await formatEmpty(plan);

  const alive = () => (running !== undefined && isRunning(running) ? running : undefined);
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (running === undefined) return;
    signalProcess(running, signal);
    if (!(await hasEnded(running, stopWithinMs))) {
      signalProcess(running, 'SIGKILL');
      await hasEnded(running, stopWithinMs);
    }
    running = undefined;
  };
  const start = async () => {
    if (alive() !== undefined) return;
    running = await launch(plan, logFile);
  };
  return {
    ...{ id: ports.id, address: plan.address, port: ports.clients, directory, logFile, start },
    get pid() {
      return alive()?.pid;
    },
    get process() {
      return alive();
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async replaceEmpty() {
      await end('SIGKILL');
      await formatEmpty(plan);
      await start();
    },
  };
}

/** As Kafka's own tool leaves a directory, without the second of Java that it takes. */
async function formatEmpty({ directory, checkpoint, clusterId, ports }: NodePlan): Promise<void> {
  await mkdir(directory, { recursive: true });
  // The directory itself may be a mount point, and stays.
  for (const name of await readdir(directory)) await rm(join(directory, name), { recursive: true });
  await copyFile(checkpoint, join(directory, 'bootstrap.checkpoint'));
  const meta = { version: 1, 'cluster.id': clusterId, 'node.id': ports.id, 'directory.id': randomId() };
  await writeFile(
    join(directory, 'meta.properties'),
    Object.entries(meta)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
}

/** As Kafka writes its ids; one that began with a dash would be taken for an option. */
export const randomId = (): string => `A${randomBytes(16).toString('base64url').slice(1)}`;

async function launch(plan: NodePlan, logFile: string): Promise<KnownProcess> {
  const output = openSync(logFile, 'a');
  const from = statSync(logFile).size;
  const { java, flags } = plan.install;
  const parameters = [...plan.javaFlags, ...logging, ...flags, 'kafka.Kafka', join(plan.home, 'server.properties')];
  const child = spawn(java.java, parameters, {
    cwd: plan.home,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
  const known = child.pid === undefined ? undefined : knownProcess(child.pid);
  if (known) onMyEnd({ do: 'end', process: known, signal: 'SIGKILL' });
  try {
    await ready(child, plan, () => readFileSync(logFile).subarray(from).toString());
    if (known === undefined) throw new Error(`Kafka node ${plan.ports.id} could not be watched.`);
    return known;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function ready(child: ChildProcess, plan: NodePlan, printed: () => string): Promise<void> {
  const limit = AbortSignal.timeout(readyWithinMs);
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const name = `Kafka node ${plan.ports.id}`;
  for (;;) {
    const text = printed();
    if (text.includes(started)) return;
    if (failure !== undefined) throw failure;
    plan.signal?.throwIfAborted();
    const ended = child.exitCode ?? child.signalCode;
    if (ended !== null)
      throw new Error(`${name} ended (${ended}) before it was ready. It printed:\n${lastLines(text)}`);
    if (limit.aborted) throw new Error(`${name} was not ready in ${readyWithinMs / 1000} s:\n${lastLines(text)}`);
    await sleep(25);
  }
}
