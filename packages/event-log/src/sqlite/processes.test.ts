import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readIds } from '../conformance/effects.js';
import { message } from '../conformance/messages.js';
import { createSourceProcesses, type SourceProcesses } from '../fakes/source-process.js';
import { openSqliteFile, openSqliteLog } from './index.js';

let folder: string;
let path: string;
let processes: SourceProcesses;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskrail-processes-'));
  path = join(folder, 'log.db');
  processes = createSourceProcesses();
});

afterEach(async () => {
  await processes[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test('a second writing process is refused, told why, and let in once the first has died', async () => {
  const first = processes.start(`await openSqliteFile({ path }); say('open'); setInterval(() => {}, 1000);`, path);
  expect(await first.next()).toBe('open');
  const refused = openSqliteFile({ path });
  await expect(refused).rejects.toMatchObject({ code: 'log-locked', message: expect.stringContaining(path) });
  await expect(refused).rejects.toThrow(/stop the other process.*mode: 'read'/i);
  await first.kill();
  await (await openSqliteFile({ path })).close();
});

test('every event acknowledged before kill -9 is there', async () => {
  const code = `
    const log = await openSqliteLog({ file: await openSqliteFile({ path }) });
    await Promise.all(Array.from({ length: 16 }, async (_, caller) => {
      for (let index = 0; ; index += 1) {
        const [{ id }] = await log.append('facts', [message(caller + '-' + index, caller)]);
        say(id);
      }
    }));`;
  const writer = processes.start(code, path);
  const acknowledged: string[] = [];
  while (acknowledged.length < 500) acknowledged.push((await writer.next()) ?? '');
  acknowledged.push(...(await writer.kill()));
  await using file = await openSqliteFile({ path });
  await using log = await openSqliteLog({ file });
  const there = new Set(await readIds(log, { stream: 'facts' }));
  expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
});

test('a reading process follows what another appends', async () => {
  await using file = await openSqliteFile({ path });
  await using log = await openSqliteLog({ file });
  await log.append('facts', [message('before')]);
  const code = `
    const log = await openSqliteLog({ file: await openSqliteFile({ path, mode: 'read' }) });
    for await (const { event } of log.read({ stream: 'facts', until: 'never' })) say(event.id);`;
  const reader = processes.start(code, path);
  expect(await reader.next()).toBe('before');
  for (const id of ['one', 'two', 'three']) {
    await log.append('facts', [message(id)]);
    expect(await reader.next()).toBe(id);
  }
});
