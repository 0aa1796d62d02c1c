import { DeskrailError, isDeskrailError, type Sql } from '@deskrail/contracts';
import type { SqliteFile } from './open-sqlite-file.js';

/** 2: redrives. A log of version 1 is brought up to it where it stands. */
const version = 2;

export const insertEvent = `insert into log_events (stream, id, tenant, subject, type, time, body, appended_at)
  values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`;

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
  `create table if not exists log_redrives (
    number integer primary key autoincrement,
    stream text not null,
    name text not null,
    position integer not null,
    unique (stream, name, position)
  )`,
  'create table if not exists log_version (version integer not null)',
  `insert into log_version select ${version} where not exists (select 1 from log_version)`,
  `update log_version set version = ${version} where version = 1`,
];

/** What the tables above look like from outside: the columns of each, and those that make an event one. */
const shapes: Readonly<Record<string, string>> = {
  log_events: 'position,stream,id,tenant,subject,type,time,appended_at,body',
  log_events_by_id: 'stream,tenant,id',
  log_groups: 'stream,name,position',
  log_redrives: 'number,stream,name,position',
  log_version: 'version',
};

/** The tables that a version added, which an earlier log has not yet. */
const since: Readonly<Record<string, number>> = { log_redrives: 2 };

/**
 * Make the log's tables, or see that they are there, of a version that is known, and take an event. Nothing is written to
 * a file that is refused. Throws `config-invalid` for another version and for what is no log of Deskrail's.
 */
export async function prepareSchema(file: SqliteFile): Promise<void> {
  if (file.mode === 'read') {
    if (await file.read((sql) => checkSchema(sql, file.path))) return;
    const message = `${file.path} holds no event log yet. Start the process that writes it first, then try again.`;
    throw new DeskrailError('dependency-unavailable', message, { retryable: true });
  }
  await file.write(async (sql) => {
    await checkSchema(sql, file.path);
    try {
      for (const text of tables) await sql.run(text);
      await checkSchema(sql, file.path);
      await tryAppend(sql);
    } catch (error) {
      if (isDeskrailError(error)) throw error;
      throw foreign(file.path, 'takes no event', error);
    }
  });
}

/** Throws SQLite's error where the log would not take an event now. Leaves nothing behind. */
export async function tryAppend(sql: Sql): Promise<void> {
  await sql.run('savepoint trial');
  await sql.run(insertEvent, ['trial', 'trial', 'trial', 'trial', 'trial', 'trial', '{}', 0]);
  await sql.run('rollback to trial');
  await sql.run('release trial');
}

/** Whether the file holds a log; throws `config-invalid` where it holds another one. */
async function checkSchema(sql: Sql, path: string): Promise<boolean> {
  const found = new Map<string, string>();
  for (const name of Object.keys(shapes)) {
    const source = name === 'log_events_by_id' ? 'pragma_index_info' : 'pragma_table_info';
    const columns = await sql.all<{ name: string }>(`select name from ${source}(?)`, [name]);
    if (columns.length > 0) found.set(name, columns.map((column) => column.name).join());
  }
  if (found.size === 0) return false;
  // The version first: an earlier log may be of another shape for good reason.
  const known = found.get('log_version') === shapes.log_version ? await checkVersion(sql, path) : version;
  for (const [name, shape] of Object.entries(shapes)) {
    if ((since[name] ?? 1) > known && !found.has(name)) continue;
    if (found.get(name) !== shape) throw foreign(path, `has no ${name} of (${shape})`);
  }
  return true;
}

/** The version that is there, where this one can read it. */
async function checkVersion(sql: Sql, path: string): Promise<number> {
  const [row] = await sql.all<{ version: number }>('select version from log_version');
  if (row?.version === version || row?.version === 1) return row.version;
  const remedy =
    Number(row?.version) > version
      ? 'Update Deskrail.'
      : 'Open it with the version of Deskrail that wrote it, or start with another data directory.';
  const message = `${path} holds an event log of version ${row?.version}, and this one reads ${version}. ${remedy}`;
  throw new DeskrailError('config-invalid', message);
}

function foreign(path: string, why: string, cause?: unknown): DeskrailError {
  const message =
    `${path} is not a Deskrail database, or one of an unfinished earlier version: it ${why}. ` +
    `Its tables were left as they are. Move it away, or give another data directory.`;
  return new DeskrailError('config-invalid', message, { cause });
}
