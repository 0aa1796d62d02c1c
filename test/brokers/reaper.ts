import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { KnownProcess } from './known-process.ts';

/** What is to be done once the process that gave the order has gone. */
export type ReaperOrder =
  | { readonly do: 'end'; readonly process: KnownProcess; readonly signal: NodeJS.Signals }
  | { readonly do: 'run'; readonly command: string; readonly parameters: readonly string[] }
  | { readonly do: 'remove'; readonly directory: string }
  /** Forget all that was ordered so far: what runs is to outlive this process. */
  | { readonly do: 'nothing' };

let reaper: ChildProcess | undefined;

/**
 * What holds even if this process is killed: brokers end with whoever started them, and leave no directory behind.
 * The first order starts the reaper, a process of its own that waits for the end of this one.
 */
export function onMyEnd(order: ReaperOrder): void {
  if (reaper === undefined) {
    reaper = spawn(process.execPath, [fileURLToPath(new URL('./reaper-process.ts', import.meta.url))], {
      // In a session of its own, Ctrl-C in the terminal does not reach it.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    reaper.unref();
    (reaper.stdin as Socket).unref();
    // Without its reaper a run ends untidily, and is no less right.
    reaper.on('error', () => {});
    reaper.stdin?.on('error', () => {});
  }
  reaper.stdin?.write(`${JSON.stringify(order)}\n`);
}
