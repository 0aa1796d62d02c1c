import { DeskrailError } from '@deskrail/contracts';

/** SQLite's primary result codes that say "not now", or "never on this file", with what to do. */
const failures: Readonly<Record<number, { readonly what: string; readonly retryable: boolean }>> = {
  5: { what: 'another connection holds its lock; close the program that has it open for writing', retryable: true },
  6: { what: 'another statement holds its lock', retryable: true },
  7: { what: 'there is not enough memory', retryable: true },
  8: { what: 'it is read-only; give this process the right to write to it and to its folder', retryable: false },
  10: { what: 'the disk failed to read or write; look at the disk and its mount', retryable: true },
  11: { what: 'it is damaged; restore it from a backup', retryable: false },
  13: { what: 'the disk is full; free some space', retryable: true },
  14: { what: 'it cannot be opened; check that the folder exists and may be written to', retryable: true },
  15: { what: 'its locking failed; keep it on a local disk', retryable: true },
  26: { what: 'it is not a SQLite database; check the path', retryable: false },
};

const busy = 5;

/** SQLite's primary result code of an error of `node:sqlite`, else `undefined`. */
function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

export const isBusy = (error: unknown): boolean => resultCode(error) === busy;

/** What the machine refused becomes `dependency-unavailable`; a mistake in the SQL, or any other error, stays as it is. */
export function explainFailure(error: unknown, path: string): unknown {
  const failure = failures[resultCode(error) ?? -1];
  if (failure === undefined) return error;
  return new DeskrailError('dependency-unavailable', `${path} is not available: ${failure.what}.`, {
    retryable: failure.retryable,
    cause: error,
  });
}
