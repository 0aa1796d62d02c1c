import { DeskrailError, type Redrive, type Sql } from '@deskrail/contracts';
import type { GroupPlace } from './group-place.js';
import type { EventRow } from './stored-rows.js';

/** A redrive's number, beside the event where the log still holds it. */
export type RedriveRow = { readonly number: number; readonly held: number | null } & EventRow;

/** Note that a group is to get an event again. The newest note counts, also while an earlier one is being handled. */
export async function noteRedrive(sql: Sql, { stream, position, group }: Redrive): Promise<void> {
  const at = /^[1-9][0-9]{0,15}$/.test(position) ? Number(position) : 0;
  const [event] = await sql.all('select 1 from log_events where position = ? and stream = ?', [at, stream]);
  if (event === undefined) {
    const message = `${stream} holds nothing at the position ${JSON.stringify(position.slice(0, 40))}: retention took it, or it never was.`;
    throw new DeskrailError('not-found', message);
  }
  const [known] = await sql.all('select 1 from log_groups where stream = ? and name = ?', [stream, group]);
  if (known === undefined) {
    throw new DeskrailError(
      'not-found',
      `No group ${JSON.stringify(group.slice(0, 256))} has subscribed to ${stream}.`,
    );
  }
  await sql.run('insert or replace into log_redrives (stream, name, position) values (?, ?, ?)', [stream, group, at]);
}

/** What a group is to get again, in the order in which it was asked for. */
export function selectRedrives(
  sql: Sql,
  { stream, group }: GroupPlace,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly RedriveRow[]> {
  const text = `select r.number, e.position as held, r.position, e.id, e.tenant, e.subject, e.appended_at, e.body
    from log_redrives r left join log_events e on e.position = r.position
    where r.stream = ? and r.name = ? and r.number > ? order by r.number limit ?`;
  return sql.all<RedriveRow>(text, [stream, group, after, limit]);
}

/** Done: not again. */
export async function removeRedrives(sql: Sql, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) await sql.run('delete from log_redrives where number = ?', [number]);
}
