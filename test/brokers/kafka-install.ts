import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { findJava, type Java } from './java.ts';
import { classArchiveFlag } from './kafka-class-archive.ts';
import { kafkaJars } from './kafka-jars.ts';
import { kafkaProperties } from './kafka-properties.ts';
import { runProgram } from './run-program.ts';

/** Apache Kafka, ready to be run. */
export interface KafkaInstall {
  readonly java: Java;
  /** What goes before a class's name on Java's command line. */
  readonly flags: readonly string[];
  /** What every empty node starts from: the features of this version. */
  readonly checkpoint: string;
}

interface InstallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly say?: ((progress: string) => void) | undefined;
}

const classPath = (jars: string) => ['-cp', join(jars, '*')];
const quickly = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto'];

/** Fetches what is missing and prepares, once for a version of Java, what makes every start shorter. */
export async function installKafka(options: InstallOptions): Promise<KafkaInstall> {
  const java = findJava();
  const jars = await kafkaJars(options);
  const checkpoint = join(jars, '..', 'bootstrap.checkpoint');
  if (!existsSync(checkpoint)) {
    const work = await mkdtemp(join(tmpdir(), 'deskrail-kafka-'));
    try {
      await rename(
        await formatNode({ java, flags: [...quickly, ...classPath(jars)] }, work, options.signal),
        checkpoint,
      );
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  const install = { java, flags: classPath(jars), checkpoint };
  return { ...install, flags: [...(await classArchiveFlag(install, options.signal)), ...install.flags] };
}

/** Lets Kafka's own tool format a node in `work`; resolves with the checkpoint that it wrote. */
export async function formatNode(
  install: Pick<KafkaInstall, 'java' | 'flags'>,
  work: string,
  signal: AbortSignal | undefined,
  scramUsers: readonly string[] = [],
): Promise<string> {
  const [clients = 0, brokers = 0, controllers = 0] = await freePorts(3);
  const node = {
    id: 1,
    clients,
    brokers,
    controllers,
    advertised: `127.0.0.1:${clients}`,
    directory: join(work, 'log'),
  };
  const plan = { ports: [node], protocol: 'PLAINTEXT', security: {}, settings: {} };
  await writeFile(join(work, 'format.properties'), kafkaProperties(plan, node));
  const format = ['format', '--cluster-id', 'AAAAAAAAAAAAAAAAAAAAAQ', '--config', join(work, 'format.properties')];
  const scram = scramUsers.flatMap((user) => ['--add-scram', user]);
  await runProgram(install.java.java, [...install.flags, 'kafka.tools.StorageTool', ...format, ...scram], {
    timeoutMs: 60_000,
    signal,
  });
  return join(node.directory, 'bootstrap.checkpoint');
}
