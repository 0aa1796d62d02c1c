import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { demoArticlesFolder } from '@deskrail/testing';
import { freePorts } from '../../brokers/free-ports.ts';
import { onMyEnd } from '../../brokers/reaper.ts';
import { startProxy } from '../../brokers/tcp-proxy.ts';
import { startPart } from '../part-process.ts';
import { mountSmallDisk } from '../small-disk.ts';
import { apiKey, secret } from '../words.ts';
import type { ChaosRail, RailOptions } from './chaos-rail.ts';
import { chaosConfig } from './config.ts';

/** `deskrail serve` alone, on a disk of its own where one can be mounted, behind networks that can be cut. */
export async function openEmbeddedRail({ desk, signal, say, ...given }: RailOptions): Promise<ChaosRail> {
  const home = await mkdtemp(join(tmpdir(), 'deskrail-chaos-'));
  onMyEnd({ do: 'remove', directory: home });
  const logs = given.logs ?? home;
  await mkdir(logs, { recursive: true });
  const disk = await mountSmallDisk();
  if (disk === undefined) say('No file system can be mounted here: the disk is never full.');
  const data = disk?.directory ?? home;
  const file = join(data, 'deskrail.db');
  await writeFile(join(home, 'deskrail.config.mjs'), chaosConfig());
  const [port = 0] = await freePorts(1);
  const links = { desk: await startProxy({ to: desk.port }), front: await startProxy({ to: port }) };
  const output = join(logs, 'serve.log');
  const part = startPart({
    ...{ name: 'server', port, parameters: ['serve'], directory: home, output },
    environment: {
      DESKRAIL_DATA: data,
      DESKRAIL_API_KEY: apiKey,
      DESKRAIL_KNOWLEDGE: demoArticlesFolder(),
      DESKRAIL_ZENDESK_SECRET: secret,
      DESKRAIL_ZENDESK_URL: `http://127.0.0.1:${links.desk.port}`,
      DESKRAIL_ZENDESK_TOKEN: desk.token,
    },
  });
  const close = async () => {
    await part.close();
    await Promise.all(Object.values(links).map((link) => link.close()));
    await disk?.close();
    await rm(home, { recursive: true, force: true });
  };
  try {
    await part.up(signal);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ kind: 'embedded', parts: [part], disk, file, links, ports: { desk: links.desk.port } },
    receivers: [`http://127.0.0.1:${links.front.port}`],
    api: () => part.url,
    up: (upSignal) => part.up(upSignal),
    async readLog(stream) {
      await using opened = await openSqliteFile({ path: file, mode: 'read' });
      await using log = await openSqliteLog({ file: opened });
      return await Array.fromAsync(log.read({ stream }));
    },
    [Symbol.asyncDispose]: close,
  };
}
