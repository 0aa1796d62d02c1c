import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type DeskrailEvent, type EventLog, type StoredEvent, systemClock } from '@deskrail/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { approved, suggestion, tenant, verdict } from '../conformance/events.js';
import { at, ticket } from '../conformance/facts.js';
import { createMemoryLog } from '../conformance/memory-log.js';
import { startRelay } from '../relay.js';
import { openTestSchema, type TestSchema } from './open-test-schema.js';

/** Lets a plain `node` run the sources, whose imports end in `.js`. */
const hook = `
import { registerHooks } from 'node:module';
registerHooks({ resolve: (name, context, next) =>
  next(name.startsWith('.') && context.parentURL?.endsWith('.ts') ? name.replace(/\\.js$/, '.ts') : name, context) });`;
const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
const here = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
const prelude = `
import { appendFileSync } from 'node:fs';
import { openPostgresStore } from ${here('./index.ts')};
import { startRelay } from ${here('../relay.ts')};
const [, url, schema, file] = process.argv;
const say = (word) => process.stdout.write(word + '\\n');
const store = await openPostgresStore({ url, schema, applicationName: schema });`;

let schema: TestSchema;
let folder: string;
let file: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  schema = await openTestSchema();
  folder = await mkdtemp(join(tmpdir(), 'deskrail-relay-'));
  file = join(folder, 'log');
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  await rm(folder, { recursive: true, force: true });
  await schema[Symbol.asyncDispose]();
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** A real process with a store of its own, which runs `code`; its words come line by line. */
function start(code: string) {
  const conditions = ['--conditions=@deskrail/source', '--import', asUrl(hook)];
  const given = ['--input-type=module', '-e', prelude + code, schema.url, schema.name, file];
  const child = spawn(process.execPath, [...conditions, ...given], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const words = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => (await words.next()).value as string | undefined };
}

/** A log in a file that processes share: a line for each append. */
async function inFile(): Promise<DeskrailEvent[][]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as DeskrailEvent[]);
}

function createFileLog(): EventLog {
  const log = createMemoryLog(systemClock);
  return {
    ...log,
    async append(_stream, events) {
      await appendFile(file, `${JSON.stringify(events)}\n`);
      return events.map(({ id }) => ({ id, position: '' }));
    },
  };
}

test('a relay killed after the log has the events and before it noted so: another takes over at once, in order, with one effect', async () => {
  const store = await schema.open();
  const key = { tenant, conversation: ticket };
  const suggested = suggestion('rec1', { conversation: ticket, time: at(1), seen: [] });
  const given = verdict('ver1', suggested, at(2));
  await store.transact(key, (unit) => unit.emit(suggested));
  const dying = start(`
    const append = async (stream, events) => {
      appendFileSync(file, JSON.stringify(events) + '\\n');
      say('appended');
      await new Promise(() => {});
    };
    startRelay({ store, log: { append } });
    setInterval(() => {}, 1000);`);
  expect(await dying.next()).toBe('appended');
  await store.transact(key, (unit) => unit.emit(given));
  const relay = startRelay({ store, log: createFileLog(), pollMs: 50 });
  // It stands by while the other lives.
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await store.outbox.depth()).toBe(2);
  // So that nothing but the end of its session gives its shift to another.
  await schema.query('update store_shifts set until = until + 3600000');
  await kill(dying.child);
  await relay.flushed('ver1', { signal: AbortSignal.timeout(10_000) });
  await vi.waitUntil(async () => (await store.outbox.depth()) === 0, { timeout: 10_000, interval: 50 });
  await relay.close();
  const appends = await inFile();
  const links = appends.flat().filter(({ id }) => id.startsWith('audit/'));
  expect(appends.flat().map(({ id }) => id)).toEqual(['rec1', 'rec1', 'ver1', ...links.map(({ id }) => id)]);
  const delivered = appends.flat().map((event, index) => ({
    ...{
      stream: event.id.startsWith('audit/') ? 'actions' : 'decisions',
      event,
      position: `0/${index}`,
      cursor: '',
      appendedAt: new Date().toISOString(),
    },
  })) as StoredEvent[];
  await store.reset();
  await store.apply(delivered, { group: 'projection' });
  await store.settle();
  const view = await store.recommendation(tenant, 'rec1');
  expect(view).toMatchObject({ status: 'approved', verdict: { verdictId: 'ver1' } });
  expect(view?.verdicts).toHaveLength(1);
});

test('an action claimed by a process that was killed is another’s once its lease is over, with a higher token', async () => {
  const store = await schema.open();
  const suggested = suggestion('rec1', { conversation: ticket, time: at(1), seen: [] });
  const given = verdict('ver1', suggested, at(2));
  await store.transact({ tenant, conversation: ticket }, async (unit) => {
    for (const event of [suggested, given, approved('act1', given, { time: at(3) })]) await unit.emit(event);
  });
  const dying = start(`
    const { lease } = await store.claimAction({ executor: 'dying', leaseMs: 1500, graceMs: 0 });
    say(JSON.stringify(lease));
    setInterval(() => {}, 1000);`);
  const lease = JSON.parse((await dying.next()) ?? '{}') as { token: number; expiresAt: string };
  await kill(dying.child);
  const claim = () => store.claimAction({ executor: 'next', leaseMs: 1000, graceMs: 0 });
  expect(await claim()).toBeUndefined();
  const next = await vi.waitUntil(claim, { timeout: 10_000, interval: 50 });
  expect(next?.lease?.token).toBeGreaterThan(lease.token);
  const [{ now } = {}] = await schema.query('select clock_timestamp() as now');
  expect((now as Date).getTime()).toBeGreaterThanOrEqual(Date.parse(lease.expiresAt));
});

test('processes that start together make the tables once', async () => {
  const started = Array.from({ length: 3 }, () => start(`say('open'); await store.close();`));
  expect(await Promise.all(started.map(({ next }) => next()))).toEqual(['open', 'open', 'open']);
  expect(await schema.query(`select version from store_version`)).toHaveLength(1);
});
