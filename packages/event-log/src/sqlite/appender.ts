import {
  type Appended,
  type Clock,
  checkEvent,
  DeskrailError,
  type DeskrailEvent,
  type EventLog,
  type Sql,
  type StreamName,
} from '@deskrail/contracts';
import { calledBack, createAppendQueue, type EventToWrite, type WaitingAppend } from './append-queue.js';
import type { LogLimits } from './limits.js';
import { insertEvent } from './log-schema.js';
import type { SqliteFile } from './open-sqlite-file.js';

export interface Appender {
  readonly append: EventLog['append'];
  /** Refuses what comes from now on; resolves once what was taken is written. */
  close(): Promise<void>;
}

const held = 'select position from log_events where stream = ? and tenant = ? and id = ?';

/** Appends that gather while others are written share one job, and so one commit. */
export function createAppender(options: {
  readonly file: SqliteFile;
  readonly clock: Clock;
  readonly limits: LogLimits;
  /** No event is stamped earlier than this. */
  readonly notBeforeMs: number;
  onAppended(): void;
}): Appender {
  const { file, clock } = options;
  const queue = createAppendQueue(options.limits);
  const writing = new Set<Promise<void>>();
  let stampMs = options.notBeforeMs;
  let jobWaits = false;
  let closed = false;

  /** One job waits at a time, and takes what has gathered by the time it runs. */
  function schedule(): void {
    if (jobWaits || queue.length === 0) return;
    jobWaits = true;
    const written = writeGathered().finally(() => writing.delete(written));
    writing.add(written);
  }

  async function writeGathered(): Promise<void> {
    let taken: readonly WaitingAppend[] | undefined;
    try {
      const ids = await file.insert(insertEvent, () => {
        const appends = queue.take();
        taken = appends;
        jobWaits = false;
        schedule();
        stampMs = Math.max(stampMs, Math.trunc(clock.now()));
        return appends.flatMap(({ events }) => events.map(({ columns }) => [...columns, stampMs]));
      });
      let next = 0;
      for (const { events, resolve, reject } of taken ?? []) {
        const positions = ids.slice(next, next + events.length);
        next += events.length;
        if (positions.includes(undefined)) findHeld(file, events, positions).then(resolve, reject);
        else resolve(events.map((event, index) => written(event, positions[index])));
      }
      options.onAppended();
    } catch (error) {
      // The job never ran: the file takes nothing now, from anybody who waits.
      if (taken === undefined) jobWaits = false;
      for (const waiting of taken ?? queue.takeAll()) waiting.reject(error);
    }
  }

  return {
    async append(stream, events, { signal } = {}) {
      if (closed) throw new DeskrailError('closed', 'The event log has been closed.');
      if (signal?.aborted) throw calledBack(signal);
      const rows = events.map((event) => toWrite(stream, checkEvent(stream, event)));
      if (rows.length === 0) return [];
      const appended = queue.add(rows, signal);
      schedule();
      return appended;
    },
    async close() {
      closed = true;
      while (writing.size > 0) await Promise.all(writing);
    },
  };
}

function toWrite(stream: StreamName, event: DeskrailEvent): EventToWrite {
  const body = JSON.stringify(event);
  return {
    id: event.id,
    columns: [stream, event.id, event.tenant, event.subject, event.type, event.time, body],
    characters: body.length,
  };
}

const written = ({ id }: EventToWrite, position: number | undefined): Appended => ({ id, position: String(position) });

/** Where each event stands: where it was written now, or where the log held its id already. */
async function findHeld(
  file: SqliteFile,
  events: readonly EventToWrite[],
  positions: readonly (number | undefined)[],
): Promise<readonly Appended[]> {
  return file.read(async (sql) => {
    const appended: Appended[] = [];
    for (const [index, event] of events.entries()) {
      const position = positions[index];
      appended.push(position === undefined ? await firstOf(sql, event) : written(event, position));
    }
    return appended;
  });
}

async function firstOf(sql: Sql, { id, columns }: EventToWrite): Promise<Appended> {
  const [stream = null, , tenant = null] = columns;
  const [first] = await sql.all<{ position: number }>(held, [stream, tenant, id]);
  return { id, position: String(first?.position), duplicate: true };
}
