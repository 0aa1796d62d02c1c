import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type LogHarness, runEventLogConformance } from '../conformance/index.js';
import { openSqliteFile, openSqliteLog, type SqliteFile, type SqliteLog } from './index.js';

async function open(): Promise<LogHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'deskrail-log-'));
  const path = join(folder, 'log.db');
  const limits = { drainMs: 100, abortMs: 100 };
  let file: SqliteFile;
  let log: SqliteLog;
  const start = async () => {
    file = await openSqliteFile({ path, limits: { busyMs: 200 } });
    log = await openSqliteLog({ file, limits });
  };
  await start();
  return {
    get log() {
      return log;
    },
    async reopen() {
      // The file goes first, so that the log can save nothing more: as near to a crash as one process comes.
      await file.close();
      await log.close();
      await start();
      return log;
    },
    async close() {
      await log.close();
      await file.close();
      await rm(folder, { recursive: true, force: true });
    },
    async appendUnchecked(stream, event) {
      const { id, tenant, subject, type, time } = event as Record<string, string>;
      const columns = 'stream, id, tenant, subject, type, time, body, appended_at';
      const values = [stream, id, tenant, subject, type, time, JSON.stringify(event), Date.now()] as string[];
      await file.write((sql) => sql.run(`insert into log_events (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?)`, values));
    },
    async takeAway() {
      const foreign = new DatabaseSync(path);
      foreign.exec('begin immediate');
      return async () => foreign.close();
    },
  };
}

runEventLogConformance('the SQLite log', open);
