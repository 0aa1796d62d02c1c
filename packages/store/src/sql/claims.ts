import { DeskrailError, type LedgerEntry, type Sql, type Store } from '@deskrail/contracts';
import { nextToken } from './meta.js';
import { readAction } from './read-recommendations.js';
import type { Rows } from './rows.js';

/** Candidates that another claimant took in the meantime before a claim gives up until it is asked again. */
const mostTries = 10;

/** Who gives a started action back has no call under way any more: that one needs no grace. */
const candidates = (except: string, now = '?') => `select a.tenant, a.id, a.lease_token from store_actions a
  where ${except}not exists (select 1 from store_pauses p
      where p.tenant = a.tenant and p.connection = a.connection and p.until > ${now})
    and ((a.status = 'approved' and a.lease_until <= ${now} and a.not_before <= ${now}
      and a.place = (select count(distinct e.place) from store_actions e
        where e.tenant = a.tenant and e.verdict = a.verdict and e.place < a.place and e.status = 'executed'))
    or (a.status = 'started' and a.not_before <= ${now}
      and (a.lease_until <= ${now} - cast(? as bigint) or (a.lease_until <= ${now} and a.lease_holder is null))))
  order by a.approved, a.place, a.id limit 1`;

/** The lease goes to whoever finds it as it was read; so two that read the same cannot both have it. */
const take = `update store_actions set lease_holder = ?, lease_token = ?, lease_until = ?
  where tenant = ? and id = ? and lease_token = ? and status in ('approved', 'started')`;

/** How long a list of connections may be, for few texts of statements; a shorter one is filled up. */
const listSizes = [10, 100];

/** The condition that leaves connections out, and its parameters. */
function leavingOut(connections: readonly string[]): { readonly text: string; readonly values: readonly string[] } {
  const [first] = connections;
  if (first === undefined) return { text: '', values: [] };
  const size = listSizes.find((most) => most >= connections.length) ?? 100;
  const values = Array.from({ length: size }, (_, index) => connections[index] ?? first);
  return { text: `a.connection not in (${values.map(() => '?').join(', ')}) and `, values };
}

/**
 * Whether a claim is worth a transaction: by one statement, as executors ask after each write. True also while the store is
 * made anew, which a claim then tells.
 */
export async function mayClaim(
  { read, nowText }: Pick<Rows, 'read' | 'nowText'>,
  { graceMs, exceptConnections = [] }: Parameters<Store['claimAction']>[0],
): Promise<boolean> {
  if (nowText === undefined) return true;
  const except = leavingOut(exceptConnections);
  const text = `select 1 as found where exists (${candidates(except.text, nowText)})
    or exists (select 1 from store_meta where name = 'rebuilding' and value <> 0)`;
  const found = await read((sql) => sql.all(text, [...except.values, Math.round(graceMs)]), { once: true });
  return found.length > 0;
}

export async function claim(
  sql: Sql,
  options: Parameters<Store['claimAction']>[0],
  nowMs: number,
): Promise<LedgerEntry | undefined> {
  const { executor, leaseMs, graceMs, exceptConnections = [] } = options;
  const except = leavingOut(exceptConnections);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const parameters = [...except.values, nowMs, nowMs, nowMs, nowMs, nowMs, Math.round(graceMs), nowMs];
    const [found] = await sql.all<{ tenant: string; id: string; lease_token: number }>(
      candidates(except.text),
      parameters,
    );
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

/** Nothing of the connection is claimed for so long; a pause that ends later stands. */
export async function pause(
  sql: Sql,
  tenant: string,
  connection: string,
  { forMs, nowMs }: { readonly forMs: number; readonly nowMs: number },
): Promise<void> {
  const text = `insert into store_pauses (tenant, connection, until) values (?, ?, ?)
    on conflict (tenant, connection) do update set until = excluded.until where store_pauses.until < excluded.until`;
  await sql.run(text, [tenant, connection, Math.ceil(nowMs + forMs)]);
}

/** Give a lease back, for nobody to take for `notBeforeMs`; one that was overtaken changes nothing. Throws `not-found`. */
export async function release(
  sql: Sql,
  id: string,
  options: Parameters<Store['releaseAction']>[1],
  nowMs: number,
): Promise<void> {
  const { tenant, token, notBeforeMs = 0, refused } = options;
  if (refused !== undefined) await recordRefusal(sql, { tenant, id, token }, refused, nowMs);
  const text = `update store_actions set lease_holder = null, lease_until = ?, not_before = ?
    where tenant = ? and id = ? and lease_token = ?`;
  if ((await sql.run(text, [nowMs, Math.round(nowMs + notBeforeMs), tenant, id, token])) > 0) return;
  if ((await readAction(sql, tenant, id)) === undefined) {
    throw new DeskrailError('not-found', `There is no action ${id}.`);
  }
}

type Refused = NonNullable<Parameters<Store['releaseAction']>[1]['refused']>;

/** Before the lease is given back: only its holder knows. */
async function recordRefusal(
  sql: Sql,
  { tenant, id, token }: { readonly tenant: string; readonly id: string; readonly token: number },
  { start, limit }: Refused,
  nowMs: number,
): Promise<void> {
  const mine = 'where tenant = ? and id = ? and lease_token = ? and lease_holder is not null';
  if (start !== undefined) {
    const text = `update store_actions set refused_start = ?, limited = limited + ? ${mine}`;
    await sql.run(text, [start, limit ? 1 : 0, tenant, id, token]);
  }
  if (limit) {
    const text = `update store_actions set limited_since = ? ${mine} and limited_since = 0`;
    await sql.run(text, [Math.round(nowMs), tenant, id, token]);
  }
}
