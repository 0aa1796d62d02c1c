import type { From, Sql, StreamName } from '@deskrail/contracts';
import type { SqliteFile } from './open-sqlite-file.js';
import { startAfter } from './positions.js';

/** Where a group is in a stream. */
export interface GroupPlace {
  readonly stream: StreamName;
  readonly group: string;
}

/** The place the group kept, or its first one, kept from now on. */
export function openPlace(file: SqliteFile, { stream, group }: GroupPlace, from: From): Promise<number> {
  return file.write(async (sql) => {
    const select = 'select position from log_groups where stream = ? and name = ?';
    const [kept] = await sql.all<{ position: number }>(select, [stream, group]);
    if (kept !== undefined) return kept.position;
    const position = await startAfter(sql, stream, from);
    await sql.run('insert into log_groups (stream, name, position) values (?, ?, ?)', [stream, group, position]);
    return position;
  });
}

/** Only ever forward. */
export async function savePlace(sql: Sql, { stream, group }: GroupPlace, position: number): Promise<void> {
  const update = 'update log_groups set position = ? where stream = ? and name = ? and position < ?';
  await sql.run(update, [position, stream, group, position]);
}
