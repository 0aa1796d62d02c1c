import { type Clock, type Database, DeskrailError, type Logger, silentLogger, systemClock } from '@deskrail/contracts';
import { createSqlStore, type SqlStore } from '../sql/create-store.js';
import { migrations } from './migrations.js';

export interface OpenSqliteStoreOptions {
  /** Such as `openSqliteFile` of `@deskrail/event-log/sqlite` gives; log and store may share it. Stays open when the store closes. */
  readonly database: Database;
  /** The store's clock. Default: the system's. */
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** The embedded store. Makes its tables, or brings them up to date; throws `config-invalid` for those of a newer version. */
export async function openSqliteStore(options: OpenSqliteStoreOptions): Promise<SqlStore> {
  const { database, clock = systemClock, logger = silentLogger } = options;
  await migrate(database);
  return createSqlStore({ database, nowMs: () => Math.trunc(clock.now()), logger, pollMs: 250 });
}

async function migrate(database: Database): Promise<void> {
  // A process that only reads the file finds the tables made, and may not write.
  if ((await versionIn(database)) === migrations.length) return;
  await database.write(async (sql) => {
    await sql.run('create table if not exists store_version (version integer not null)');
    const [row] = await sql.all<{ version: number }>('select version from store_version');
    const version = row?.version ?? 0;
    if (version > migrations.length) {
      const message = `The store's tables are of version ${version}, and this one knows ${migrations.length}. Update Deskrail.`;
      throw new DeskrailError('config-invalid', message);
    }
    if (row === undefined) await sql.run('insert into store_version values (0)');
    for (const statements of migrations.slice(version)) for (const text of statements) await sql.run(text);
    await sql.run('update store_version set version = ?', [migrations.length]);
  });
}

const versionIn = (database: Database): Promise<number> =>
  database.read(async (sql) => {
    const made = await sql.all("select 1 as found from sqlite_schema where name = 'store_version'");
    if (made.length === 0) return 0;
    return (await sql.all<{ version: number }>('select version from store_version'))[0]?.version ?? 0;
  });
