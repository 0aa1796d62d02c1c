import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { streamNames } from '@deskrail/contracts';
import { demoArticlesFolder, type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import type { Deskrail } from 'deskrail';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acting, observedReplay, refusedWays, temptations, writeRestlessConfig } from './observed-replay.ts';
import { liveThroughADay } from './recorded-day.ts';

// The command as it is installed: these need a build.
let folder: TemporaryFolder;
let outs: TemporaryFolder;
let elsewhere: Server;
let port: number;
let calls = 0;
let deskrail: Deskrail;
beforeAll(async () => {
  folder = await temporaryFolder();
  outs = await temporaryFolder();
  elsewhere = createServer((socket) => {
    calls += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  port = (elsewhere.address() as AddressInfo).port;
  deskrail = await liveThroughADay({ data: folder.path });
  await writeRestlessConfig(folder.path, port);
}, 90_000);
afterAll(async () => {
  await deskrail.close();
  elsewhere.close();
  await Promise.all([folder.remove(), outs.remove()]);
});

const run = (name: string, ...args: string[]) =>
  observedReplay({
    directory: folder.path,
    out: join(outs.path, name),
    environment: { DESKRAIL_DATA: folder.path, DESKRAIL_KNOWLEDGE: demoArticlesFolder(), ...temptations(port) },
    args,
  });

/** Every position of every stream, and every group with its place. */
async function placesOf({ log }: Deskrail) {
  const positions = await Promise.all(
    streamNames.map(async (stream) => {
      const events = await Array.fromAsync(log.read({ stream }));
      return [stream, events.map(({ position }) => position)];
    }),
  );
  return { positions, groups: (await log.lag()).map(({ seconds: _, ...lag }) => lag) };
}

async function stateOf(directory: string) {
  const files = (await readdir(directory, { recursive: true })).filter((name) => !/-(wal|shm)$/.test(name)).sort();
  const bytes = await readFile(join(directory, 'deskrail.db'));
  return { files, hash: createHash('sha256').update(bytes).digest('hex') };
}

describe('nothing leaves a replay', { timeout: 60_000 }, () => {
  it('beside a running instance: no connection, no thread, no process, no place moved, nothing that acts loaded', async () => {
    const before = await placesOf(deskrail);
    const { code, reached, modules, said, summary } = await run('beside');
    expect(said).not.toContain('SECRETS');
    expect({ code, reached, calls }, said.split('\nOBSERVED')[0]).toEqual({ code: 0, reached: [], calls: 0 });
    expect(summary).toMatchObject({ complete: true, facts: 4 });
    expect(Object.keys(summary.refused).sort()).toEqual(refusedWays(port));
    expect(modules.length).toBeGreaterThan(50);
    expect(modules.filter((url) => acting.test(url))).toEqual([]);
    expect(await placesOf(deskrail)).toEqual(before);
  });

  it('a remote model is reached where the command line names it, and nothing else is', async () => {
    const { reached, summary } = await run('remote', '--model', 'openai:small', '--limit', '1');
    expect(calls).toBeGreaterThan(0);
    expect(reached).toEqual([`127.0.0.1:${port}`]);
    expect(Object.keys(summary.refused)).not.toContain(`127.0.0.1:${port}`);
  });

  it('the store’s file is what it was, to the last bit', async () => {
    await deskrail.close();
    const before = await stateOf(folder.path);
    const { code, summary } = await run('alone');
    expect({ code, facts: summary.facts }).toEqual({ code: 0, facts: 4 });
    expect(await stateOf(folder.path)).toEqual(before);
  });
});
