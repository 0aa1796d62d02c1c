import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Order, Step } from './orders.ts';
import { type ProcessOptions, runProcess } from './run-process.ts';

/** One process of the pipeline, started again whenever it ends, as a service manager does. */
export interface Part extends AsyncDisposable {
  readonly name: string;
  /** Where it listens; the same after every start. */
  readonly url: string;
  /** It listens. */
  readonly isUp: boolean;
  /** Resolves when it listens. */
  up(signal: AbortSignal): Promise<void>;
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

export interface PartOptions extends ProcessOptions {
  /** What it prints is added here. */
  readonly output: string;
}

const restartAfterMs = 300;

export function startPart(options: PartOptions): Part {
  const output = createWriteStream(options.output, { flags: 'a' });
  const end = new AbortController();
  const state = { isUp: false, listening: Promise.withResolvers<void>(), released: Promise.resolve(), release() {} };
  let running: ReturnType<typeof runProcess> | undefined;

  async function keepRunning(): Promise<void> {
    for (;;) {
      await state.released;
      if (end.signal.aborted) return;
      const onListening = () => {
        state.isUp = true;
        state.listening.resolve();
      };
      running = runProcess({ ...options, output, onListening });
      await running.ended;
      // Whoever waits for a start that failed goes on waiting for the next.
      if (state.isUp) state.listening = Promise.withResolvers();
      state.isUp = false;
      await sleep(restartAfterMs, undefined, { signal: end.signal }).catch(() => {});
    }
  }
  const kept = keepRunning();

  const kill = async () => {
    running?.child.kill('SIGKILL');
    await running?.ended;
  };
  const send = (order: Order) => void running?.child.send(order, () => {});
  const close = async () => {
    end.abort();
    state.release();
    await kill();
    await kept;
    output.end();
  };
  return {
    ...{ name: options.name, url: `http://127.0.0.1:${options.port}`, kill, close, [Symbol.asyncDispose]: close },
    get isUp() {
      return state.isUp;
    },
    up: (signal) => Promise.race([state.listening.promise, rejection(signal)]),
    async dieAt(step, withinMs) {
      const ended = running?.ended.then(() => true) ?? Promise.resolve(true);
      send({ do: 'die', step });
      const timer = new AbortController();
      const late = sleep(withinMs, false, { signal: timer.signal }).catch(() => false);
      const died = await Promise.race([ended, late]);
      timer.abort();
      return died;
    },
    shiftClock: (ms) => send({ do: 'shift', ms }),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      Object.assign(state, { released: promise, release: resolve });
    },
    release: () => state.release(),
  };
}

const rejection = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const refuse = () => reject(signal.reason);
    if (signal.aborted) refuse();
    signal.addEventListener('abort', refuse, { once: true });
  });
