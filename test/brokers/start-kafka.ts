import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { installKafka } from './kafka-install.ts';
import { createNode, type KafkaNode, randomId } from './kafka-node.ts';
import { type ClusterPlan, type KafkaSettings, kafkaProperties } from './kafka-properties.ts';
import { type KafkaSecurity, secureKafka } from './kafka-security.ts';
import type { KnownProcess } from './known-process.ts';
import { onMyEnd } from './reaper.ts';

export interface KafkaOptions extends KafkaSecurity {
  /** How many; each is broker and controller. Default 1. */
  readonly nodes?: number;
  /** `server.properties` of every node, over ours. */
  readonly settings?: KafkaSettings;
  /** Where a node keeps its data: a small file system, say. Default: in a temporary directory. */
  readonly directory?: (id: number) => string | undefined;
  /** Where the nodes listen for clients, in order. Default: free ports. */
  readonly ports?: readonly number[];
  /** What stands before a node: given the port on which it will listen, resolves with `host:port` for clients. */
  readonly advertise?: (node: { readonly id: number; readonly port: number }) => string | Promise<string>;
  /** Of each node, in MB. Default 256, or 200 where there are several. */
  readonly heapMb?: number;
  /** Let Java optimize what runs long: slower to start, faster under load. */
  readonly load?: boolean;
  readonly signal?: AbortSignal;
  readonly say?: (progress: string) => void;
}

export interface KafkaCluster extends AsyncDisposable {
  /** Of all nodes: `host:port,host:port`. */
  readonly brokers: string;
  readonly nodes: readonly KafkaNode[];
  /** With `sasl`: the users' passwords. The first is the administrator. */
  readonly users: Readonly<Record<string, string>>;
  /** With `tls`: the authority to trust, as PEM. */
  readonly ca: string | undefined;
  /** What runs and what is on disk, for who keeps the cluster beyond this process. */
  readonly remains: () => { readonly processes: readonly KnownProcess[]; readonly directories: readonly string[] };
  /** Ends the nodes and removes what they kept. */
  close(): Promise<void>;
}

/** Apache Kafka in processes of its own, on free loopback ports. It ends with this process, at the latest. */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaCluster> {
  const { signal, say } = options;
  const count = options.nodes ?? 1;
  const install = await installKafka({ signal, say });
  const home = await mkdtemp(join(tmpdir(), 'deskrail-kafka-'));
  onMyEnd({ do: 'remove', directory: home });
  const nodes: KafkaNode[] = [];
  const close = async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const ports = await freePorts(3 * count);
    const security = await secureKafka(options, install, home);
    const plan: ClusterPlan = {
      ports: Array.from({ length: count }, (_, index) => {
        const [clients = 0, brokers = 0, controllers = 0] = ports.slice(3 * index);
        return { id: index + 1, clients: options.ports?.[index] ?? clients, brokers, controllers };
      }),
      security: security.settings,
      protocol: security.protocol,
      settings: options.settings ?? {},
    };
    const clusterId = randomId();
    for (const node of plan.ports) {
      const address = (await options.advertise?.({ id: node.id, port: node.clients })) ?? `127.0.0.1:${node.clients}`;
      const directory = options.directory?.(node.id) ?? join(home, `node-${node.id}`, 'data');
      const properties = kafkaProperties(plan, { ...node, advertised: address, directory });
      nodes.push(
        await createNode({
          ...{ install, ports: node, address, clusterId, directory, properties, signal },
          home: join(home, `node-${node.id}`),
          checkpoint: security.checkpoint,
          javaFlags: javaFlags(options, count),
        }),
      );
    }
    say?.(`Starting Apache Kafka: ${count === 1 ? 'one node' : `${count} nodes`}`);
    await Promise.all(nodes.map((node) => node.start()));
    return {
      brokers: nodes.map(({ address }) => address).join(','),
      ...{ nodes, users: security.users, ca: security.ca, close },
      remains: () => ({ processes: nodes.flatMap((node) => node.process ?? []), directories: [home] }),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function javaFlags({ heapMb, load }: KafkaOptions, count: number): readonly string[] {
  const heap = heapMb ?? (load ? 512 : count === 1 ? 256 : 200);
  const compiler = load ? [] : ['-XX:TieredStopAtLevel=1'];
  return [`-Xmx${heap}m`, '-Xshare:auto', '-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError', ...compiler];
}
