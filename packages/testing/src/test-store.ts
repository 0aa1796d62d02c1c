import type { Clock, Logger } from '@deskrail/contracts';
import type { SqlStore } from '@deskrail/store/sqlite';
import { openTestDatabase, type TestDatabase } from './test-database.js';

export interface OpenTestStoreOptions {
  /** The store's clock. Default: the system's. */
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** A SQLite store of its own in a temporary folder; closing it removes the folder. */
export interface TestStore extends SqlStore {
  /** The file that it is in, such as for a log beside it. */
  readonly database: TestDatabase;
}

/** A fresh, empty store for one test: `await using store = await openTestStore({ clock })`. */
export async function openTestStore(options: OpenTestStoreOptions = {}): Promise<TestStore> {
  const { openSqliteStore } = await import('@deskrail/store/sqlite');
  const database = await openTestDatabase(options.logger && { logger: options.logger });
  try {
    const store = await openSqliteStore({ database, ...options });
    const close = async (): Promise<void> => {
      await store.close();
      await database.close();
    };
    return { ...store, database, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await database.close();
    throw error;
  }
}
