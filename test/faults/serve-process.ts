import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const bin = join(import.meta.dirname, '../../packages/deskrail/bin/deskrail.js');
const withinMs = 20_000;

/** `deskrail serve`, as it is installed. */
export interface ServeProcess extends AsyncDisposable {
  readonly url: string;
  /** As a power cut does, as far as a process can tell. */
  kill(): Promise<void>;
}

/** Resolves once it listens. `directory` is where it finds its configuration file, and keeps its data. */
export async function startServe(
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<ServeProcess> {
  const child = spawn(process.execPath, [bin, 'serve'], {
    cwd: directory,
    env: { PATH: process.env.PATH, PORT: '0', DESKRAIL_DATA: directory, DESKRAIL_LOG: 'error', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  try {
    return { url: await listening(child), kill, [Symbol.asyncDispose]: kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

async function listening(child: ChildProcess): Promise<string> {
  let output = '';
  const signal = AbortSignal.timeout(withinMs);
  const died = once(child, 'exit', { signal }).then(() => {
    throw new Error(`deskrail serve ended before it listened:\n${output}`);
  });
  died.catch(() => {});
  const found = new Promise<string>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const url = /listens on (http:\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  return Promise.race([found, died]);
}
