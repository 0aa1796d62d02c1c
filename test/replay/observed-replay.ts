import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Observed } from './observer.ts';

const bin = join(import.meta.dirname, '../../packages/deskrail/bin/deskrail.js');
const observer = join(import.meta.dirname, 'observer.ts');

export interface ObservedReplay extends Observed {
  readonly code: number;
  readonly printed: string;
  readonly said: string;
  readonly summary: {
    readonly complete: boolean;
    readonly facts: number;
    readonly refused: Readonly<Record<string, number>>;
    readonly compared: { readonly standings: Readonly<Record<string, number>> };
  };
}

/**
 * The command as it is installed, observed, and under Node's own permissions: it can read, and write nowhere but to `out`.
 */
export async function observedReplay(given: {
  readonly directory: string;
  readonly out: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}): Promise<ObservedReplay> {
  const { directory, out, environment, args = [] } = given;
  const permissions = ['--permission', '--allow-fs-read=*', `--allow-fs-write=${out}`, `--allow-fs-write=${out}/*`];
  const command = [bin, 'replay', '--since', '1d', '--compare', '--out', out, ...args];
  const child = spawn(process.execPath, [...permissions, '--import', observer, ...command], {
    cwd: directory,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [printed, said] = ['', ''];
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  const observed = /\nOBSERVED (.*)\n/.exec(said)?.[1];
  if (observed === undefined) throw new Error(`Nothing was observed:\n${printed}\n${said}`);
  const summary = JSON.parse(await readFile(join(out, 'summary.json'), 'utf8').catch(() => '{}'));
  return { ...(JSON.parse(observed) as Observed), code, printed, said, summary };
}

/** A configuration that wants out by every way there is, and whose connections must not be asked for. */
export async function writeRestlessConfig(directory: string, port: number): Promise<void> {
  await writeFile(
    join(directory, 'deskrail.config.mjs'),
    `import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { lookup, resolve4 } from 'node:dns/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Worker } from 'node:worker_threads';

const port = ${port};
const tries = [
  () => new Promise((done) => connect(port, '127.0.0.1').on('error', done).on('connect', done)),
  () => new Promise((done) => connectTls(port, '127.0.0.1').on('error', done).on('secureConnect', done)),
  () => new Promise((done) => request({ port, host: '127.0.0.1' }).on('error', done).on('response', done).end()),
  () => new Promise((done) => connect('/var/run/docker.sock').on('error', done)),
  () => fetch('http://127.0.0.1:' + port),
  () => lookup('desk.example'),
  () => resolve4('desk.example'),
  () => dgram.createSocket('udp4').send('x', port, '127.0.0.1'),
  () => spawn('true'),
  () => new Worker('0', { eval: true }),
];
const restless = {
  name: 'restless',
  async retrieve() {
    for (const each of tries) await Promise.resolve().then(each).catch(() => {});
    return [];
  },
  check: async () => 'unknown',
};

export default {
  sources: [restless],
  connections: (id) => {
    console.error('SECRETS WERE ASKED FOR, of ' + id);
    throw new Error('no');
  },
};
`,
  );
}

/** Every way out that {@link writeRestlessConfig} tries, as a replay names what it refused. */
export const refusedWays = (port: number): string[] =>
  [
    `127.0.0.1:${port}`,
    'the path /var/run/docker.sock',
    'the name desk.example',
    'a datagram socket',
    'a child process',
    'a thread',
  ].sort();

/** What an environment may hold that is none of a replay's business. */
export const temptations = (port: number): Record<string, string> => ({
  OPENAI_API_KEY: 'sk-not-to-be-used',
  OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
  DESKRAIL_OPENAI_EMBEDDINGS_MODEL: 'vectors',
  DESKRAIL_OPENAI_MODERATION_MODEL: 'judge',
  DESKRAIL_ZENDESK_SECRET: 'the-secret-of-a-desk-that-is-not-to-be-read',
  DESKRAIL_ZENDESK_URL: `http://127.0.0.1:${port}`,
  DESKRAIL_ZENDESK_TOKEN: 'agent@example.com/token:not-to-be-used',
  DATABASE_URL: `postgres://u:p@127.0.0.1:${port}/d`,
});

/** What carries out at a desk, and what starts it. */
export const acting =
  /adapters\/\w+\/dist\/(act|index)\.js|packages\/copilot\/dist\/index\.js|packages\/deskrail\/dist\/(cli|index)\.js/;
