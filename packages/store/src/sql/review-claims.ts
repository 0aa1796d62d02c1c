import type { Looking, ReviewClaim, Row, Sql, UnitOfWork } from '@deskrail/contracts';
import { iso } from '../state/time-key.js';
import { selectByKeys } from './bulk.js';
import { nextToken } from './meta.js';

export interface ClaimRow {
  readonly holder: string;
  readonly token: number;
  readonly until: number;
}

interface NamedClaimRow extends ClaimRow, Row {
  readonly tenant: string;
  readonly recommendation: string;
}

/** What rows of one recommendation are found by, in memory. */
export const nameOf = (tenant: string, recommendation: string): string => `${tenant}\n${recommendation}`;

const select =
  'select tenant, recommendation, holder, token, until from store_claims where (tenant, recommendation) in';

/** By {@link nameOf}, those that are over too. */
export async function readClaims(
  sql: Sql,
  keys: readonly (readonly [tenant: string, id: string])[],
): Promise<Map<string, ClaimRow>> {
  const rows = await selectByKeys<NamedClaimRow>(sql, select, keys);
  return new Map(rows.map((row) => [nameOf(row.tenant, row.recommendation), row]));
}

export function liveClaim(row: ClaimRow | undefined, nowMs: number): ReviewClaim | undefined {
  if (row === undefined || Number(row.until) <= nowMs) return undefined;
  return { holder: row.holder, token: Number(row.token), expiresAt: iso(Number(row.until)) };
}

/** The claims of one tenant's recommendations, in one transaction. */
export function createClaims(
  sql: Sql,
  tenant: string,
  nowMs: number,
): Pick<UnitOfWork, 'claim' | 'grantClaim' | 'endClaim'> {
  const claim = async (id: string): Promise<ReviewClaim | undefined> =>
    liveClaim((await readClaims(sql, [[tenant, id]])).get(nameOf(tenant, id)), nowMs);
  return {
    claim,
    async grantClaim(id, { holder, leaseMs }) {
      const live = await claim(id);
      const token = live?.holder === holder ? live.token : await nextToken(sql);
      const until = Math.round(nowMs + leaseMs);
      const text = `insert into store_claims (tenant, recommendation, holder, token, until) values (?, ?, ?, ?, ?)
        on conflict (tenant, recommendation) do update set holder = excluded.holder, token = excluded.token,
          until = excluded.until`;
      await sql.run(text, [tenant, id, holder, token, until]);
      return { holder, token, expiresAt: iso(until) };
    },
    async endClaim(id) {
      await sql.run('delete from store_claims where tenant = ? and recommendation = ?', [tenant, id]);
    },
  };
}

/** More than are ever told of: who looks after them is not noted. */
export const mostLooking = 50;

export async function readLooking(
  sql: Sql,
  tenant: string,
  id: string,
  now: Promise<number> | number,
): Promise<Looking[]> {
  const text = `select reviewer, until from store_looks where tenant = ? and recommendation = ?
    order by reviewer limit ?`;
  const [rows, nowMs] = await Promise.all([
    sql.all<{ reviewer: string; until: number }>(text, [tenant, id, mostLooking]),
    now,
  ]);
  return rows
    .filter(({ until }) => Number(until) > nowMs)
    .map(({ reviewer, until }) => ({ reviewer, until: iso(Number(until)) }));
}

/** Of what is not there, nothing is noted. */
export async function noteLook(
  sql: Sql,
  { tenant, id, reviewer }: { readonly tenant: string; readonly id: string; readonly reviewer: string },
  { forMs, nowMs }: { readonly forMs: number; readonly nowMs: number },
): Promise<Looking[]> {
  const known = await sql.all('select 1 as found from store_recommendations where tenant = ? and id = ?', [tenant, id]);
  if (known.length === 0) return [];
  await sql.run('delete from store_looks where tenant = ? and recommendation = ? and until <= ?', [tenant, id, nowMs]);
  const text = `insert into store_looks (tenant, recommendation, reviewer, until) values (?, ?, ?, ?)
    on conflict (tenant, recommendation, reviewer) do update set until = excluded.until`;
  await sql.run(text, [tenant, id, reviewer, Math.round(nowMs + forMs)]);
  return readLooking(sql, tenant, id, nowMs);
}

export async function forgetReviewing(sql: Sql, nowMs: number): Promise<void> {
  for (const table of ['store_claims', 'store_looks']) {
    await sql.run(`delete from ${table} where until <= ?`, [nowMs]);
  }
}
