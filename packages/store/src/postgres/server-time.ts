import type { Sql } from '@deskrail/contracts';

/** The clock of all instances, in ms. */
export const serverNow = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

export async function serverTime(sql: Sql): Promise<number> {
  return Number((await sql.all<{ now: number }>(`select ${serverNow} as now`))[0]?.now);
}
