import { join } from 'node:path';
import type { Logger } from '@deskrail/contracts';
import type { SqliteFile } from '@deskrail/event-log/sqlite';
import { temporaryFolder } from './temporary-folder.js';

/** A database of its own in a temporary folder; closing it removes the folder. */
export interface TestDatabase extends SqliteFile, AsyncDisposable {
  /** Holds the database file and what SQLite keeps beside it. */
  readonly folder: string;
}

/** A fresh SQLite file for one test: `await using database = await openTestDatabase()`. */
export async function openTestDatabase(options: { readonly logger?: Logger } = {}): Promise<TestDatabase> {
  // Loaded here, so that who only signs webhooks or emulates a desk never loads node:sqlite.
  const { openSqliteFile } = await import('@deskrail/event-log/sqlite');
  const folder = await temporaryFolder();
  try {
    const file = await openSqliteFile({ path: join(folder.path, 'deskrail.db'), ...options });
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= file.close().finally(folder.remove);
      return closing;
    };
    const opened: SqliteFile = Object.create(file);
    return Object.assign(opened, { folder: folder.path, close, [Symbol.asyncDispose]: close });
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
