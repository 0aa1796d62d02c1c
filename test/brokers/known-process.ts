import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that cannot be taken for another one which got its number later. */
export interface KnownProcess {
  readonly pid: number;
  /** When it started, and what it runs. */
  readonly identity: string;
}

export function knownProcess(pid: number): KnownProcess | undefined {
  const identity = identityOf(pid);
  return identity === undefined ? undefined : { pid, identity };
}

export const isRunning = ({ pid, identity }: KnownProcess): boolean => identityOf(pid) === identity;

/** Sends the signal if this very process still runs. */
export function signalProcess(known: KnownProcess, signal: NodeJS.Signals): void {
  if (!isRunning(known)) return;
  try {
    process.kill(known.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Resolves with whether it ended in time. */
export async function hasEnded(known: KnownProcess, withinMs: number): Promise<boolean> {
  for (let waitedMs = 0; isRunning(known); waitedMs += 20) {
    if (waitedMs >= withinMs) return false;
    await sleep(20);
  }
  return true;
}

/** The processes that this one started and that still run. Empty where the system does not tell (no `/proc`). */
export function childrenOf(pid: number): readonly KnownProcess[] {
  return entries('/proc')
    .filter((name) => /^\d+$/.test(name) && statOf(Number(name))?.parent === pid)
    .flatMap((name) => knownProcess(Number(name)) ?? []);
}

function identityOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = statOf(pid);
    // A zombie has ended; its parent has only not looked yet.
    if (stat === undefined || stat.state === 'Z' || stat.state === 'X') return undefined;
    return `${stat.startedAt} ${read(`/proc/${pid}/cmdline`)?.split('\0')[0]}`;
  }
  try {
    const text = execFileSync('ps', ['-o', 'lstart=,comm=', '-p', String(pid)], { encoding: 'utf8' });
    return text.trim() || undefined;
  } catch {
    return undefined;
  }
}

function statOf(pid: number) {
  // The second field is the program's name in brackets, and may hold anything.
  const fields = read(`/proc/${pid}/stat`)?.split(') ').pop()?.split(' ');
  return fields && { state: fields[0], parent: Number(fields[1]), startedAt: fields[19] };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function entries(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
