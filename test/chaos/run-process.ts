import { type ChildProcess, spawn } from 'node:child_process';
import type { WriteStream } from 'node:fs';
import { join } from 'node:path';

const bin = join(import.meta.dirname, '../../packages/deskrail/bin/deskrail.js');
const preload = new URL('./part-preload.ts', import.meta.url).href;
const startWithinMs = 30_000;

export interface ProcessOptions {
  readonly name: string;
  readonly port: number;
  /** Default: the `deskrail` command. */
  readonly program?: string;
  readonly parameters: readonly string[];
  /** Where it finds its configuration. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Start it once. It is killed if it does not say in time that it listens. */
export function runProcess(
  options: ProcessOptions & { readonly output: WriteStream; readonly onListening: () => void },
): { readonly child: ChildProcess; readonly ended: Promise<void> } {
  const { name, output } = options;
  const ended = Promise.withResolvers<void>();
  const child = spawn(process.execPath, ['--import', preload, options.program ?? bin, ...options.parameters], {
    cwd: options.directory,
    env: {
      PATH: process.env.PATH,
      PORT: String(options.port),
      DESKRAIL_LOG: process.env.DESKRAIL_LOG ?? 'warn',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const late = setTimeout(() => {
    output.write(`-- ${name} did not listen within ${startWithinMs} ms\n`);
    child.kill('SIGKILL');
  }, startWithinMs);
  let printed = '';
  child.stdout?.on('data', (chunk) => {
    output.write(chunk);
    printed = (printed + chunk).slice(-4_096);
    if (!/listens on http/.test(printed)) return;
    clearTimeout(late);
    options.onListening();
  });
  child.stderr?.on('data', (chunk) => output.write(chunk));
  const end = (why: unknown) => {
    clearTimeout(late);
    output.write(`-- ${name} ended (${why}) at ${new Date().toISOString()}\n`);
    ended.resolve();
  };
  child.once('error', ({ message }) => end(message));
  child.once('close', (code, signal) => end(signal ?? code));
  return { child, ended: ended.promise };
}
