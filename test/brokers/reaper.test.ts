import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hasEnded, isRunning, knownProcess, signalProcess } from './known-process.ts';

const soon = { timeout: 10_000, interval: 20 };
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reaper-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const reaper = JSON.stringify(new URL('./reaper.ts', import.meta.url).href);
const known = JSON.stringify(new URL('./known-process.ts', import.meta.url).href);

/** A run that starts a process and a directory, as brokers are, and then waits. */
async function startRun(work: string, atTheEnd: string) {
  const program = `
    import { spawn } from 'node:child_process';
    import { mkdirSync } from 'node:fs';
    import { onMyEnd } from ${reaper};
    import { knownProcess } from ${known};
    mkdirSync(${JSON.stringify(work)});
    onMyEnd({ do: 'remove', directory: ${JSON.stringify(work)} });
    const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    onMyEnd({ do: 'end', process: knownProcess(child.pid), signal: 'SIGTERM' });
    console.log(child.pid);
    ${atTheEnd}
    setInterval(() => {}, 1000);`;
  const run = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = await once(run.stdout, 'data');
  const broker = knownProcess(Number(String(pid)));
  if (broker === undefined) throw new Error('The process that was to be reaped is not there.');
  return { run, broker };
}

test('what a run started ends with it, even if that is killed', async () => {
  const work = join(directory, 'killed');
  const { run, broker } = await startRun(work, '');
  expect(isRunning(broker)).toBe(true);
  expect(existsSync(work)).toBe(true);
  run.kill('SIGKILL');
  expect(await hasEnded(broker, 10_000)).toBe(true);
  await vi.waitFor(() => expect(existsSync(work)).toBe(false), soon);
});

test('what is to outlive its run does', async () => {
  const work = join(directory, 'kept');
  const { run, broker } = await startRun(work, `onMyEnd({ do: 'nothing' }); setTimeout(() => process.exit(), 100);`);
  await once(run, 'exit');
  // Longer than a reaper takes, which would have nothing to wait for.
  expect(await hasEnded(broker, 1000)).toBe(false);
  expect(existsSync(work)).toBe(true);
  signalProcess(broker, 'SIGKILL');
  expect(await hasEnded(broker, 10_000)).toBe(true);
});

test('a process that only has the number of another is left alone', async () => {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  const now = knownProcess(child.pid ?? 0);
  signalProcess({ pid: child.pid ?? 0, identity: '1 sleep' }, 'SIGKILL');
  expect(now !== undefined && isRunning(now)).toBe(true);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  expect(knownProcess(child.pid ?? 0)).toBeUndefined();
});
