import type { DatabaseSync } from 'node:sqlite';
import { DeskrailError } from '@deskrail/contracts';

/**
 * Node's own SQLite, asked for when a file is opened: imported, an older Node would refuse every module that leads here,
 * with a word that nobody understands. Throws `config-invalid` where there is none.
 */
export function databaseSync(): typeof DatabaseSync {
  // Of an older Node the function itself may be missing.
  const found = (process.getBuiltinModule as typeof process.getBuiltinModule | undefined)?.('node:sqlite');
  if (found !== undefined) return found.DatabaseSync;
  const message = `Deskrail needs Node 22.18 or newer for its SQLite, and this is ${process.versions.node}. Install a newer Node.`;
  throw new DeskrailError('config-invalid', message);
}
