import type { Row, Sql, SqlValue } from '@deskrail/contracts';

/** Few sizes, so that a database prepares few statements. */
const sizes = [128, 16, 4, 1];

export interface TableShape {
  readonly table: string;
  readonly key: readonly string[];
  /** All columns that are written, the key first. */
  readonly columns: readonly string[];
}

/** Insert rows, or give those that are there the new values. */
export async function upsert(sql: Sql, shape: TableShape, rows: readonly (readonly SqlValue[])[]): Promise<void> {
  const { table, key, columns } = shape;
  const changes = columns.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`);
  const then = changes.length > 0 ? `do update set ${changes.join(', ')}` : 'do nothing';
  await Promise.all(
    [...parts(rows)].map((part) => {
      const text = `insert into ${table} (${columns.join(', ')}) values ${tuples(part.length, columns.length)}
      on conflict (${key.join(', ')}) ${then}`;
      return sql.run(text, part.flat());
    }),
  );
}

/**
 * Select the rows with these keys, which all are whole tuples with the tenant: so a database that knows nothing of its
 * tables yet has no other way than to look each up. `text` ends where the list of tuples goes.
 */
export async function selectByKeys<Result extends Row>(
  sql: Sql,
  text: string,
  keys: readonly (readonly SqlValue[])[],
): Promise<Result[]> {
  const found = await inParts(keys, (part) => sql.all<Result>(`${text} ${listOf(part)}`, part.flat()));
  return found.flat();
}

export async function deleteByKeys(sql: Sql, text: string, keys: readonly (readonly SqlValue[])[]): Promise<void> {
  await inParts(keys, (part) => sql.run(`${text} ${listOf(part)}`, part.flat()));
}

/** What goes after `in`, for tuples of equal width. */
const listOf = (keys: readonly (readonly SqlValue[])[]): string =>
  `(values ${tuples(keys.length, keys[0]?.length ?? 1)})`;

const tuples = (count: number, width: number): string => {
  const tuple = `(${Array(width).fill('?').join(', ')})`;
  return Array(count).fill(tuple).join(', ');
};

function* parts<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  let from = 0;
  for (const size of sizes) {
    for (; items.length - from >= size; from += size) yield items.slice(from, from + size);
  }
}

/**
 * Ask about items in parts of the few sizes, the last filled up by repeating its last item. Statements of one transaction
 * that do not wait for each other's answers spare a database that is not here the way to and fro.
 */
export function inParts<Item, Result>(
  items: readonly Item[],
  ask: (part: readonly Item[]) => Promise<Result>,
): Promise<Result[]> {
  return Promise.all([...padded(items)].map(ask));
}

function* padded<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  const largest = sizes[0] ?? 1;
  for (let from = 0; from < items.length; from += largest) {
    const part = items.slice(from, from + largest);
    const size = sizes.findLast((candidate) => candidate >= part.length) ?? largest;
    const last = part.at(-1) as Item;
    yield [...part, ...Array<Item>(size - part.length).fill(last)];
  }
}
