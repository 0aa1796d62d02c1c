import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keptSigningKeys, readKeptSigningKeys } from './kept-signing-key.js';
import { readSigningKeys, secretBytes } from './signing-keys.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deskrail-signing-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('makes a key of 32 bytes once, and only its owner can read it', async () => {
  const { keys } = await keptSigningKeys(directory);
  expect(keys).toHaveLength(1);
  expect(secretBytes(keys[0].secret)).toHaveLength(32);
  expect(await keptSigningKeys(directory)).toEqual({ keys });
  expect((await stat(join(directory, 'signing-key'))).mode & 0o777).toBe(0o600);
});

it('is the same for two who make it at once', async () => {
  const [one, other] = await Promise.all([keptSigningKeys(directory), keptSigningKeys(directory)]);
  expect(one).toEqual(other);
});

it('says since when there is a key where verdicts may have been given before', async () => {
  await writeFile(join(directory, 'deskrail.db'), '');
  const made = await keptSigningKeys(directory, { now: () => Date.parse('2026-01-31T09:30:00Z') });
  expect(made.unsignedUntil).toBe('2026-01-31T09:30:00.000Z');
  expect(await readKeptSigningKeys(directory)).toEqual(made);
});

it('takes a rotated list, and refuses a file that holds none', async () => {
  const secret = Buffer.alloc(32, 1).toString('base64');
  await writeFile(join(directory, 'signing-key'), `new:${secret},old:${secret}\n`);
  expect((await keptSigningKeys(directory)).keys.map(({ keyId }) => keyId)).toEqual(['new', 'old']);
  await writeFile(join(directory, 'signing-key'), 'nothing\n');
  await expect(keptSigningKeys(directory)).rejects.toThrow(/holds no signing key/);
});

it.each([
  ['', undefined],
  ['one', undefined],
  [`one:${Buffer.alloc(31).toString('base64')}`, undefined],
  [`one two:${Buffer.alloc(32).toString('base64')}`, undefined],
  [`one:${Buffer.alloc(32).toString('base64')},one:${Buffer.alloc(32).toString('base64')}`, undefined],
  [`one:${Buffer.alloc(32).toString('base64')},`, undefined],
  [`one:${Buffer.alloc(40).toString('base64url')} , two:${Buffer.alloc(32).toString('base64')}`, ['one', 'two']],
])('reads %j', (text, ids) => {
  expect(readSigningKeys(text)?.map(({ keyId }) => keyId)).toEqual(ids);
});
