import { DeskrailError, type LedgerEntry, type Sql } from '@deskrail/contracts';
import { nextToken } from './meta.js';
import { readAction } from './read-recommendations.js';

/** Candidates that another claimant took in the meantime before a claim gives up until it is asked again. */
const mostTries = 10;

/** Who gives a started action back has no call under way any more: that one needs no grace. */
const candidates = `select a.tenant, a.id, a.lease_token from store_actions a
  where (a.status = 'approved' and a.lease_until <= ? and a.not_before <= ?
      and a.place = (select count(distinct e.place) from store_actions e
        where e.tenant = a.tenant and e.verdict = a.verdict and e.place < a.place and e.status = 'executed'))
    or (a.status = 'started' and a.not_before <= ?
      and (a.lease_until <= ? or (a.lease_until <= ? and a.lease_holder is null)))
  order by a.approved, a.place, a.id limit 1`;

/** The lease goes to whoever finds it as it was read; so two that read the same cannot both have it. */
const take = `update store_actions set lease_holder = ?, lease_token = ?, lease_until = ?
  where tenant = ? and id = ? and lease_token = ? and status in ('approved', 'started')`;

export async function claim(
  sql: Sql,
  options: { readonly executor: string; readonly leaseMs: number; readonly graceMs: number },
  nowMs: number,
): Promise<LedgerEntry | undefined> {
  const { executor, leaseMs, graceMs } = options;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const parameters = [nowMs, nowMs, nowMs, Math.round(nowMs - graceMs), nowMs];
    const [found] = await sql.all<{ tenant: string; id: string; lease_token: number }>(candidates, parameters);
    if (found === undefined) return undefined;
    const token = await nextToken(sql);
    const { tenant, id } = found;
    const taken = await sql.run(take, [
      executor,
      token,
      Math.round(nowMs + leaseMs),
      tenant,
      id,
      Number(found.lease_token),
    ]);
    if (taken === 1) return readAction(sql, tenant, id);
  }
  return undefined;
}

/** Give a lease back, for nobody to take for `notBeforeMs`; one that was overtaken changes nothing. Throws `not-found`. */
export async function release(
  sql: Sql,
  id: string,
  options: { readonly tenant: string; readonly token: number; readonly notBeforeMs?: number },
  nowMs: number,
): Promise<void> {
  const { tenant, token, notBeforeMs = 0 } = options;
  const text = `update store_actions set lease_holder = null, lease_until = ?, not_before = ?
    where tenant = ? and id = ? and lease_token = ?`;
  if ((await sql.run(text, [nowMs, Math.round(nowMs + notBeforeMs), tenant, id, token])) > 0) return;
  if ((await readAction(sql, tenant, id)) === undefined) {
    throw new DeskrailError('not-found', `There is no action ${id}.`);
  }
}
