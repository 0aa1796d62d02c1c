import { checkEvent, type DeskrailEvent, type Sql, type StreamName } from '@deskrail/contracts';
import type { SqliteFile } from '../sqlite/index.js';
import type { Lane } from './backlog.js';

/** One event as the spool holds it. */
export interface Spooled {
  readonly lane: Lane;
  readonly id: string;
  readonly body: string;
  readonly bytes: number;
}

export type SpooledRow = {
  readonly number: number;
  readonly id: string;
  readonly body: string;
  readonly bytes: number;
};

/** An event that the log would not take for a fault of its own. */
export interface RefusedEvent {
  readonly stream: StreamName;
  readonly tenant: string;
  readonly subject: string;
  readonly id: string;
  /** The error's code and message. */
  readonly code: string;
  readonly message: string;
  /** RFC 3339. */
  readonly spooledAt: string;
  readonly refusedAt: string;
  /** The event as JSON. Holds what people wrote. */
  readonly body: string;
}

/** Throws `event-invalid`: what is not as its contract says would never get out again. */
export function toSpool(stream: StreamName, given: DeskrailEvent): Spooled {
  const event = checkEvent(stream, given);
  const body = JSON.stringify(event);
  const lane = { stream, tenant: event.tenant, subject: event.subject };
  return { lane, id: event.id, body, bytes: Buffer.byteLength(body) };
}

const insert = `insert into spool_events (stream, tenant, subject, id, body, bytes, spooled_at)
  values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`;

/** Each event's number, and whether it was written now: an id that is held already stays where it stands. */
export async function insertSpooled(
  sql: Parameters<Parameters<SqliteFile['write']>[0]>[0],
  events: readonly Spooled[],
  nowMs: number,
): Promise<readonly { readonly number: number; readonly isNew: boolean }[]> {
  const rows = events.map(({ lane, id, body, bytes }) => {
    return [lane.stream, lane.tenant, lane.subject, id, body, bytes, nowMs];
  });
  const numbers = await sql.insertEach(insert, rows);
  const held = 'select number from spool_events where stream = ? and tenant = ? and id = ?';
  const written: { number: number; isNew: boolean }[] = [];
  for (const [index, { lane, id }] of events.entries()) {
    const number = numbers[index];
    if (number !== undefined) written.push({ number, isNew: true });
    else {
      const [first] = await sql.all<{ number: number }>(held, [lane.stream, lane.tenant, id]);
      written.push({ number: first?.number ?? 0, isNew: false });
    }
  }
  return written;
}

/** The first events of a lane: at most so many, and of so many bytes where they are more than one. */
export async function firstOf(
  sql: Sql,
  { stream, tenant, subject }: Lane,
  most: { readonly events: number; readonly bytes: number },
): Promise<readonly SpooledRow[]> {
  const text = `select number, id, body, bytes from spool_events
    where stream = ? and tenant = ? and subject = ? order by number limit ?`;
  const rows = await sql.all<SpooledRow>(text, [stream, tenant, subject, most.events]);
  let bytes = 0;
  const tooMany = rows.findIndex((row, index) => {
    bytes += row.bytes;
    return index > 0 && bytes > most.bytes;
  });
  return tooMany === -1 ? rows : rows.slice(0, tooMany);
}

export async function oldestAt(sql: Sql): Promise<number | undefined> {
  const text = 'select spooled_at from spool_events order by number limit 1';
  return (await sql.all<{ spooled_at: number }>(text))[0]?.spooled_at;
}

export async function removeSpooled(sql: Sql, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) await sql.run('delete from spool_events where number = ?', [number]);
}

/** Out of the way of those behind it, with the reason. Returns how many older ones had to be let go of. */
export async function setAside(
  sql: Sql,
  number: number,
  why: { readonly code: string; readonly message: string; readonly nowMs: number },
  most: number,
): Promise<number> {
  await sql.run(
    `insert into spool_refused (number, stream, tenant, subject, id, body, spooled_at, refused_at, code, message)
      select number, stream, tenant, subject, id, body, spooled_at, ?, ?, ? from spool_events where number = ?`,
    [why.nowMs, why.code, why.message, number],
  );
  await sql.run('delete from spool_events where number = ?', [number]);
  return sql.run(
    'delete from spool_refused where number not in (select number from spool_refused order by number desc limit ?)',
    [most],
  );
}

/** What was set aside is not kept for ever. */
export const forgetRefused = (sql: Sql, beforeMs: number): Promise<number> =>
  sql.run('delete from spool_refused where refused_at < ?', [beforeMs]);

export async function selectRefused(sql: Sql, limit: number): Promise<readonly RefusedEvent[]> {
  type Row = Record<'stream' | 'tenant' | 'subject' | 'id' | 'code' | 'message' | 'body', string> &
    Record<'spooled_at' | 'refused_at', number>;
  const rows = await sql.all<Row>('select * from spool_refused order by number desc limit ?', [limit]);
  return rows.map(({ stream, tenant, subject, id, code, message, body, ...at }) => ({
    ...{ stream: stream as StreamName, tenant, subject, id, code, message, body },
    spooledAt: new Date(at.spooled_at).toISOString(),
    refusedAt: new Date(at.refused_at).toISOString(),
  }));
}

/** What is there when a spool is opened. */
export async function selectLanes(sql: Sql) {
  const text = `select stream, tenant, subject, count(*) as events, sum(bytes) as bytes, min(number) as first
    from spool_events group by stream, tenant, subject order by first`;
  const rows = await sql.all<{ stream: string; tenant: string; subject: string; events: number; bytes: number }>(text);
  return rows.map(({ stream, tenant, subject, events, bytes }) => ({
    lane: { stream: stream as StreamName, tenant, subject },
    events,
    bytes,
  }));
}
