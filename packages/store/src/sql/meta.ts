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

/** A store made anew from the log gives no token that a holder of before may still have. */
export const keepFence = (sql: Sql, token: number): Promise<number> =>
  sql.run("update store_meta set value = ? where name = 'fence' and value < ?", [token, token]);

/** Tokens from now on are above those of before, and above what any of their holders could reach. Returns the first. */
export async function startEpoch(sql: Sql): Promise<number> {
  const first = (Math.floor((await read(sql, 'fence')) / epoch) + 1) * epoch;
  await sql.run("update store_meta set value = ? where name = 'fence'", [first]);
  return first;
}

/** `token` names the rebuild that runs; 0: none does. */
export const setRebuilding = (sql: Sql, token: number): Promise<number> =>
  sql.run("update store_meta set value = ? where name = 'rebuilding'", [token]);

/** The token of the rebuild that runs; 0: none does. */
export const readRebuilding = (sql: Sql): Promise<number> => read(sql, 'rebuilding');

export const checkBuilt = async (sql: Sql): Promise<void> => requireBuilt(await readRebuilding(sql));

/** Throws `dependency-unavailable` from a rebuild's beginning until its end, also if it was cut short, save for its own token. */
export function requireBuilt(rebuilding: number, own = 0): void {
  if (rebuilding === own) return;
  const message = 'The store is being rebuilt, or a rebuild was cut short: wait for it, or run it again to the end.';
  throw new DeskrailError('dependency-unavailable', message, { retryable: true });
}
