import { DeskrailError } from '@deskrail/contracts';
import type { SqliteFile } from './open-sqlite-file.js';

const version = 1;

/** AUTOINCREMENT: a position is not given again after retention has emptied the table. */
const tables = [
  `create table if not exists log_events (
    position integer primary key autoincrement,
    stream text not null,
    id text not null,
    tenant text not null,
    subject text not null,
    type text not null,
    time text not null,
    appended_at integer not null,
    body text not null
  )`,
  'create unique index if not exists log_events_by_id on log_events (stream, tenant, id)',
  'create index if not exists log_events_by_stream on log_events (stream, position)',
  `create table if not exists log_groups (
    stream text not null,
    name text not null,
    position integer not null,
    primary key (stream, name)
  ) without rowid`,
  'create table if not exists log_version (version integer not null)',
  'insert into log_version select 1 where not exists (select 1 from log_version)',
];

/** Make the log's tables, or see that they are there and of a version that is known. */
export async function prepareSchema(file: SqliteFile): Promise<void> {
  if (file.mode === 'write') {
    await file.write(async (sql) => {
      for (const text of tables) await sql.run(text);
    });
  }
  const found = await file.read(async (sql) => {
    const named = await sql.all("select 1 from sqlite_schema where name = 'log_version'");
    return named.length === 0 ? undefined : (await sql.all<{ version: number }>('select version from log_version'))[0];
  });
  if (found === undefined) {
    const message = `${file.path} holds no event log yet. Start the process that writes it first, then try again.`;
    throw new DeskrailError('dependency-unavailable', message, { retryable: true });
  }
  if (found.version !== version) {
    const message = `${file.path} holds an event log of version ${found.version}, and this one reads ${version}. Update Deskrail.`;
    throw new DeskrailError('config-invalid', message);
  }
}
