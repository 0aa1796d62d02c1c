import { type Database, DeskrailError, type Sql } from '@deskrail/contracts';
import { quoted } from './connections.js';
import { type Locks, migrating } from './locks.js';
import { migrations } from './migrations.js';

/**
 * Make the tables, or bring them up to date, in one transaction. Of instances that start together the first does it, and
 * the others find it done. Throws `config-invalid` for tables of a newer version.
 */
export async function migrate(database: Database, schema: string, locks: Locks): Promise<void> {
  if ((await database.read((sql) => versionIn(sql, schema))) === migrations.length) return;
  await database.write(async (sql) => {
    await sql.all(`select pg_advisory_xact_lock(${locks.schema}, ${migrating})`);
    const version = await versionIn(sql, schema);
    if (version > migrations.length) {
      const message = `The tables in schema ${schema} are of version ${version}, and this Deskrail knows ${migrations.length}: update it.`;
      throw new DeskrailError('config-invalid', message);
    }
    if (version === migrations.length) return;
    // Asked first: where the schema is there, no right to make one is needed.
    const [made] = await sql.all('select 1 as found from pg_namespace where nspname = ?', [schema]);
    if (made === undefined) await sql.run(`create schema ${quoted(schema)}`);
    await sql.run('create table if not exists store_version (version bigint not null)');
    if (version === 0) await sql.run('insert into store_version values (0)');
    for (const statements of migrations.slice(version)) for (const text of statements) await sql.run(text);
    await sql.run('update store_version set version = ?', [migrations.length]);
  });
}

async function versionIn(sql: Sql, schema: string): Promise<number> {
  const there = 'select 1 as found from pg_tables where schemaname = ? and tablename = ?';
  if ((await sql.all(there, [schema, 'store_version'])).length === 0) return 0;
  return Number((await sql.all<{ version: number }>('select version from store_version'))[0]?.version ?? 0);
}
