import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Consumer } from 'kafkajs';
import pg from 'pg';

/** Rows made of a topic's webhooks, by the vendor's id. */
export interface FloorRows {
  /** Waits until it is there. */
  read(id: string): Promise<string>;
  close(): Promise<void>;
}

interface Table {
  insert(id: string, body: string): Promise<unknown>;
  select(id: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** A consumer that keeps each webhook as a row and nothing else. */
export async function floorRows(consumer: Consumer, topic: string): Promise<FloorRows> {
  const table = await (process.env.BENCH_DATABASE_URL === undefined
    ? inSqlite()
    : inPostgres(process.env.BENCH_DATABASE_URL));
  const waiting = new Map<string, () => void>();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const joined = new Promise<void>((resolve) => void consumer.on('consumer.group_join', () => resolve()));
  await consumer.run({
    eachMessage: async ({ message }) => {
      const body = String(message.value);
      const { id } = JSON.parse(body) as { id: string };
      await table.insert(id, body);
      waiting.get(id)?.();
    },
  });
  await joined;
  return {
    async read(id) {
      const there = new Promise<void>((resolve) => waiting.set(id, resolve));
      const found = (await table.select(id)) ?? (await there.then(() => table.select(id)));
      waiting.delete(id);
      return found ?? '';
    },
    async close() {
      await consumer.disconnect();
      await table.close();
    },
  };
}

async function inPostgres(connectionString: string): Promise<Table> {
  const pool = new pg.Pool({ connectionString });
  await pool.query('create table events (id text primary key, body text not null)');
  return {
    insert: (id, body) =>
      pool.query('insert into events (id, body) values ($1, $2) on conflict do nothing', [id, body]),
    async select(id) {
      const { rows } = await pool.query<{ body: string }>('select body from events where id = $1', [id]);
      return rows[0]?.body;
    },
    close: () => pool.end(),
  };
}

async function inSqlite(): Promise<Table> {
  const database = new DatabaseSync(join(process.env.BENCH_DATA ?? '', 'floor.db'));
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE events (id TEXT PRIMARY KEY, body TEXT NOT NULL);
  `);
  const insert = database.prepare('INSERT INTO events (id, body) VALUES (?, ?) ON CONFLICT (id) DO NOTHING');
  const select = database.prepare('SELECT body FROM events WHERE id = ?');
  return {
    insert: async (id, body) => insert.run(id, body),
    select: async (id) => select.get(id)?.body as string | undefined,
    close: async () => database.close(),
  };
}
