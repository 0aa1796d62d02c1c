import { open, rename, stat, unlink } from 'node:fs/promises';
import { DeskrailError } from '@deskrail/contracts';

const unwritable = (path: string, why: string | undefined): DeskrailError =>
  new DeskrailError('config-invalid', `${path} cannot be written (${why ?? 'the system refused'}).`);

/** Such as a full disk, which is nobody's mistake in the program. */
const isOfTheSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'code' in error;

/**
 * Write a file beside its place and put it there once it is whole and on the disk: who looks sees the old one or the new
 * one. Readable by its owner alone. What fails leaves nothing behind. Throws `config-invalid` for a place that cannot be.
 */
export async function withAtomicFile<Result>(
  path: string,
  { pid }: { readonly pid: number },
  work: (temporary: string) => Promise<Result>,
): Promise<Result> {
  const there = await stat(path).catch(() => undefined);
  // Renaming would put a file in the place of a device such as /dev/null.
  if (there !== undefined && !there.isFile()) throw unwritable(path, 'something else than a file is there');
  const temporary = `${path}.${pid}.part`;
  const made = await open(temporary, 'w', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw unwritable(path, error.code);
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
    throw isOfTheSystem(error) ? unwritable(path, error.code) : error;
  }
}
