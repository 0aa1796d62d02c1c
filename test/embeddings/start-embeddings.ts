import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hasEnded, type KnownProcess, knownProcess, signalProcess } from '../brokers/known-process.ts';
import { onMyEnd } from '../brokers/reaper.ts';
import { lastLines } from '../brokers/run-program.ts';
import { embeddingsCache, embeddingsJars } from './jars.ts';
import { findJdk } from './jdk.ts';

/** A real embeddings endpoint on this machine: all-MiniLM-L6-v2, 384 numbers to a text, English. */
export interface StartedEmbeddings extends AsyncDisposable {
  /** What an OpenAI client calls its base URL; `POST {url}/embeddings`. No key is asked for. */
  readonly url: string;
  readonly model: string;
  /** What is to be ended and removed by somebody else. */
  readonly process: KnownProcess;
  readonly directory: string;
  close(): Promise<void>;
}

const readyWithinMs = 60_000;
const server = fileURLToPath(new URL('./EmbeddingsServer.java', import.meta.url));

/** Starts it, on a port that is free; it ends with this process, even if that is killed. */
export async function startEmbeddings(
  options: { readonly signal?: AbortSignal; readonly say?: (progress: string) => void } = {},
): Promise<StartedEmbeddings> {
  const java = findJdk();
  const jars = await embeddingsJars(options);
  const directory = await mkdtemp(join(tmpdir(), 'deskrail-embeddings-'));
  onMyEnd({ do: 'remove', directory });
  let running: KnownProcess | undefined;
  const close = async () => {
    if (running !== undefined) {
      signalProcess(running, 'SIGKILL');
      await hasEnded(running, 10_000);
    }
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    options.say?.('Starting all-MiniLM-L6-v2');
    const launched = launch(java, jars, directory);
    running = launched.known;
    const port = await listening(launched.child, join(directory, 'server.log'), options.signal);
    return {
      url: `http://127.0.0.1:${port}/v1`,
      model: 'all-minilm-l6-v2-q',
      process: running,
      directory,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function launch(java: string, jars: string, directory: string) {
  const output = openSync(join(directory, 'server.log'), 'a');
  // What the runtime unpacks goes with the directory; what the tokenizer unpacks is kept.
  const flags = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx512m', `-Djava.io.tmpdir=${directory}`];
  const child = spawn(java, [...flags, '-cp', join(jars, '*'), server, '0'], {
    cwd: directory,
    detached: true,
    env: { ...process.env, DJL_CACHE_DIR: join(embeddingsCache(), 'djl'), OPT_OUT_TRACKING: 'true' },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.on('error', () => {});
  child.unref();
  const known = child.pid === undefined ? undefined : knownProcess(child.pid);
  if (known === undefined) throw new Error(`${java} could not be started.`);
  onMyEnd({ do: 'end', process: known, signal: 'SIGKILL' });
  return { child, known };
}

async function listening(child: ChildProcess, logFile: string, signal: AbortSignal | undefined): Promise<number> {
  const limit = AbortSignal.timeout(readyWithinMs);
  for (;;) {
    const printed = await readFile(logFile, 'utf8');
    const port = /^listening on (\d+)$/m.exec(printed)?.[1];
    if (port !== undefined) return Number(port);
    signal?.throwIfAborted();
    const ended = child.exitCode ?? child.signalCode;
    if (ended !== null || limit.aborted) {
      throw new Error(`The embeddings did not start (${ended ?? 'time is up'}):\n${lastLines(printed)}`);
    }
    await sleep(50);
  }
}
