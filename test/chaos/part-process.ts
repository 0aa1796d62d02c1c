import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Order, Step } from './orders.ts';

const bin = join(import.meta.dirname, '../../packages/deskrail/bin/deskrail.js');
const preload = new URL('./part-preload.ts', import.meta.url).href;
const startWithinMs = 30_000;

/** One process of the pipeline, started again whenever it ends, as a service manager does. */
export interface Part extends AsyncDisposable {
  readonly name: string;
  /** Where it listens; the same after every start. */
  readonly url: string;
  /** How often it ended without being asked to. */
  readonly deaths: number;
  /** It listens. */
  readonly isUp: boolean;
  /** Resolves when it listens. */
  up(signal?: AbortSignal): Promise<void>;
  /** SIGKILL; resolves when it is gone. It comes back by itself, unless it is held. */
  kill(): Promise<void>;
  /** It kills itself at a step; resolves with whether it came that far within the time. */
  dieAt(step: Step, withinMs: number): Promise<boolean>;
  /** Its clock goes wrong by so much, or right again (0). */
  shiftClock(ms: number): void;
  /** While held it stays down. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

export interface PartOptions {
  readonly name: string;
  readonly port: number;
  /** Default: the `deskrail` command. */
  readonly program?: string;
  readonly parameters: readonly string[];
  /** Where it finds its configuration. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What it prints is added here. */
  readonly output: string;
  /** How long the service manager waits before it starts it again. */
  readonly restartAfterMs?: number;
}

export function startPart(options: PartOptions): Part {
  const { name, port } = options;
  const output = createWriteStream(options.output, { flags: 'a' });
  const end = new AbortController();
  let child: ChildProcess | undefined;
  let listening = Promise.withResolvers<void>();
  let gone: Promise<void> = Promise.resolve();
  let released = Promise.resolve();
  let release = () => {};
  let isUp = false;
  let wasUp = false;
  let deaths = 0;

  async function keepRunning(): Promise<void> {
    while (!end.signal.aborted) {
      await released;
      if (end.signal.aborted) return;
      await runOnce();
      // Whoever waits for a start that failed goes on waiting for the next.
      if (wasUp) listening = Promise.withResolvers();
      wasUp = false;
      if (end.signal.aborted) return;
      deaths += 1;
      await sleep(options.restartAfterMs ?? 300, undefined, { signal: end.signal }).catch(() => {});
    }
  }

  /** Resolves when the process has ended. */
  async function runOnce(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const started = spawn(process.execPath, ['--import', preload, options.program ?? bin, ...options.parameters], {
      cwd: options.directory,
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DESKRAIL_LOG: process.env.DESKRAIL_LOG ?? 'warn',
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = started;
    gone = promise;
    const late = setTimeout(() => {
      output.write(`-- ${name} did not listen within ${startWithinMs} ms\n`);
      started.kill('SIGKILL');
    }, startWithinMs);
    let printed = '';
    started.stdout?.on('data', (chunk) => {
      output.write(chunk);
      printed = (printed + chunk).slice(-4_096);
      if (!/listens on http/.test(printed)) return;
      clearTimeout(late);
      isUp = true;
      wasUp = true;
      listening.resolve();
    });
    started.stderr?.on('data', (chunk) => output.write(chunk));
    started.on('error', () => resolve());
    started.once('close', (code, signal) => {
      output.write(`-- ${name} ended (${signal ?? code}) at ${new Date().toISOString()}\n`);
      resolve();
    });
    await promise;
    clearTimeout(late);
    isUp = false;
    child = undefined;
  }

  const kill = async () => {
    child?.kill('SIGKILL');
    await gone;
  };
  const send = (order: Order) => void child?.send(order, () => {});
  const running = keepRunning();
  return {
    ...{ name, url: `http://127.0.0.1:${port}`, kill },
    get deaths() {
      return deaths;
    },
    get isUp() {
      return isUp;
    },
    up: (signal) => Promise.race([listening.promise, ...(signal ? [rejection(signal)] : [])]),
    async dieAt(step, withinMs) {
      const ended = gone.then(() => true);
      send({ do: 'die', step });
      const timer = new AbortController();
      const late = sleep(withinMs, false, { signal: timer.signal }).catch(() => false);
      const died = await Promise.race([ended, late]);
      timer.abort();
      return died;
    },
    shiftClock: (ms) => send({ do: 'shift', ms }),
    hold() {
      const held = Promise.withResolvers<void>();
      released = held.promise;
      release = held.resolve;
    },
    release: () => release(),
    async close() {
      end.abort();
      release();
      await kill();
      await running;
      output.end();
    },
    async [Symbol.asyncDispose]() {
      await this.close();
    },
  };
}

const rejection = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const refuse = () => reject(signal.reason);
    if (signal.aborted) refuse();
    signal.addEventListener('abort', refuse, { once: true });
  });
