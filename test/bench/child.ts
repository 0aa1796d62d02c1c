import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own, so that the load is not made on its event loop. */
export interface Child extends AsyncDisposable {
  readonly port: number;
  /** Ask for what the child reports of itself. */
  ask(question: string): Promise<unknown>;
}

const readyWithinMs = 30_000;
const answerWithinMs = 600_000;

/** Start `./<file>`; it sends `{ port }` when it listens, and ends when told `stop`. */
export async function startChild(file: string, environment: Readonly<Record<string, string>>): Promise<Child> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { port } = (await nextMessage(child, readyWithinMs)) as { port: number };
  return {
    port,
    async ask(question) {
      child.send(question);
      return nextMessage(child, answerWithinMs);
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.send('stop');
      const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(force);
    },
  };
}

async function nextMessage(child: ChildProcess, withinMs: number): Promise<unknown> {
  const answered = new AbortController();
  const signal = AbortSignal.any([answered.signal, AbortSignal.timeout(withinMs)]);
  const died = once(child, 'exit', { signal }).then(() => {
    throw new Error('The process under measurement ended.');
  });
  died.catch(() => {});
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), died]);
    return message;
  } finally {
    answered.abort();
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** In the child: report the port, answer questions (`cpuSeconds` always), end when told to. */
export function serveParent(
  port: number,
  answers: Readonly<Record<string, () => unknown>>,
  stop: () => Promise<void>,
): void {
  const all: typeof answers = { cpuSeconds, ...answers };
  process.on('message', async (message: string) => {
    if (message !== 'stop') return void process.send?.(await all[message]?.());
    await stop();
    process.exit(0);
  });
  process.send?.({ port });
}
