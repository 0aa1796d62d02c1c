import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig } from './load-config.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deskrail-config-'));
});
afterEach(() => rm(directory, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(directory, name), text);

it('is empty where there is no file', async () => {
  expect(await loadConfig({ directory })).toEqual({ path: undefined, config: {} });
});

it.each(['deskrail.config.ts', 'deskrail.config.mjs'])('finds %s', async (name) => {
  await write(name, `export default { tenant: 'acme' };`);
  expect(await loadConfig({ directory })).toEqual({ path: join(directory, name), config: { tenant: 'acme' } });
});

it('runs TypeScript as it is', async () => {
  await write('mine.ts', `const tenant: string = 'acme';\nexport default { tenant } satisfies object;`);
  expect((await loadConfig({ directory, path: 'mine.ts' })).config).toEqual({ tenant: 'acme' });
});

it('passes on what a connection refused, without advice of its own', async () => {
  const refusal = `Object.assign(new Error('Connection "a" has no secret.'), { name: 'DeskrailError', code: 'secret-empty' })`;
  await write('mine.mjs', `throw ${refusal};`);
  const failure = loadConfig({ directory, path: 'mine.mjs' });
  await expect(failure).rejects.toMatchObject({
    code: 'secret-empty',
    message: expect.stringMatching(/has no secret\.$/),
  });
});

it.each([
  ['there is no such file', undefined, 'There is no file'],
  ['nothing is exported', 'export const tenant = 1;', 'no default export'],
  ['it throws', `throw new TypeError('no vault');`, 'TypeError: no vault'],
  ['an option is wrong', 'export default { tennant: 1 };', 'tennant: there is no such option'],
])('teaches when %s', async (_, text, message) => {
  if (text !== undefined) await write('mine.mjs', text);
  await expect(loadConfig({ directory, path: 'mine.mjs' })).rejects.toThrow(message);
});
