import { DeskrailError } from '@deskrail/contracts';
import type { SqliteFile } from '../sqlite/index.js';

const version = 1;

const tables = [
  `create table if not exists spool_events (
    number integer primary key autoincrement,
    stream text not null,
    tenant text not null,
    subject text not null,
    id text not null,
    body text not null,
    bytes integer not null,
    spooled_at integer not null,
    unique (stream, tenant, id)
  )`,
  'create index if not exists spool_events_by_subject on spool_events (stream, tenant, subject, number)',
  `create table if not exists spool_refused (
    number integer primary key,
    stream text not null,
    tenant text not null,
    subject text not null,
    id text not null,
    body text not null,
    spooled_at integer not null,
    refused_at integer not null,
    code text not null,
    message text not null
  )`,
  'create table if not exists spool_version (version integer not null)',
  `insert into spool_version select ${version} where not exists (select 1 from spool_version)`,
];

/** Make the spool's tables, or see that they are of this version. Throws `config-invalid`, `dependency-unavailable`. */
export async function prepareSpool(file: SqliteFile): Promise<void> {
  if (file.mode === 'write') {
    await file.write(async (sql) => {
      for (const text of tables) await sql.run(text);
    });
  }
  const found = await file.read(async (sql) => {
    const [table] = await sql.all("select 1 from sqlite_schema where name = 'spool_version'");
    return table === undefined ? [] : sql.all<{ version: number }>('select version from spool_version');
  });
  if (found[0]?.version === version) return;
  if (found[0] === undefined) {
    const message = `${file.path} holds no spool yet. Start the process that writes it first, then try again.`;
    throw new DeskrailError('dependency-unavailable', message, { retryable: true });
  }
  const message = `${file.path} holds a spool of version ${found[0].version}, and this one reads ${version}. Flush it with the version of Deskrail that wrote it.`;
  throw new DeskrailError('config-invalid', message);
}
