import { DeskrailError } from '@deskrail/contracts';

const damaged = 'it is damaged; stop what uses it, look at the disk, and restore it from a backup';

/** SQLite's primary result codes that say "not now", or "never on this file", with what to do. */
const failures: Readonly<Record<number, { readonly what: string; readonly retryable: boolean }>> = {
  5: { what: 'another connection holds its lock; close the program that has it open for writing', retryable: true },
  6: { what: 'another statement holds its lock', retryable: true },
  7: { what: 'there is not enough memory', retryable: true },
  8: { what: 'it is read-only; give this process the right to write to it and to its folder', retryable: false },
  10: { what: 'the disk failed to read or write; look at the disk and its mount', retryable: true },
  11: { what: damaged, retryable: false },
  13: { what: 'the disk is full; free some space', retryable: true },
  14: { what: 'it cannot be opened; check that the folder exists and may be written to', retryable: true },
  15: { what: 'its locking failed; keep it on a local disk', retryable: true },
  26: { what: 'it is not a SQLite database; check the path', retryable: false },
};

/** What the file system says of the folder, the lock or the file, by Node's word for it. */
const refusals: Readonly<Record<string, { readonly what: string; readonly retryable?: boolean }>> = {
  EROFS: { what: 'its file system is mounted read-only; mount it for writing, or keep the data elsewhere' },
  // Where the file system is read-only, making a folder of a folder ends in this.
  ENOENT: { what: 'its folder cannot be made; check the path, and that what it lies in can be written to' },
  EACCES: { what: 'this process has no right to it; give its user the right to write to it and to its folder' },
  EPERM: { what: 'this process has no right to it; give its user the right to write to it and to its folder' },
  ENOSPC: { what: 'the disk is full; free some space', retryable: true },
  EDQUOT: { what: 'its user has no more space on this disk; free some', retryable: true },
  EIO: { what: 'the disk failed to read or write; look at the disk and its mount', retryable: true },
  EMFILE: { what: 'this process has too many files open; raise its limit', retryable: true },
  ENFILE: { what: 'the machine has too many files open', retryable: true },
};

/** A path that cannot be right, whatever the machine does. */
const mistakes: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of it is a file and no folder',
  EEXIST: 'its folder is a file',
  EISDIR: 'it is a folder; name a file in it',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'it is too long',
};

const busy = 5;
const full = 13;

/** SQLite's primary result code of an error of `node:sqlite`, else `undefined`. */
function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

export const isBusy = (error: unknown): boolean => resultCode(error) === busy;

/** Whether a write found no space, as SQLite or {@link explainFailure} told it. */
export function isDiskFull(error: unknown): boolean {
  const { cause, code } = (error ?? {}) as { cause?: unknown; code?: unknown };
  return resultCode(error) === full || resultCode(cause) === full || code === 'ENOSPC';
}

/** Node's word for what a system call was refused for, else the empty word. */
function systemCode(error: unknown): string {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  return typeof code === 'string' && typeof syscall === 'string' ? code : '';
}

/**
 * What the machine refused becomes `dependency-unavailable`, a path that cannot be `config-invalid`; a mistake in the
 * SQL, or any other error, stays as it is.
 */
export function explainFailure(error: unknown, path: string): unknown {
  const code = systemCode(error);
  const mistake = mistakes[code];
  if (mistake !== undefined) {
    return new DeskrailError('config-invalid', `${path} is no path for a database: ${mistake}.`, { cause: error });
  }
  const failure = failures[resultCode(error) ?? -1] ?? refusals[code];
  if (failure === undefined) return error;
  return new DeskrailError('dependency-unavailable', `${path} is not available: ${failure.what}.`, {
    retryable: failure.retryable ?? false,
    cause: error,
  });
}

/** For a file whose pages do not fit together. */
export const damagedFile = (path: string): DeskrailError =>
  new DeskrailError('dependency-unavailable', `${path} is not available: ${damaged}.`);
