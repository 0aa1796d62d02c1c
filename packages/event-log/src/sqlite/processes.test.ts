import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readIds } from '../conformance/effects.js';
import { message } from '../conformance/messages.js';
import { openSqliteFile, openSqliteLog } from './index.js';

/** Lets a plain `node` run the sources, whose imports end in `.js`. */
const hook = `
import { registerHooks } from 'node:module';
registerHooks({ resolve: (name, context, next) =>
  next(name.startsWith('.') && context.parentURL?.endsWith('.ts') ? name.replace(/\\.js$/, '.ts') : name, context) });`;
const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
const prelude = `
import { openSqliteFile, openSqliteLog } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
import { message } from ${JSON.stringify(new URL('../conformance/messages.ts', import.meta.url).href)};
const path = process.argv[1];
const say = (word) => process.stdout.write(word + '\\n');`;

let folder: string;
let path: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskrail-processes-'));
  path = join(folder, 'log.db');
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
});

/** A real process that runs `code`; its words come line by line. */
function start(code: string) {
  const conditions = ['--conditions=@deskrail/source', '--import', asUrl(hook)];
  const child = spawn(process.execPath, [...conditions, '--input-type=module', '-e', prelude + code, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const words = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => (await words.next()).value as string | undefined };
}

test('a second writing process is refused, told why, and let in once the first has died', async () => {
  const first = start(`await openSqliteFile({ path }); say('open'); setInterval(() => {}, 1000);`);
  expect(await first.next()).toBe('open');
  const refused = openSqliteFile({ path });
  await expect(refused).rejects.toMatchObject({ code: 'log-locked', message: expect.stringContaining(path) });
  await expect(refused).rejects.toThrow(/stop the other process.*mode: 'read'/i);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  await (await openSqliteFile({ path })).close();
});

test('every event acknowledged before kill -9 is there', async () => {
  const writer = start(`
    const log = await openSqliteLog({ file: await openSqliteFile({ path }) });
    await Promise.all(Array.from({ length: 16 }, async (_, caller) => {
      for (let index = 0; ; index += 1) {
        const [{ id }] = await log.append('facts', [message(caller + '-' + index, caller)]);
        say(id);
      }
    }));`);
  const acknowledged: string[] = [];
  while (acknowledged.length < 500) acknowledged.push((await writer.next()) ?? '');
  writer.child.kill('SIGKILL');
  for (let word = await writer.next(); word !== undefined; word = await writer.next()) acknowledged.push(word);
  await using file = await openSqliteFile({ path });
  await using log = await openSqliteLog({ file });
  const there = new Set(await readIds(log, { stream: 'facts' }));
  expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
});

test('a reading process follows what another appends', async () => {
  await using file = await openSqliteFile({ path });
  await using log = await openSqliteLog({ file });
  await log.append('facts', [message('before')]);
  const reader = start(`
    const log = await openSqliteLog({ file: await openSqliteFile({ path, mode: 'read' }) });
    for await (const { event } of log.read({ stream: 'facts', until: 'never' })) say(event.id);`);
  expect(await reader.next()).toBe('before');
  for (const id of ['one', 'two', 'three']) {
    await log.append('facts', [message(id)]);
    expect(await reader.next()).toBe(id);
  }
});
