import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { chown, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../brokers/free-ports.ts';
import { findJava } from '../brokers/java.ts';
import { hasEnded, knownProcess, signalProcess } from '../brokers/known-process.ts';
import { unprivilegedUser } from '../brokers/postgres-programs.ts';
import { onMyEnd } from '../brokers/reaper.ts';
import { lastLines } from '../brokers/run-program.ts';
import { openSearchHome } from './opensearch-install.ts';

const readyWithinMs = 90_000;
const stopWithinMs = 15_000;

const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{HH:mm:ss.SSS}][%-5p][%c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`;

const flags = [
  ...['-Xms256m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'],
  '-Djava.security.manager=allow',
  '-Dlog4j2.disable.jmx=true',
  '-Djava.util.concurrent.ForkJoinPool.common.threadFactory=org.opensearch.secure_sm.SecuredForkJoinWorkerThreadFactory',
];

export interface OpenSearch extends AsyncDisposable {
  readonly url: string;
}

/** One node of OpenSearch with an empty disk, on a free loopback port. It ends with this process, at the latest. */
export async function startOpenSearch(): Promise<OpenSearch> {
  const { java } = findJava();
  const installed = await openSearchHome();
  const directory = await mkdtemp(join(tmpdir(), 'deskrail-opensearch-'));
  onMyEnd({ do: 'remove', directory });
  const [http = 0, transport = 0] = await freePorts(2);
  const owner = unprivilegedUser();
  const home = join(directory, 'home');
  // It refuses root, and who it runs as then may not read root's cache.
  await cp(installed, home, { recursive: true });
  for (const name of ['conf', 'data', 'logs', 'tmp']) await mkdir(join(directory, name));
  const settings = {
    ...{ 'discovery.type': 'single-node', 'network.host': '127.0.0.1', 'http.port': http, 'transport.port': transport },
    ...{ 'path.data': join(directory, 'data'), 'path.logs': join(directory, 'logs') },
    'cluster.routing.allocation.disk.threshold_enabled': false,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}: ${value}\n`);
  await writeFile(join(directory, 'conf/opensearch.yml'), lines.join(''));
  await writeFile(join(directory, 'conf/log4j2.properties'), logging);
  if (owner !== undefined) {
    for (const path of [
      directory,
      ...(await readdir(directory)).filter((name) => name !== 'home').map((name) => join(directory, name)),
    ]) {
      await chown(path, owner.uid, owner.gid);
    }
  }

  const logFile = join(directory, 'server.log');
  const output = openSync(logFile, 'a');
  const places = [
    `-Dopensearch.path.home=${home}`,
    `-Dopensearch.path.conf=${join(directory, 'conf')}`,
    `-Djava.io.tmpdir=${join(directory, 'tmp')}`,
  ];
  const child = spawn(java, [...flags, ...places, '-cp', join(home, 'lib/*'), 'org.opensearch.bootstrap.OpenSearch'], {
    ...owner,
    cwd: directory,
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
  if (known !== undefined) onMyEnd({ do: 'end', process: known, signal: 'SIGKILL' });
  const close = async () => {
    if (known !== undefined) {
      signalProcess(known, 'SIGKILL');
      await hasEnded(known, stopWithinMs);
    }
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };

  const url = `http://127.0.0.1:${http}`;
  const limit = AbortSignal.timeout(readyWithinMs);
  while (!(await answers(url))) {
    const ended = failure ?? child.exitCode ?? child.signalCode;
    if (ended === null && !limit.aborted) {
      await sleep(50);
      continue;
    }
    const printed = lastLines(readFileSync(logFile, 'utf8'), 60);
    await close();
    throw new Error(`OpenSearch was not ready (${ended ?? 'time is up'}). It printed:\n${printed}`);
  }
  return { url, [Symbol.asyncDispose]: close };
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/_cluster/health`, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
