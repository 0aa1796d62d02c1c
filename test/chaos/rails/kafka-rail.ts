import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openKafkaLog } from '@deskrail/event-log/kafka';
import { onMyEnd } from '../../brokers/reaper.ts';
import { startKafka } from '../../brokers/start-kafka.ts';
import { startPostgres } from '../../brokers/start-postgres.ts';
import { startProxy, type TcpProxy } from '../../brokers/tcp-proxy.ts';
import type { Witnessed } from '../judge/evidence.ts';
import type { Part } from '../part-process.ts';
import { mountSmallDisk } from '../small-disk.ts';
import type { ChaosRail, RailOptions } from './chaos-rail.ts';
import { applyTopics, environmentOf, startParts } from './kafka-parts.ts';

/** The broker whose disk can be full. */
const smallDiskNode = 2;

/** Six processes, three brokers and one PostgreSQL, behind networks that can be cut. */
export async function openKafkaRail({ desk, signal, say, ...given }: RailOptions): Promise<ChaosRail> {
  await using stack = new AsyncDisposableStack();
  const home = await mkdtemp(join(tmpdir(), 'deskrail-chaos-'));
  onMyEnd({ do: 'remove', directory: home });
  stack.defer(() => rm(home, { recursive: true, force: true }));
  const logs = given.logs ?? home;
  await mkdir(logs, { recursive: true });
  const disk = await mountSmallDisk();
  if (disk === undefined) say('No file system can be mounted here: no disk is ever full.');
  else stack.defer(() => disk.close());
  const { links, ports, link } = createLinks(stack);
  const kafka = stack.use(
    await startKafka({
      ...{ nodes: 3, heapMb: 220, signal, say },
      directory: (id) => (id === smallDiskNode ? disk?.directory : undefined),
      advertise: async ({ id, port }) => `127.0.0.1:${await link(`broker-${id}`, port)}`,
    }),
  );
  const postgres = stack.use(await startPostgres({ signal, say }));
  const url = new URL((await postgres.createDatabase()).url);
  url.port = String(await link('postgres', postgres.port));
  const environment = environmentOf({ database: url.href, deskPort: await link('desk', desk.port), token: desk.token });
  const place = { home, logs, environment, brokers: kafka.brokers, signal };
  say('making the topics');
  await applyTopics(place);
  say('starting the processes');
  const { parts, receivers } = await startParts({ ...place, link, own: (part) => stack.use(part) });
  const up = async (upSignal: AbortSignal) => {
    await Promise.all(kafka.nodes.map((node) => node.start()));
    await postgres.start();
    await Promise.all(parts.map((part) => part.up(upSignal)));
  };
  await up(signal);
  const owned = stack.move();
  return {
    ...{ kind: 'kafka', parts, receivers, disk, links, ports, kafka, postgres, up },
    api: apiOf(parts),
    witnesses: () => [{ group: 'witness', effects: effectsIn(join(home, 'witness.db')) }],
    async readLog(stream) {
      await using log = await openKafkaLog({ brokers: kafka.brokers.split(',') });
      return await Array.fromAsync(log.read({ stream }));
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Proxies by name, made as they are asked for. */
function createLinks(stack: AsyncDisposableStack) {
  const links: Record<string, TcpProxy> = {};
  const ports: Record<string, number> = {};
  const link = async (name: string, to: number): Promise<number> => {
    const proxy = stack.use(await startProxy({ to }));
    links[name] = proxy;
    ports[name] = proxy.port;
    return proxy.port;
  };
  return { links, ports, link };
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
