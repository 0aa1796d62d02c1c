/** `npm run embeddings -- start | stop | status`: an OpenAI-compatible embeddings endpoint to develop and measure against. */
import { chmod, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasEnded, isRunning, type KnownProcess, signalProcess } from '../brokers/known-process.ts';
import { onMyEnd } from '../brokers/reaper.ts';
import { startEmbeddings } from './start-embeddings.ts';

/** What `start` left running. */
interface State {
  readonly url: string;
  readonly process: KnownProcess;
  readonly directory: string;
}

const home = join(tmpdir(), `deskrail-embeddings-${process.getuid?.() ?? 'user'}`);
const stateFile = join(home, 'state.json');
const commands: Readonly<Record<string, () => Promise<number>>> = { start, stop, status };

// What is to be evaluated goes to standard output, what is to be read to standard error.
const say = (text: string) => console.error(text);

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupt.abort(new Error('Interrupted; what had been started is ended.')));
}

process.exitCode = await main().catch((error: Error) => {
  say(error.message);
  return interrupt.signal.aborted ? 130 : 1;
});

async function main(): Promise<number> {
  const [name = '', ...others] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name) && others.length === 0 ? commands[name] : undefined;
  if (command !== undefined) return command();
  say('Usage: npm run embeddings -- start | stop | status');
  return 2;
}

async function start(): Promise<number> {
  let found = await running();
  if (found === undefined) {
    const { url, process, directory } = await startEmbeddings({ signal: interrupt.signal, say });
    found = { url, process, directory };
    await writeFile(stateFile, JSON.stringify(found), { mode: 0o600 });
    onMyEnd({ do: 'nothing' });
  } else say('It runs already.');
  print(found);
  return 0;
}

async function stop(): Promise<number> {
  const found = await running();
  if (found === undefined) say('Nothing runs that `npm run embeddings -- start` started.');
  else {
    signalProcess(found.process, 'SIGKILL');
    await hasEnded(found.process, 10_000);
    await rm(found.directory, { recursive: true, force: true });
    say('Stopped.');
  }
  await rm(stateFile, { force: true });
  return 0;
}

async function status(): Promise<number> {
  const found = await running();
  if (found === undefined) say('Not started. To start: npm run embeddings -- start');
  else print(found);
  return found === undefined ? 1 : 0;
}

async function running(): Promise<State | undefined> {
  await ownDirectory();
  const text = await readFile(stateFile, 'utf8').catch(() => undefined);
  const state = text === undefined ? undefined : (JSON.parse(text) as State);
  return state !== undefined && isRunning(state.process) ? state : undefined;
}

// The name is known to all who share the machine: what is found there must be ours.
async function ownDirectory(): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const found = await lstat(home);
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
    throw new Error(`${home} belongs to somebody else. Remove it, or set TMPDIR to a directory of your own.`);
  }
  await chmod(home, 0o700);
}

function print({ url }: State): void {
  console.log(`export DESKRAIL_EMBEDDINGS_URL=${url}`);
}
