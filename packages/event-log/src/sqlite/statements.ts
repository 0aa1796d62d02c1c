import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Row, SqlValue } from '@deskrail/contracts';

/** Runs SQL by its text, preparing each text once. */
export interface Statements {
  all(text: string, parameters: readonly SqlValue[]): Row[];
  run(text: string, parameters: readonly SqlValue[]): number;
  /** Insert one row for each list of parameters. The row's id, or `undefined` where there was a conflict. */
  insertEach(text: string, rows: readonly (readonly SqlValue[])[]): (number | undefined)[];
}

interface Prepared {
  readonly statement: StatementSync;
  /** Only reads, so that running it twice does no harm. */
  readonly onlyReads: boolean;
}

const capacity = 256;

/** A whole number would be bound as a REAL, and arrive in a TEXT column as `5.0`. */
const bound = (value: SqlValue): SqlValue => (Number.isSafeInteger(value) ? BigInt(value as number) : value);

/** Integers as numbers where they fit, else as the bigint they are. */
function withNumbers(row: Record<string, SqlValue>): Row {
  for (const name in row) {
    const value = row[name];
    if (typeof value === 'bigint' && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) {
      row[name] = Number(value);
    }
  }
  return row;
}

export function createStatements(database: DatabaseSync): Statements {
  const cache = new Map<string, Prepared>();

  function prepare(text: string): Prepared {
    const known = cache.get(text);
    if (known !== undefined) return known;
    const onlyReads = /^\s*select\b/i.test(text);
    const statement = database.prepare(text);
    statement.setReadBigInts(!onlyReads);
    const prepared = { statement, onlyReads };
    const oldest = cache.keys().next();
    if (cache.size >= capacity && !oldest.done) cache.delete(oldest.value);
    cache.set(text, prepared);
    return prepared;
  }

  function readWithBigInts(statement: StatementSync, parameters: readonly SqlValue[]): Row[] {
    statement.setReadBigInts(true);
    try {
      return (statement.all(...parameters) as Record<string, SqlValue>[]).map(withNumbers);
    } finally {
      statement.setReadBigInts(false);
    }
  }

  return {
    all(text, parameters) {
      const { statement, onlyReads } = prepare(text);
      const values = parameters.map(bound);
      if (!onlyReads) return (statement.all(...values) as Record<string, SqlValue>[]).map(withNumbers);
      try {
        return statement.all(...values) as Row[];
      } catch (error) {
        // An integer beyond 2^53: the rows are read again, exactly. A statement that writes is never run twice for it.
        if ((error as { code?: unknown }).code !== 'ERR_OUT_OF_RANGE') throw error;
        return readWithBigInts(statement, values);
      }
    },
    run: (text, parameters) => Number(prepare(text).statement.run(...parameters.map(bound)).changes),
    insertEach(text, rows) {
      const { statement } = prepare(text);
      return rows.map((row) => {
        const { changes, lastInsertRowid } = statement.run(...row.map(bound));
        return Number(changes) === 0 ? undefined : Number(lastInsertRowid);
      });
    },
  };
}
