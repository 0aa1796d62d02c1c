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
  for (const part of parts(rows)) {
    const text = `insert into ${table} (${columns.join(', ')}) values ${tuples(part.length, columns.length)}
      on conflict (${key.join(', ')}) ${then}`;
    await sql.run(text, part.flat());
  }
}

/** Select the rows of one tenant with these keys. `text` ends where the list of key tuples goes. */
export async function selectByKeys<Result extends Row>(
  sql: Sql,
  text: string,
  tenant: string,
  keys: readonly (readonly SqlValue[])[],
): Promise<Result[]> {
  const found: Result[] = [];
  const width = keys[0]?.length ?? 1;
  for (const part of padded(keys)) {
    const list = width === 1 ? `(${part.map(() => '?').join(', ')})` : `(values ${tuples(part.length, width)})`;
    found.push(...(await sql.all<Result>(`${text} ${list}`, [tenant, ...part.flat()])));
  }
  return found;
}

export async function deleteByKeys(
  sql: Sql,
  text: string,
  tenant: string,
  keys: readonly (readonly SqlValue[])[],
): Promise<void> {
  const width = keys[0]?.length ?? 1;
  for (const part of padded(keys)) {
    const list = width === 1 ? `(${part.map(() => '?').join(', ')})` : `(values ${tuples(part.length, width)})`;
    await sql.run(`${text} ${list}`, [tenant, ...part.flat()]);
  }
}

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

/** Parts of the few sizes, the last filled up by repeating its last item. */
function* padded<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  const largest = sizes[0] ?? 1;
  for (let from = 0; from < items.length; from += largest) {
    const part = items.slice(from, from + largest);
    const size = sizes.findLast((candidate) => candidate >= part.length) ?? largest;
    const last = part.at(-1) as Item;
    yield [...part, ...Array<Item>(size - part.length).fill(last)];
  }
}
