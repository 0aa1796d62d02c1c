import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeContainer } from './docker.ts';
import { hasEnded, isRunning, type KnownProcess, knownProcess, signalProcess } from './known-process.ts';
import type { Ready, Remains } from './shared-brokers.ts';

/** What `start` left running. */
export interface BrokersState {
  readonly nodes: number;
  readonly kafka: StartedPart;
  readonly postgres: StartedPart;
}

type StartedPart = Pick<Ready, 'origin' | 'remains'> & { readonly address: string };

const directory = join(tmpdir(), `deskrail-brokers-${process.getuid?.() ?? 'user'}`);
const stateFile = join(directory, 'state.json');
const lockFile = join(directory, 'busy');
const endWithinMs = 20_000;

export async function readState(): Promise<BrokersState | undefined> {
  await ownDirectory();
  return existsSync(stateFile) ? (JSON.parse(await readFile(stateFile, 'utf8')) as BrokersState) : undefined;
}

export async function writeState(state: BrokersState): Promise<void> {
  await ownDirectory();
  await writeFile(stateFile, JSON.stringify(state, null, 2), { mode: 0o600 });
}

/** Whether all that was started still runs; what was given is not ours to know. */
export const allRun = ({ kafka, postgres }: BrokersState): boolean =>
  [...kafka.remains.processes, ...postgres.remains.processes].every(isRunning);

/** Ends what `start` started, and nothing else: a process that only has its number is left alone. */
export async function clearUp({ kafka, postgres }: BrokersState): Promise<void> {
  // Kafka in order, as for a stop; PostgreSQL by SIGINT, its word for "now, but properly".
  await Promise.all([
    ...kafka.remains.processes.map((each) => end(each, 'SIGTERM')),
    ...postgres.remains.processes.map((each) => end(each, 'SIGINT')),
  ]);
  for (const { containers, directories } of [kafka.remains, postgres.remains] satisfies Remains[]) {
    for (const name of containers) await removeContainer(name);
    for (const path of directories) await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
  await rm(stateFile, { force: true });
}

async function end(known: KnownProcess, signal: NodeJS.Signals): Promise<void> {
  signalProcess(known, signal);
  if (await hasEnded(known, endWithinMs)) return;
  signalProcess(known, 'SIGKILL');
  await hasEnded(known, endWithinMs);
}

/** One at a time starts or stops. Whoever died while it held the place does not hold it any more. */
export async function alone<Result>(work: () => Promise<Result>): Promise<Result> {
  await ownDirectory();
  const me = JSON.stringify(knownProcess(process.pid));
  for (let attempt = 0; ; attempt += 1) {
    try {
      await writeFile(lockFile, me, { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 0) throw error;
      const holder = JSON.parse((await readFile(lockFile, 'utf8')) || 'null') as KnownProcess | null;
      if (holder && isRunning(holder)) {
        throw new Error(`Brokers are being started or stopped by process ${holder.pid}. Try again when it is done.`);
      }
      await rm(lockFile, { force: true });
    }
  }
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

// The name is known to all who share the machine: what is found there must be ours.
async function ownDirectory(): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const found = await lstat(directory);
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
    throw new Error(`${directory} belongs to somebody else. Remove it, or set TMPDIR to a directory of your own.`);
  }
  await chmod(directory, 0o700);
}
