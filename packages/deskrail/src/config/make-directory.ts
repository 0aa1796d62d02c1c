import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { configError } from './problems.js';

/**
 * A directory and those above it, readable by its owner alone; nothing where it is there. Not `recursive`, which asks for
 * ever where a parent is there and the system says that it is not, as below `/proc`.
 */
export async function makeDirectory(path: string): Promise<void> {
  const isThere = async (one: string) => (await stat(one).catch(() => undefined))?.isDirectory() === true;
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await isThere(path))) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path || (await isThere(parent))) throw error;
    await makeDirectory(parent);
    await makeDirectory(path);
  }
}

/** Throws `config-invalid` where it cannot be. */
export async function makeDataDirectory(data: string): Promise<void> {
  await makeDirectory(resolve(data)).catch((error: NodeJS.ErrnoException) => {
    const wrong = `${data} cannot be made (${error.code ?? 'the system refused'})`;
    const write = 'Write the path of a directory that this user may write to.';
    throw configError([{ where: 'DESKRAIL_DATA', wrong, write }]);
  });
}
