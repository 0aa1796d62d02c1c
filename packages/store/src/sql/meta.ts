import { DeskrailError, type Sql } from '@deskrail/contracts';

const epoch = 2 ** 32;

async function read(sql: Sql, name: string): Promise<number> {
  const [row] = await sql.all<{ value: number }>('select value from store_meta where name = ?', [name]);
  return Number(row?.value ?? 0);
}

/** A token above all that were ever given. */
export async function nextToken(sql: Sql): Promise<number> {
  const [row] = await sql.all<{ value: number }>(
    "update store_meta set value = value + 1 where name = 'fence' returning value",
  );
  return Number(row?.value);
}

/** Tokens from now on are above those of before, and above what any of their holders could reach. */
export async function startEpoch(sql: Sql): Promise<void> {
  const before = await read(sql, 'fence');
  await sql.run("update store_meta set value = ? where name = 'fence'", [(Math.floor(before / epoch) + 1) * epoch]);
}

export const setRebuilding = (sql: Sql, rebuilding: boolean): Promise<number> =>
  sql.run("update store_meta set value = ? where name = 'rebuilding'", [rebuilding ? 1 : 0]);

/** Throws `dependency-unavailable` from a rebuild's beginning until its end, also if it was cut short. */
export async function checkBuilt(sql: Sql): Promise<void> {
  if ((await read(sql, 'rebuilding')) === 0) return;
  const message = 'The store is being rebuilt, or a rebuild was cut short: wait for it, or run it again to the end.';
  throw new DeskrailError('dependency-unavailable', message, { retryable: true });
}
