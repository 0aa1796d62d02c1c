import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Below what systems hand out to outgoing connections: a client's socket would else take a broker's port while it is down.
const range = { from: 20_000, to: 32_000 };
const attempts = 500;
/** Longer than it takes from choosing a port to listening there. */
const reservedForMs = 180_000;
const reservations = join(tmpdir(), `deskrail-ports-${process.getuid?.() ?? 'user'}`);

/** As many loopback ports, free at this moment, and not given to anybody else for some minutes. */
export async function freePorts(count: number): Promise<number[]> {
  await mkdir(reservations, { recursive: true, mode: 0o700 });
  const found: number[] = [];
  for (let attempt = 0; found.length < count; attempt += 1) {
    if (attempt === attempts) throw new Error(`No ${count} free ports between ${range.from} and ${range.to}.`);
    const port = randomInt(range.from, range.to);
    if ((await isFree(port)) && (await reserve(port))) found.push(port);
  }
  return found;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}

/** Between here and a listening Java lie seconds, in which other runs look for ports too. */
async function reserve(port: number): Promise<boolean> {
  const path = join(reservations, String(port));
  const reserved = await stat(path).catch(() => undefined);
  if (reserved !== undefined && Date.now() - reserved.mtimeMs < reservedForMs) return false;
  if (reserved !== undefined) await rm(path, { force: true });
  return writeFile(path, '', { flag: 'wx' }).then(
    () => true,
    () => false,
  );
}
