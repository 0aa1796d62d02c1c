import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from './free-ports.ts';
import { childrenOf, hasEnded, isRunning, type KnownProcess, knownProcess, signalProcess } from './known-process.ts';
import { findPostgres, type PostgresPrograms, unprivilegedUser } from './postgres-programs.ts';
import { onMyEnd } from './reaper.ts';
import { lastLines, runProgram } from './run-program.ts';
import { createDatabase, type TestDatabase } from './test-database.ts';

export interface PostgresOptions {
  /** `postgresql.conf`, over its defaults: `{ fsync: 'off' }` where only processes die, and never the machine. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Default: a free one. */
  readonly port?: number;
  readonly signal?: AbortSignal;
  readonly say?: (progress: string) => void;
}

export interface PostgresServer extends AsyncDisposable {
  /** Of the database `postgres`, as its administrator. */
  readonly url: string;
  readonly port: number;
  /** What it printed. */
  readonly logFile: string;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  /** A database of its own, empty. */
  createDatabase(): Promise<TestDatabase>;
  /** SIGKILL to the server and all its processes: at the next start it recovers. */
  kill(): Promise<void>;
  /** As `systemctl stop` does: whoever is connected is told, what is open is rolled back. */
  stop(): Promise<void>;
  /** Again with the same data, on the same port; resolves once it takes connections. */
  start(): Promise<void>;
  /** What runs and what is on disk, for who keeps the server beyond this process. */
  readonly remains: () => { readonly processes: readonly KnownProcess[]; readonly directories: readonly string[] };
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

const readyWithinMs = 60_000;
const stopWithinMs = 30_000;
const user = 'deskrail';

/** PostgreSQL in a process of its own, on a free loopback port. It ends with this process, at the latest. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const programs = findPostgres();
  const home = await mkdtemp(join(tmpdir(), 'deskrail-postgres-'));
  onMyEnd({ do: 'remove', directory: home });
  const owner = unprivilegedUser();
  const data = join(home, 'data');
  const logFile = join(home, 'server.log');
  const port = options.port ?? (await freePorts(1))[0] ?? 0;
  const url = `postgres://${user}@127.0.0.1:${port}/postgres`;
  let running: KnownProcess | undefined;

  const end = async (how: 'kill' | 'stop') => {
    if (running === undefined) return;
    const all = [running, ...childrenOf(running.pid)];
    if (how === 'stop') signalProcess(running, 'SIGINT');
    else for (const each of all) signalProcess(each, 'SIGKILL');
    if (!(await hasEnded(running, stopWithinMs))) for (const each of all) signalProcess(each, 'SIGKILL');
    for (const each of all) await hasEnded(each, stopWithinMs);
    running = undefined;
  };
  const start = async () => {
    if (running !== undefined && isRunning(running)) return;
    const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings };
    running = await launch({ programs, data, logFile, owner, settings, signal: options.signal });
  };
  const close = async () => {
    await end('kill');
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    if (owner) await chown(home, owner.uid, owner.gid);
    await chmod(home, 0o700);
    options.say?.(`Starting PostgreSQL ${programs.version}`);
    await runProgram(
      programs.initdb,
      ['-D', data, '-U', user, '-A', 'trust', '-N', '-E', 'UTF8', ...locale(programs)],
      {
        ...{ timeoutMs: 60_000, signal: options.signal, user: owner },
        cwd: home,
      },
    );
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ url, port, logFile, start, close },
    get pid() {
      return running !== undefined && isRunning(running) ? running.pid : undefined;
    },
    createDatabase: () => createDatabase(url),
    kill: () => end('kill'),
    stop: () => end('stop'),
    remains: () => ({ processes: running === undefined ? [] : [running], directories: [home] }),
    [Symbol.asyncDispose]: close,
  };
}

/** Text is ordered as people do it, as in most databases that are not our tests': `a` before `B`. */
const locale = ({ version }: PostgresPrograms) =>
  version >= 15 ? ['--locale=C', '--locale-provider=icu', '--icu-locale=en'] : ['--locale=C'];

async function launch(run: {
  readonly programs: PostgresPrograms;
  readonly data: string;
  readonly logFile: string;
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly signal: AbortSignal | undefined;
}): Promise<KnownProcess> {
  const output = openSync(run.logFile, 'a');
  const from = statSync(run.logFile).size;
  const settings = Object.entries(run.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(run.programs.postgres, ['-D', run.data, ...settings], {
    ...run.owner,
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const known = child.pid === undefined ? undefined : knownProcess(child.pid);
  // SIGQUIT: it ends its own children, and does not tarry.
  if (known) onMyEnd({ do: 'end', process: known, signal: 'SIGQUIT' });
  const limit = AbortSignal.timeout(readyWithinMs);
  for (;;) {
    const printed = readFileSync(run.logFile).subarray(from).toString();
    if (known !== undefined && printed.includes('database system is ready to accept connections')) return known;
    const ended = failure ?? child.exitCode ?? child.signalCode;
    if (ended === null && !limit.aborted && !run.signal?.aborted) {
      await sleep(20);
      continue;
    }
    child.kill('SIGKILL');
    run.signal?.throwIfAborted();
    throw new Error(`PostgreSQL was not ready (${ended ?? 'time is up'}). It printed:\n${lastLines(printed)}`);
  }
}
