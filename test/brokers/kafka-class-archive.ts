import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import type { KafkaInstall } from './kafka-install.ts';
import { createNode, randomId } from './kafka-node.ts';
import { kafkaProperties } from './kafka-properties.ts';
import { onMyEnd } from './reaper.ts';

/**
 * Java's flag for an archive of Kafka's loaded classes, which halves the time of every start.
 * It is made once for a version of Java, by letting a node start and stop; without it all works, later.
 */
export async function classArchiveFlag(install: KafkaInstall, signal: AbortSignal | undefined): Promise<string[]> {
  const cache = join(install.checkpoint, '..');
  const archive = join(cache, `classes-${install.java.version.replace(/[^\w.+-]/g, '_')}.jsa`);
  if (!existsSync(archive)) await makeArchive(install, cache, archive, signal);
  return existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`] : [];
}

async function makeArchive(
  install: KafkaInstall,
  cache: string,
  archive: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const home = await mkdtemp(join(cache, 'archive-'));
  onMyEnd({ do: 'remove', directory: home });
  const part = join(home, 'classes.jsa');
  try {
    const [clients = 0, brokers = 0, controllers = 0] = await freePorts(3);
    const ports = { id: 1, clients, brokers, controllers };
    const [directory, address] = [join(home, 'data'), `127.0.0.1:${clients}`];
    const plan = { ports: [ports], protocol: 'PLAINTEXT', security: {}, settings: {} };
    const node = await createNode({
      ...{ install, ports, address, directory, home, signal, clusterId: randomId(), checkpoint: install.checkpoint },
      properties: kafkaProperties(plan, { ...ports, directory, advertised: address }),
      javaFlags: ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-XX:ArchiveClassesAtExit=${part}`],
    });
    await node.start();
    await node.stop();
    if (existsSync(part)) await rename(part, archive);
  } catch (error) {
    signal?.throwIfAborted();
    // What hinders this node will hinder the next, and is told there.
    console.warn(`Kafka starts without an archive of its classes: ${(error as Error).message}`);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
