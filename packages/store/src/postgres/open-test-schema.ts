import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type OpenPostgresStoreOptions, openPostgresStore, type SqlStore } from './index.js';

/** A schema of its own on the PostgreSQL that tests share, and instances of a store on it. */
export interface TestSchema extends AsyncDisposable {
  readonly url: string;
  readonly name: string;
  open(options?: Partial<OpenPostgresStoreOptions>): Promise<SqlStore>;
  /** A connection beside the stores'. */
  connect(): Promise<pg.Client>;
  query(text: string): Promise<readonly Record<string, unknown>[]>;
  /** The processes that serve the connections by which instances hear of each other. */
  sessions(): Promise<readonly number[]>;
  /** How many connections of stores wait for a lock. */
  waiting(): Promise<number>;
}

/** A lock by one 64-bit number is an instance's own; all others are by two. */
const sessions = (name: string) => `select l.pid from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.objsubid = 1 and l.mode = 'ExclusiveLock' and a.application_name = '${name}'`;

export async function openTestSchema(): Promise<TestSchema> {
  const url = (inject as (name: string) => string)('postgresUrl');
  const name = `t${randomUUID().replaceAll('-', '')}`;
  const opened: { close(): Promise<void> }[] = [];
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    opened.push({ close: () => client.end() });
    await client.query(`set search_path to ${name}`);
    return client;
  };
  const admin = await connect();
  return {
    ...{ url, name, connect },
    async open(options) {
      const store = await openPostgresStore({ url, schema: name, applicationName: name, poolSize: 6, ...options });
      opened.push(store);
      return store;
    },
    query: async (text) => (await admin.query(text)).rows,
    sessions: async () => (await admin.query(sessions(name))).rows.map(({ pid }) => Number(pid)),
    async waiting() {
      const text = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and application_name = '${name}'`;
      return (await admin.query(text)).rows.length;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.splice(1).map((each) => each.close()));
      await admin.query(`drop schema if exists ${name} cascade`);
      await admin.end();
    },
  };
}
