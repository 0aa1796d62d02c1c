import { type ApiKeyView, DeskrailError, type KeptKeys, type Sql } from '@deskrail/contracts';
import type { Rows } from './rows.js';

type Change = Parameters<KeptKeys['change']>[2];

const gone = (id: string) => new DeskrailError('not-found', `There is no key ${id}.`);

/** API keys by their hash. The store's own: no log tells of them. */
export function createKeptKeys({ read, write }: Rows): KeptKeys {
  const find = async (sql: Sql, condition: string, parameters: readonly string[]): Promise<ApiKeyView[]> => {
    const rows = await sql.all<{ doc: string }>(`select doc from store_keys where ${condition}`, parameters);
    return rows.map(({ doc }) => JSON.parse(doc) as ApiKeyView);
  };
  return {
    async add(key, hash) {
      const text = `insert into store_keys (tenant, id, hash, created, doc) values (?, ?, ?, ?, ?)
        on conflict do nothing`;
      const values = [key.tenant, key.id, hash, key.createdAt, JSON.stringify(key)];
      const added = await write({}, (sql) => sql.run(text, values));
      if (added > 0) return;
      throw new DeskrailError('conflict', `The key ${key.id}, or one with the same secret, is there already.`);
    },
    find: (hash) => read(async (sql) => (await find(sql, 'hash = ?', [hash]))[0]),
    list: (tenant) => read((sql) => find(sql, 'tenant = ? order by created, id', [tenant])),
    change: (tenant, id, change) =>
      write({ subjects: [{ tenant, conversation: `key:${id}` }] }, async (sql, nowMs) => {
        const [before] = await find(sql, 'tenant = ? and id = ?', [tenant, id]);
        if (before === undefined) throw gone(id);
        const after = changed(before, change, nowMs);
        const text = 'update store_keys set doc = ? where tenant = ? and id = ?';
        await sql.run(text, [JSON.stringify(after), tenant, id]);
        return after;
      }),
  };
}

/** A key that is over stays over; when it was last used only goes forward. */
function changed(before: ApiKeyView, { revokedAt, expiresAt, lastUsedAt }: Change, nowMs: number): ApiKeyView {
  const isOver =
    before.revokedAt !== undefined || (before.expiresAt !== undefined && Date.parse(before.expiresAt) <= nowMs);
  const isLater =
    lastUsedAt !== undefined &&
    (before.lastUsedAt === undefined || Date.parse(lastUsedAt) > Date.parse(before.lastUsedAt));
  return {
    ...before,
    ...(revokedAt !== undefined && before.revokedAt === undefined && { revokedAt }),
    ...(expiresAt !== undefined && !isOver && { expiresAt }),
    ...(isLater && { lastUsedAt }),
  };
}
