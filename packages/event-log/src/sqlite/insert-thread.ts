/**
 * Runs in a thread of its own, started by `insert-elsewhere.ts`: inserts rows on a connection of its own, each message
 * in one transaction, so that the thread which receives never waits for the disk. Imports nothing of ours: it is loaded
 * as it stands.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

type Value = string | number | bigint | null | Uint8Array;

/** One row for each list of parameters. */
export interface InsertRequest {
  readonly text: string;
  readonly rows: readonly (readonly Value[])[];
}

/** A row's id, or `null` where there was a conflict that the text lets pass; or SQLite's result code. */
export type InsertAnswer = { readonly ids: readonly (number | null)[] } | { readonly errcode: number | undefined };

export interface InsertThreadData {
  readonly path: string;
  readonly busyMs: number;
}

if (parentPort !== null) serve(parentPort, workerData as InsertThreadData);

function serve(port: NonNullable<typeof parentPort>, { path, busyMs }: InsertThreadData): void {
  // SQLite's own waiting for a lock blocks this thread alone.
  const database = new DatabaseSync(path, { timeout: busyMs });
  database.exec('pragma synchronous = full; pragma cache_size = -16000; pragma journal_size_limit = 67108864');
  const prepared = new Map<string, StatementSync>();

  function statementOf(text: string): StatementSync {
    const known = prepared.get(text) ?? database.prepare(text);
    prepared.set(text, known);
    return known;
  }

  function insert({ text, rows }: InsertRequest): InsertAnswer {
    try {
      database.exec('begin immediate');
      const statement = statementOf(text);
      const ids = rows.map((row) => {
        // A whole number would be bound as a REAL, and arrive in a TEXT column as `5.0`.
        const values = row.map((value) => (Number.isSafeInteger(value) ? BigInt(value as number) : value));
        const { changes, lastInsertRowid } = statement.run(...values);
        return Number(changes) === 0 ? null : Number(lastInsertRowid);
      });
      database.exec('commit');
      return { ids };
    } catch (error) {
      const { errcode } = error as { errcode?: number };
      rollBack();
      return { errcode };
    }
  }

  function rollBack(): void {
    try {
      if (database.isTransaction) database.exec('rollback');
    } catch {
      // The next transaction cannot begin, and says so.
    }
  }

  port.on('message', (request: InsertRequest | 'close') => {
    if (request !== 'close') return port.postMessage(insert(request));
    database.close();
    port.close();
  });
  port.postMessage('ready');
}
