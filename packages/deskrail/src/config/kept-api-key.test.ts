import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keptApiKey } from './kept-api-key.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deskrail-key-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('makes a key once, and only its owner can read it', async () => {
  const key = await keptApiKey(directory);
  expect(key).toMatch(/^dr_[\w-]{32}$/);
  expect(await keptApiKey(directory)).toBe(key);
  expect((await stat(join(directory, 'api-key'))).mode & 0o777).toBe(0o600);
});

it('keeps a key that someone put there', async () => {
  await writeFile(join(directory, 'api-key'), 'mine\n');
  expect(await keptApiKey(directory)).toBe('mine');
});
