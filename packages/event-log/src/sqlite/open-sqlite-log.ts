import {
  type Clock,
  DeskrailError,
  type EventLog,
  isDeskrailError,
  type Logger,
  type Sql,
  type StreamName,
  type Subscription,
  silentLogger,
  systemClock,
} from '@deskrail/contracts';
import { createAppender } from './appender.js';
import { readLag } from './lag.js';
import { type LogLimits, logLimits } from './limits.js';
import { prepareSchema, tryAppend } from './log-schema.js';
import type { SqliteFile } from './open-sqlite-file.js';
import { readRange } from './range.js';
import { noteRedrive } from './redrives.js';
import { retainEvents } from './retention.js';
import { subscribe } from './subscription.js';
import { createPollingWakeup, writersWakeup } from './wakeup.js';

export interface OpenSqliteLogOptions {
  /** Stays open when the log closes. */
  readonly file: SqliteFile;
  /** Stamps what is appended. */
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly limits?: Partial<LogLimits>;
  /** From 0 up to 1; spreads retries. Default: `Math.random`. */
  readonly random?: () => number;
}

/** The record in one SQLite file. On a file opened for reading it reads and follows, and refuses to append. */
export interface SqliteLog extends EventLog {
  /** Delete what was appended more days ago than its stream is kept. Returns how many events. */
  retain(days: Readonly<Record<StreamName, number>>): Promise<number>;
}

/**
 * Throws `dependency-unavailable` where a file opened for reading holds no log yet, `config-invalid` for another version's or
 * what is none of Deskrail's.
 */
export async function openSqliteLog(options: OpenSqliteLogOptions): Promise<SqliteLog> {
  const { file, clock = systemClock, logger = silentLogger, random = Math.random } = options;
  const limits = { ...logLimits, ...options.limits };
  await prepareSchema(file);
  const closing = new AbortController();
  const subscriptions = new Set<Subscription>();
  const readerWakeup = file.mode === 'read' ? createPollingWakeup(file, limits.pollMs) : undefined;
  const writerWakeup = writersWakeup(file);
  const wakeup = readerWakeup ?? writerWakeup;
  const notBeforeMs = await lastAppendedAt(file);
  const appender = createAppender({ file, clock, limits, notBeforeMs, onAppended: writerWakeup.notify });
  const source = { file, wakeup, logger, closing: closing.signal };

  function check(): void {
    if (closing.signal.aborted) throw new DeskrailError('closed', 'The event log has been closed.');
  }

  function checkWritable(): void {
    check();
    if (file.mode === 'write') return;
    const message = `${file.path} was opened with mode: 'read'. Append and subscribe in the process that writes it.`;
    throw new DeskrailError('config-invalid', message);
  }

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    closing.abort();
    await Promise.all([...subscriptions].map((subscription) => subscription.close()));
    await appender.close();
  }

  const log: SqliteLog = {
    async append(stream, events, appendOptions) {
      checkWritable();
      return appender.append(stream, events, appendOptions);
    },
    async subscribe(subscribeOptions) {
      checkWritable();
      const subscription = await subscribe(subscribeOptions, {
        ...{ file, wakeup, clock, logger, limits, random },
        append: appender.append,
        onClosed: (ended) => subscriptions.delete(ended),
      });
      if (subscription.state !== 'closed') subscriptions.add(subscription);
      if (closing.signal.aborted) await subscription.close();
      return subscription;
    },
    read: (readOptions) => readRange(readOptions, source),
    lag: async ({ group } = {}) => {
      check();
      return file.read((sql) => readLag(sql, clock, group));
    },
    async redrive(redrive) {
      checkWritable();
      await file.write((sql) => noteRedrive(sql, redrive));
      writerWakeup.notify();
    },
    async ready() {
      check();
      await checkReady(file);
    },
    async retain(days) {
      checkWritable();
      return retainEvents({ file, clock, days, perCommit: limits.deletedPerCommit });
    },
    close: () => (closed ??= close()),
    [Symbol.asyncDispose]: () => log.close(),
  };
  return log;
}

async function checkReady(file: SqliteFile): Promise<void> {
  const refusal = (why: string, cause?: unknown) =>
    new DeskrailError('dependency-unavailable', `${file.path} ${why}`, { cause });
  if (file.mode === 'read') throw refusal('is open for reading only.');
  await file.write(checkAppend).catch((error: unknown) => {
    if (isDeskrailError(error)) throw error;
    throw refusal('takes no event now: its tables are not as this version of Deskrail made them.', error);
  });
}

async function checkAppend(sql: Sql): Promise<void> {
  await tryAppend(sql);
  // A real write, synced: a full disk shows.
  await sql.run('update log_version set version = version');
}

function lastAppendedAt(file: SqliteFile): Promise<number> {
  return file.read(async (sql) => {
    const [last] = await sql.all<{ appended_at: number }>(
      'select appended_at from log_events order by position desc limit 1',
    );
    return last?.appended_at ?? 0;
  });
}
