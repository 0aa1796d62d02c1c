import {
  DeskrailError,
  type KeptSessions,
  type KeptTerms,
  personId,
  type SessionView,
  type Sql,
} from '@deskrail/contracts';
import { iso } from '../state/time-key.js';
import type { Rows } from './rows.js';

type Kind = 'code' | 'session';

interface New {
  readonly kind: Kind;
  readonly hash: string;
  readonly view: SessionView;
}

/** Who is signed in, and one-time codes, by their hash. The store's own: no log tells of them. */
export function createKeptSessions({ read, write, nowMs, guard }: Rows): KeptSessions {
  /** Who begins and who ends a tenant's take turns, so that neither misses what the other is about to do. */
  const held = (sql: Sql, tenant: string) => guard(sql, ['sessions', tenant].join('\n'));
  return {
    addCode: (hash, owner, terms) =>
      write({}, async (sql, now) => {
        await held(sql, owner.tenant);
        const view = { ...owner, startedAt: iso(now), expiresAt: iso(now + terms.forMs) };
        await add(sql, { kind: 'code', hash, view }, terms, now);
        return view.expiresAt;
      }),
    begin: (codeHash, hash, terms) =>
      write({}, async (sql, now) => {
        const asked = `select tenant from store_sessions where hash = ? and kind = 'code'`;
        const [known] = await sql.all<{ tenant: string }>(asked, [codeHash]);
        if (known === undefined) return undefined;
        await held(sql, known.tenant);
        // Whoever comes second finds nothing to take.
        const take = `delete from store_sessions where hash = ? and kind = 'code' and until > ? returning doc`;
        const [code] = await sql.all<{ doc: string }>(take, [codeHash, now]);
        if (code === undefined) return undefined;
        const view = { ...viewOf(code), startedAt: iso(now), expiresAt: iso(now + terms.forMs) };
        await add(sql, { kind: 'session', hash, view }, terms, now);
        return view;
      }),
    find: (hash) =>
      read(async (sql) => {
        const text = `select doc, until from store_sessions where hash = ? and kind = 'session'`;
        const [[row], now] = await Promise.all([sql.all<{ doc: string; until: number }>(text, [hash]), nowMs(sql)]);
        return row !== undefined && Number(row.until) > now ? viewOf(row) : undefined;
      }),
    list: (tenant) =>
      read(async (sql) => {
        const text = `select doc from store_sessions where tenant = ? and kind = 'session' and until > ? order by seq`;
        return (await sql.all<{ doc: string }>(text, [tenant, await nowMs(sql)])).map(viewOf);
      }),
    end: (hash) =>
      write(
        {},
        async (sql) => (await sql.run(`delete from store_sessions where hash = ? and kind = 'session'`, [hash])) > 0,
      ),
    endAll: (tenant, person) =>
      write({}, async (sql, now) => {
        await held(sql, tenant);
        const text = 'delete from store_sessions where tenant = ? and person = ? returning kind, until';
        const rows = await sql.all<{ kind: Kind; until: number }>(text, [tenant, personId(person)]);
        return rows.filter(({ kind, until }) => kind === 'session' && Number(until) > now).length;
      }),
  };
}

const viewOf = ({ doc }: { readonly doc: string }): SessionView => JSON.parse(doc) as SessionView;

/** In the place of what is over, and of the oldest where there are as many as there may be. */
async function add(sql: Sql, { kind, hash, view }: New, { most }: KeptTerms, now: number): Promise<void> {
  const { tenant, name, expiresAt } = view;
  await sql.run('delete from store_sessions where tenant = ? and kind = ? and until <= ?', [tenant, kind, now]);
  const oldest = `delete from store_sessions where tenant = ? and kind = ? and seq <= (select seq from store_sessions
    where tenant = ? and kind = ? order by seq desc limit 1 offset ?)`;
  await sql.run(oldest, [tenant, kind, tenant, kind, most - 1]);
  const text = `insert into store_sessions (hash, kind, tenant, person, until, doc) values (?, ?, ?, ?, ?, ?)
    on conflict do nothing`;
  const values = [hash, kind, tenant, personId(name), Date.parse(expiresAt), JSON.stringify(view)];
  if ((await sql.run(text, values)) === 0)
    throw new DeskrailError('conflict', 'A code or session of this secret is there already.');
}

export async function forgetSessions(sql: Sql, nowMs: number): Promise<void> {
  await sql.run('delete from store_sessions where until <= ?', [nowMs]);
}
