import {
  type Appended,
  type Clock,
  checkEvent,
  DeskrailError,
  type DeskrailEvent,
  type EventLog,
  type StreamName,
} from '@deskrail/contracts';
import { calledBack, createAppendQueue, type EventToWrite, type WaitingAppend } from './append-queue.js';
import type { SqliteSql } from './job.js';
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
    if (jobWaits || queue.isEmpty) return;
    jobWaits = true;
    const written = writeGathered().finally(() => writing.delete(written));
    writing.add(written);
  }

  async function writeGathered(): Promise<void> {
    let taken: readonly WaitingAppend[] | undefined;
    try {
      const results = await file.write(async (sql) => {
        taken = queue.take();
        jobWaits = false;
        schedule();
        stampMs = Math.max(stampMs, Math.trunc(clock.now()));
        return writeEvents(sql, taken, stampMs);
      });
      for (const [index, waiting] of (taken ?? []).entries()) waiting.resolve(results[index] ?? []);
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

/** What each append has written, in their order. */
async function writeEvents(sql: SqliteSql, appends: readonly WaitingAppend[], stampMs: number): Promise<Appended[][]> {
  const rows = appends.flatMap(({ events }) => events.map(({ columns }) => [...columns, stampMs]));
  const positions = (await sql.insertEach(insertEvent, rows)).values();
  const written: Appended[][] = [];
  for (const { events } of appends) {
    const appended: Appended[] = [];
    for (const event of events) {
      const position = positions.next().value;
      appended.push(position === undefined ? await firstOf(sql, event) : { id: event.id, position: String(position) });
    }
    written.push(appended);
  }
  return written;
}

async function firstOf(sql: SqliteSql, { id, columns }: EventToWrite): Promise<Appended> {
  const [stream = null, , tenant = null] = columns;
  const [first] = await sql.all<{ position: number }>(held, [stream, tenant, id]);
  return { id, position: String(first?.position), duplicate: true };
}
