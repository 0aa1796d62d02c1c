import { spawn } from 'node:child_process';

interface RunOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly cwd?: string;
  /** Run as another user, which only root may. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

/** Runs a program to its end; resolves with what it wrote, and throws with the end of that when it fails. */
export async function runProgram(program: string, parameters: readonly string[], options: RunOptions): Promise<string> {
  const { timeoutMs, cwd, user } = options;
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([limit, options.signal]) : limit;
  signal.throwIfAborted();
  let output = '';
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(program, parameters, {
      ...{ signal, cwd, ...user },
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', resolve);
  }).catch((error) => {
    options.signal?.throwIfAborted();
    if (limit.aborted) throw new Error(`${program} took longer than ${timeoutMs / 1000} s.\n${lastLines(output)}`);
    throw error;
  });
  if (code !== 0) throw new Error(`${program} ${parameters[0] ?? ''} failed (${code}).\n${lastLines(output)}`);
  return output;
}

export const lastLines = (text: string, count = 15): string => text.trim().split('\n').slice(-count).join('\n');
