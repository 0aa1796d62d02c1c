import { open, rename, unlink } from 'node:fs/promises';
import { DeskrailError } from '@deskrail/contracts';

/**
 * Write a file beside its place and put it there once it is whole and on the disk: who looks sees the old one or the new
 * one. Readable by its owner alone. What fails leaves nothing behind. Throws `config-invalid` for a place that cannot be.
 */
export async function withAtomicFile<Result>(
  path: string,
  { pid }: { readonly pid: number },
  work: (temporary: string) => Promise<Result>,
): Promise<Result> {
  const temporary = `${path}.${pid}.part`;
  const made = await open(temporary, 'w', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new DeskrailError('config-invalid', `${path} cannot be written (${error.code ?? 'the system refused'}).`);
  });
  await made.close();
  try {
    const result = await work(temporary);
    const whole = await open(temporary, 'r+');
    await whole.sync().finally(() => whole.close());
    await rename(temporary, path);
    return result;
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}
