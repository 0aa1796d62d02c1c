import {
  type Appended,
  type Clock,
  checkEvent,
  DeskrailError,
  type DeskrailEvent,
  type Sql,
  type SqlValue,
  type StreamEvents,
  type StreamName,
} from '@deskrail/contracts';
import type { LogLimits } from './limits.js';
import type { SqliteFile } from './open-sqlite-file.js';

export interface Appender {
  append<Stream extends StreamName>(
    stream: Stream,
    events: readonly StreamEvents[Stream][],
    options?: { readonly signal?: AbortSignal },
  ): Promise<readonly Appended[]>;
  /** Refuses what comes from now on; resolves once what was taken is written. */
  close(): Promise<void>;
}

interface EventToWrite {
  readonly id: string;
  /** Stream, id, tenant, subject, type, time, body. */
  readonly columns: readonly SqlValue[];
}

interface Waiting {
  readonly events: readonly EventToWrite[];
  readonly characters: number;
  resolve(appended: readonly Appended[]): void;
  reject(error: unknown): void;
}

const insert = `insert into log_events (stream, id, tenant, subject, type, time, body, appended_at)
  values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning position`;
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
  const { file, clock, limits } = options;
  let waiting: Waiting[] = [];
  let queuedEvents = 0;
  let queuedCharacters = 0;
  let stampMs = options.notBeforeMs;
  let scheduled = false;
  let closed = false;
  let writing: Promise<void> = Promise.resolve();

  function enqueue(events: readonly EventToWrite[], characters: number, signal?: AbortSignal) {
    return new Promise<readonly Appended[]>((resolve, reject) => {
      const entry: Waiting = { events, characters, resolve, reject };
      waiting.push(entry);
      queuedEvents += events.length;
      queuedCharacters += characters;
      if (signal !== undefined) leaveOnAbort(entry, signal);
      schedule();
    });
  }

  /** Until a transaction takes it, an append can be called back. */
  function leaveOnAbort(entry: Waiting, signal: AbortSignal): void {
    const leave = () => {
      const index = waiting.indexOf(entry);
      if (index === -1) return;
      waiting.splice(index, 1);
      forget(entry);
      entry.reject(aborted(signal));
    };
    signal.addEventListener('abort', leave, { once: true });
    const { resolve, reject } = entry;
    entry.resolve = (appended) => {
      signal.removeEventListener('abort', leave);
      resolve(appended);
    };
    entry.reject = (error) => {
      signal.removeEventListener('abort', leave);
      reject(error);
    };
  }

  function forget(entry: Waiting): void {
    queuedEvents -= entry.events.length;
    queuedCharacters -= entry.characters;
  }

  /** As many as one commit should hold, and one at least. */
  function takeBatch(): Waiting[] {
    let events = 0;
    let count = 0;
    for (const entry of waiting) {
      events += entry.events.length;
      if (count > 0 && events > limits.eventsPerCommit) break;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    for (const entry of batch) forget(entry);
    return batch;
  }

  function schedule(): void {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    let batch: Waiting[] | undefined;
    const written = file.write(async (sql) => {
      batch = takeBatch();
      scheduled = false;
      schedule();
      stampMs = Math.max(stampMs, Math.trunc(clock.now()));
      const results: Appended[][] = [];
      for (const { events } of batch) results.push(await writeEvents(sql, events, stampMs));
      return results;
    });
    writing = written.then(
      (results) => {
        for (const [index, entry] of (batch ?? []).entries()) entry.resolve(results[index] ?? []);
        options.onAppended();
      },
      (error) => {
        if (batch === undefined) {
          // The job never ran: the file refuses every one that waits.
          batch = waiting.splice(0);
          scheduled = false;
          for (const entry of batch) forget(entry);
        }
        for (const entry of batch) entry.reject(error);
      },
    );
  }

  return {
    async append(stream, events, { signal } = {}) {
      if (closed) throw new DeskrailError('closed', 'The event log has been closed.');
      if (signal?.aborted) throw aborted(signal);
      if (events.length === 0) return [];
      const rows = events.map((event) => toWrite(stream, checkEvent(stream, event)));
      const characters = rows.reduce((sum, { columns }) => sum + String(columns[6]).length, 0);
      if (queuedEvents + rows.length > limits.queuedEvents || queuedCharacters + characters > limits.queuedCharacters) {
        const message = `${queuedEvents} events wait to be written, and ${rows.length} more are too many: try again later.`;
        throw new DeskrailError('overloaded', message, { retryable: true });
      }
      return enqueue(rows, characters, signal);
    },
    async close() {
      closed = true;
      while (queuedEvents > 0) await writing;
      await writing;
    },
  };
}

const aborted = (signal: AbortSignal) =>
  new DeskrailError('aborted', 'The append was called back before it was written.', { cause: signal.reason });

const toWrite = (stream: StreamName, event: DeskrailEvent): EventToWrite => ({
  id: event.id,
  columns: [stream, event.id, event.tenant, event.subject, event.type, event.time, JSON.stringify(event)],
});

async function writeEvents(sql: Sql, events: readonly EventToWrite[], stampMs: number): Promise<Appended[]> {
  const appended: Appended[] = [];
  for (const { id, columns } of events) {
    const [written] = await sql.all<{ position: number }>(insert, [...columns, stampMs]);
    if (written !== undefined) {
      appended.push({ id, position: String(written.position) });
      continue;
    }
    const [stream = null, , tenant = null] = columns;
    const [first] = await sql.all<{ position: number }>(held, [stream, tenant, id]);
    appended.push({ id, position: String(first?.position), duplicate: true });
  }
  return appended;
}
