import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect, inject } from 'vitest';
import { createDatabase } from './test-database.ts';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
const { KAFKA_BROKERS: _, DATABASE_URL: __, ...inherited } = process.env;

/** A temporary directory of its own, so that nobody's brokers but the test's are found. */
const test = base.extend<{ temporary: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of the fixtures from the pattern.
  temporary: async ({}, use) => {
    const path = await mkdtemp('/tmp/brokers-');
    await chmod(path, 0o755);
    await use(path);
    await brokers(path, ['stop']).done;
    await rm(path, { recursive: true, force: true });
  },
});

function brokers(temporary: string, parameters: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [cli, ...parameters], {
    env: { ...inherited, TMPDIR: temporary, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, said] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  const done = once(child, 'close').then(([code]) => ({ code, out, said }));
  return { done, child, said: () => said };
}

test('start leaves them running, stop ends them and what they kept', async ({ temporary }) => {
  expect(await brokers(temporary, ['status']).done).toMatchObject({ code: 1, out: '' });

  const started = await brokers(temporary, ['start']).done;
  const [, url = ''] = /export DATABASE_URL=(\S+)\n/.exec(started.out) ?? [];
  expect(started).toMatchObject({ code: 0, out: expect.stringMatching(/^export KAFKA_BROKERS=127.0.0.1:\d+\n/) });
  await (await createDatabase(url)).drop();

  expect(await brokers(temporary, ['start']).done).toMatchObject({ code: 0, out: started.out });
  expect(await brokers(temporary, ['status']).done).toMatchObject({ code: 0, out: started.out });
  const other = await brokers(temporary, ['start', '--nodes', '3']).done;
  expect(other).toMatchObject({ code: 1, said: expect.stringContaining('brokers -- stop') });

  expect(await brokers(temporary, ['stop']).done).toMatchObject({ code: 0, out: '' });
  expect(await brokers(temporary, ['status']).done).toMatchObject({ code: 1 });
  await expect(createDatabase(url)).rejects.toThrow('ECONNREFUSED');
  expect(readdirSync(temporary).filter((name) => /kafka|postgres/.test(name))).toEqual([]);
});

test('what is given is used, and not ended', async ({ temporary }) => {
  const given = { KAFKA_BROKERS: inject('kafkaBrokers'), DATABASE_URL: inject('postgresUrl') };
  const { code, out } = await brokers(temporary, ['start'], given).done;
  expect({ code, out }).toEqual({
    code: 0,
    out: `export KAFKA_BROKERS=${given.KAFKA_BROKERS}\nexport DATABASE_URL=${given.DATABASE_URL}\n`,
  });
  expect(await brokers(temporary, ['stop'], given).done).toMatchObject({ code: 0 });
  await (await createDatabase(given.DATABASE_URL)).drop();
});

test('says what to do where nothing answers, and what is missing', async ({ temporary }) => {
  const nobody = { KAFKA_BROKERS: '127.0.0.1:1', DATABASE_URL: inject('postgresUrl') };
  const wrong = await brokers(temporary, ['start'], nobody).done;
  expect(wrong).toMatchObject({ code: 1, said: expect.stringContaining('nothing answers at 127.0.0.1:1') });

  const noJava = { DATABASE_URL: inject('postgresUrl'), JAVA_HOME: temporary, DOCKER_HOST: 'tcp://127.0.0.1:1' };
  const without = await brokers(temporary, ['start'], noJava).done;
  expect(without).toMatchObject({ code: 1, said: expect.stringContaining('Install it (Debian: apt-get install') });
});

test('Ctrl-C while they start ends what had been started', async ({ temporary }) => {
  const starting = brokers(temporary, ['start']);
  while (!starting.said().includes('Starting Apache Kafka')) await once(starting.child.stderr, 'data');
  starting.child.kill('SIGINT');
  expect(await starting.done).toMatchObject({ code: 130, out: '' });
  expect(existsSync(join(temporary, 'state.json'))).toBe(false);
  expect(readdirSync(temporary).filter((name) => /kafka|postgres/.test(name))).toEqual([]);
});
