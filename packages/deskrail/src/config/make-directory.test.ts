import { existsSync } from 'node:fs';
import { mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@deskrail/testing';
import { expect, it } from 'vitest';
import { makeDirectory } from './make-directory.js';

it('makes a directory with those above it, for its owner alone, and leaves one that is there', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'a', 'b', 'c');
  await Promise.all([makeDirectory(path), makeDirectory(path)]);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  await makeDirectory(path);
  await mkdir(join(folder.path, 'real'));
  await symlink(join(folder.path, 'real'), join(folder.path, 'link'));
  await makeDirectory(join(folder.path, 'link', 'd'));
  expect((await stat(join(folder.path, 'real', 'd'))).isDirectory()).toBe(true);
});

it('is refused, and does not ask for ever, where nothing can be made', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  await expect(makeDirectory(file)).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeDirectory(join(file, 'a'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await symlink(join(folder.path, 'gone'), join(folder.path, 'dangling'));
  await expect(makeDirectory(join(folder.path, 'dangling', 'a'))).rejects.toMatchObject({ code: 'EEXIST' });
  if (existsSync('/proc/self')) await expect(makeDirectory('/proc/nope/a')).rejects.toMatchObject({ code: 'ENOENT' });
});
