import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readInstance, writeInstance } from './instance-file.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deskrail-instance-'));
});
afterEach(() => rm(directory, { recursive: true }));

const running = (pid: number) => ({
  url: 'http://127.0.0.1:3000',
  pid,
  connections: [{ id: 'zendesk', desk: 'zendesk', tenant: 'demo', secret: 'emulated' }],
});

it('is there while the instance runs, and only its owner can read it', async () => {
  const remove = await writeInstance(directory, running(1));
  expect(await readInstance(directory)).toEqual(running(1));
  expect((await stat(join(directory, 'instance.json'))).mode & 0o777).toBe(0o600);
  await remove();
  expect(await readInstance(directory)).toBeUndefined();
});

it('is left alone when another instance has taken over', async () => {
  const remove = await writeInstance(directory, running(1));
  await writeInstance(directory, running(2));
  await remove();
  expect((await readInstance(directory))?.pid).toBe(2);
});

it('is none where the file is not readable', async () => {
  await writeFile(join(directory, 'instance.json'), '{"url":');
  expect(await readInstance(directory)).toBeUndefined();
});
