import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { runStoreConformance } from '../conformance/index.js';
import { openPostgresStore, type SqlStore } from './index.js';

const admin = new pg.Client({ connectionString: inject('postgresUrl') });
beforeAll(() => admin.connect());
afterAll(() => admin.end());

runStoreConformance('the PostgreSQL store', async () => {
  const schema = `t${randomUUID().replaceAll('-', '')}`;
  const stores: SqlStore[] = [];
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  const clock = {
    now: () => nowMs,
    advance(ms: number) {
      nowMs += ms;
    },
  };
  const open = async (): Promise<SqlStore> => {
    const store = await openPostgresStore({ url: inject('postgresUrl'), schema, poolSize: 4, clock });
    stores.push(store);
    return store;
  };
  const store = await open();
  return {
    ...{ store, clock, another: open },
    async close() {
      await Promise.all(stores.map((each) => each.close()));
      await admin.query(`drop schema ${schema} cascade`);
    },
  };
});
