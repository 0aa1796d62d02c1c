import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { demoArticlesFolder } from '@deskrail/testing';
import { freePorts } from '../../brokers/free-ports.ts';
import { type Part, startPart } from '../part-process.ts';
import { apiKey, secret } from '../words.ts';
import { chaosConfig } from './config.ts';

const bin = join(import.meta.dirname, '../../../packages/deskrail/bin/deskrail.js');
const witnessProgram = join(import.meta.dirname, '../witness-process.ts');

/** What runs: two take webhooks, two answer the API, two recommend, two carry out. */
const processes = [
  { name: 'receiver-1', roles: 'receive' },
  { name: 'server-1', roles: 'receive,project,api' },
  { name: 'server-2', roles: 'project,api,recommend,execute' },
  { name: 'copilot-1', roles: 'recommend' },
  { name: 'executor-1', roles: 'execute' },
] as const;

interface Place {
  /** Of the configuration and of each process's own directory. */
  readonly home: string;
  readonly logs: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly brokers: string;
  readonly signal: AbortSignal;
}

export const environmentOf = (given: {
  readonly database: string;
  readonly deskPort: number;
  readonly token: string;
}): Readonly<Record<string, string>> => ({
  DATABASE_URL: given.database,
  DESKRAIL_API_KEY: apiKey,
  DESKRAIL_KNOWLEDGE: demoArticlesFolder(),
  DESKRAIL_ZENDESK_SECRET: secret,
  DESKRAIL_ZENDESK_URL: `http://127.0.0.1:${given.deskPort}`,
  DESKRAIL_ZENDESK_TOKEN: given.token,
});

/** Write the configuration and make the topics, as an operator does. */
export async function applyTopics({ home, environment, brokers, signal }: Place): Promise<void> {
  const kafka = { brokers: brokers.split(','), partitions: 6 };
  await writeFile(join(home, 'deskrail.config.mjs'), chaosConfig({ kafka }));
  const env = { PATH: process.env.PATH, ...environment, DESKRAIL_DATA: join(home, 'topics') };
  await promisify(execFile)(process.execPath, [bin, 'topics', 'apply'], { cwd: home, env, signal });
}

export async function startParts(
  place: Place & { link(name: string, to: number): Promise<number>; own(part: Part): Part },
): Promise<{ readonly parts: readonly Part[]; readonly receivers: readonly string[] }> {
  const { home, logs, environment, brokers, link, own } = place;
  const parts: Part[] = [];
  const receivers: string[] = [];
  const free = await freePorts(processes.length);
  for (const [index, { name, roles }] of processes.entries()) {
    const data = join(home, name);
    await mkdir(data);
    const port = free[index] ?? 0;
    const part = startPart({
      ...{ name, port, directory: home, parameters: ['serve', '--roles', roles] },
      ...{ environment: { ...environment, DESKRAIL_DATA: data }, output: join(logs, `${name}.log`) },
    });
    parts.push(own(part));
    if (roles.startsWith('receive')) receivers.push(`http://127.0.0.1:${await link(name, port)}`);
  }
  const witness = startPart({
    ...{ name: 'witness', port: 0, directory: home, parameters: [], program: witnessProgram },
    environment: { WITNESS_FILE: join(home, 'witness.db'), WITNESS_BROKERS: brokers },
    output: join(logs, 'witness.log'),
  });
  return { parts: [...parts, own(witness)], receivers };
}
