import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process that a test may kill; `exited` tells by which signal it ended. */
export interface MortalProcess {
  kill(): void;
  readonly exited: Promise<{ readonly signal: string | null }>;
}

/** Processes of one place: each gets its task in FAULTS_TASK, and none outlives the place. */
export function childProcesses() {
  const children = new Set<ChildProcess>();
  return {
    start(file: string, task: object): MortalProcess {
      const child = fork(join(import.meta.dirname, file), {
        env: { PATH: process.env.PATH, FAULTS_TASK: JSON.stringify(task) },
        execArgv: [],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      children.add(child);
      const exited = once(child, 'exit').then(([, signal]) => ({ signal: signal as string | null }));
      return { kill: () => void child.kill('SIGKILL'), exited };
    },
    killAll() {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}
