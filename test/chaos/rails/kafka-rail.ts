import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { openKafkaLog } from '@deskrail/event-log/kafka';
import { demoArticlesFolder } from '@deskrail/testing';
import { freePorts } from '../../brokers/free-ports.ts';
import { onMyEnd } from '../../brokers/reaper.ts';
import { startKafka } from '../../brokers/start-kafka.ts';
import { startPostgres } from '../../brokers/start-postgres.ts';
import { startProxy, type TcpProxy } from '../../brokers/tcp-proxy.ts';
import type { Witnessed } from '../judge/evidence.ts';
import { type Part, startPart } from '../part-process.ts';
import { mountSmallDisk } from '../small-disk.ts';
import { apiKey, secret } from '../words.ts';
import type { ChaosRail, RailOptions } from './chaos-rail.ts';
import { chaosConfig } from './config.ts';

const bin = join(import.meta.dirname, '../../../packages/deskrail/bin/deskrail.js');

const witnessProgram = join(import.meta.dirname, '../witness-process.ts');

/** What runs: two take webhooks, two answer the API, two recommend, two carry out. */
const processes = [
  { name: 'receiver-1', roles: 'receive' },
  { name: 'server-1', roles: 'receive,project,api' },
  { name: 'server-2', roles: 'project,api,recommend,execute' },
  { name: 'copilot-1', roles: 'recommend' },
  { name: 'executor-1', roles: 'execute' },
] as const;
/** The broker whose disk can be full. */
const smallDiskNode = 2;

/** Six processes, three brokers and one PostgreSQL, behind networks that can be cut. */
export async function openKafkaRail({ desk, signal, say, ...given }: RailOptions): Promise<ChaosRail> {
  await using stack = new AsyncDisposableStack();
  const home = await mkdtemp(join(tmpdir(), 'deskrail-chaos-'));
  onMyEnd({ do: 'remove', directory: home });
  const logs = given.logs ?? home;
  await mkdir(logs, { recursive: true });
  stack.defer(() => rm(home, { recursive: true, force: true }));
  const disk = await mountSmallDisk();
  if (disk === undefined) say('No file system can be mounted here: no disk is ever full.');
  else stack.defer(() => disk.close());
  const links: Record<string, TcpProxy> = {};
  const ports: Record<string, number> = {};
  const link = async (name: string, to: number): Promise<number> => {
    const proxy = stack.use(await startProxy({ to }));
    links[name] = proxy;
    ports[name] = proxy.port;
    return proxy.port;
  };
  const kafka = stack.use(
    await startKafka({
      ...{ nodes: 3, heapMb: 220, signal, say },
      directory: (id) => (id === smallDiskNode ? disk?.directory : undefined),
      advertise: async ({ id, port }) => `127.0.0.1:${await link(`broker-${id}`, port)}`,
    }),
  );
  const postgres = stack.use(await startPostgres({ signal, say }));
  const database = await postgres.createDatabase();
  const url = new URL(database.url);
  url.port = String(await link('postgres', postgres.port));
  const environment = {
    DATABASE_URL: url.href,
    DESKRAIL_API_KEY: apiKey,
    DESKRAIL_KNOWLEDGE: demoArticlesFolder(),
    DESKRAIL_ZENDESK_SECRET: secret,
    DESKRAIL_ZENDESK_URL: `http://127.0.0.1:${await link('desk', desk.port)}`,
    DESKRAIL_ZENDESK_TOKEN: desk.token,
  };
  const brokers = kafka.brokers.split(',');
  await writeFile(join(home, 'deskrail.config.mjs'), chaosConfig({ kafka: { brokers, partitions: 6 } }));
  say('making the topics');
  await promisify(execFile)(process.execPath, [bin, 'topics', 'apply'], {
    ...{ cwd: home, env: { PATH: process.env.PATH, ...environment, DESKRAIL_DATA: join(home, 'topics') }, signal },
  });

  const parts: Part[] = [];
  const receivers: string[] = [];
  const free = await freePorts(processes.length);
  for (const [index, { name, roles }] of processes.entries()) {
    const data = join(home, name);
    await mkdir(data);
    const port = free[index] ?? 0;
    parts.push(
      stack.use(
        startPart({
          ...{ name, port, directory: home, parameters: ['serve', '--roles', roles] },
          ...{ environment: { ...environment, DESKRAIL_DATA: data }, output: join(logs, `${name}.log`) },
        }),
      ),
    );
    if (roles.startsWith('receive')) receivers.push(`http://127.0.0.1:${await link(name, port)}`);
  }
  const witness = join(home, 'witness.db');
  parts.push(
    stack.use(
      startPart({
        ...{ name: 'witness', port: 0, directory: home, parameters: [], program: witnessProgram },
        ...{ environment: { WITNESS_FILE: witness, WITNESS_BROKERS: kafka.brokers } },
        output: join(logs, 'witness.log'),
      }),
    ),
  );
  const up = async (upSignal: AbortSignal) => {
    await Promise.all(kafka.nodes.map((node) => node.start()));
    await postgres.start();
    await Promise.all(parts.map((part) => part.up(upSignal)));
  };
  say('starting the processes');
  await up(signal);
  const owned = stack.move();
  return {
    ...{ kind: 'kafka', parts, receivers, disk, links, ports, kafka, postgres, up },
    api: apiOf(parts),
    witnesses: () => [{ group: 'witness', effects: effectsIn(witness) }],
    async readLog(stream) {
      await using log = await openKafkaLog({ brokers });
      return await Array.fromAsync(log.read({ stream }));
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function effectsIn(file: string): Witnessed['effects'] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare('select id, subject from effects order by place').all();
    return rows.map(({ id, subject }) => ({ id: String(id), subject: String(subject) }));
  } finally {
    database.close();
  }
}

/** In turn, past those that are down. */
function apiOf(parts: readonly Part[]): () => string {
  const servers = parts.filter(({ name }) => name.startsWith('server'));
  let turn = 0;
  return () => {
    turn += 1;
    const inTurn = servers.map((_, index) => servers[(turn + index) % servers.length] as Part);
    return (inTurn.find(({ isUp }) => isUp) ?? (inTurn[0] as Part)).url;
  };
}
