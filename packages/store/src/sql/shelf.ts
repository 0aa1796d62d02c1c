import type { Sql, SqlValue } from '@deskrail/contracts';
import { deleteByKeys, selectByKeys, type TableShape, upsert } from './bulk.js';

/** Rows of one table as states in memory, for as long as one transaction: read together, written together. */
export interface Shelf<State> {
  /** Fetch what is not here yet; keys are the parts of the primary key, the tenant first. */
  load(sql: Sql, keys: Iterable<readonly string[]>): Promise<void>;
  get(...key: readonly string[]): State | undefined;
  /** `undefined` takes the row away. */
  set(state: State | undefined, ...key: readonly string[]): void;
  /** Write what was changed since the last flush. */
  flush(sql: Sql): Promise<void>;
}

export function createShelf<State>(
  shape: TableShape,
  /** The values of the columns after the key. */
  columnsOf: (state: State) => readonly SqlValue[],
): Shelf<State> {
  const held = new Map<string, { key: readonly string[]; state: State | undefined }>();
  const changed = new Set<string>();
  const condition = `from ${shape.table} where (${shape.key.join(', ')}) in`;
  const name = (key: readonly string[]) => key.join('\n');

  return {
    async load(sql, keys) {
      const missing: (readonly string[])[] = [];
      for (const key of keys) {
        const named = name(key);
        if (held.has(named)) continue;
        held.set(named, { key, state: undefined });
        missing.push(key);
      }
      const text = `select ${shape.key.join(', ')}, doc ${condition}`;
      for (const row of await selectByKeys(sql, text, missing)) {
        const key = shape.key.map((column) => String(row[column]));
        const named = name(key);
        if (!changed.has(named)) held.set(named, { key, state: JSON.parse(String(row.doc)) as State });
      }
    },
    get: (...key) => held.get(name(key))?.state,
    set(state, ...key) {
      const named = name(key);
      held.set(named, { key, state });
      changed.add(named);
    },
    async flush(sql) {
      const rows: SqlValue[][] = [];
      const gone: (readonly string[])[] = [];
      for (const named of changed) {
        const { key = [], state } = held.get(named) ?? {};
        if (state === undefined) gone.push(key);
        else rows.push([...key, ...columnsOf(state), JSON.stringify(state)]);
      }
      changed.clear();
      await Promise.all([upsert(sql, shape, rows), deleteByKeys(sql, `delete ${condition}`, gone)]);
    },
  };
}
