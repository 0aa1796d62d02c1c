import type { DatabaseSync } from 'node:sqlite';
import { DeskrailError } from '@deskrail/contracts';
import { databaseSync } from './node-sqlite.js';
import { explainFailure, isBusy } from './sqlite-failure.js';

/**
 * One writer for a database: an exclusive transaction, held on a small database beside it. The operating system lets go
 * of it when the process ends, however it ends. Returns what releases it; throws `log-locked` when another holds it.
 */
export function lockForWriting(path: string): () => void {
  const lockPath = `${path}.lock`;
  const Database = databaseSync();
  let lock: DatabaseSync | undefined;
  try {
    lock = new Database(lockPath);
    lock.exec('begin exclusive');
    return () => lock?.close();
  } catch (error) {
    lock?.close();
    if (!isBusy(error)) throw explainFailure(error, lockPath);
    const message =
      `${path} is already open for writing, and takes one writer. Stop the other process, give this one a file of ` +
      `its own, or open it with mode: 'read'.`;
    throw new DeskrailError('log-locked', message, { details: { path }, cause: error });
  }
}
