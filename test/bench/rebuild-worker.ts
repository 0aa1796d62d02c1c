import { join } from 'node:path';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { rebuildStore } from '@deskrail/store';
import { openPostgresStore } from '@deskrail/store/postgres';
import { openSqliteStore } from '@deskrail/store/sqlite';
import pg from 'pg';
import { serveParent } from './child.ts';
import { factOf } from './fact-of.ts';

const count = Number(process.env.BENCH_COUNT);
const batch = 500;
/** Empty: the log's own file. */
const postgres = process.env.BENCH_POSTGRES ?? '';
const file = await openSqliteFile({ path: join(process.env.BENCH_DATA ?? '', 'deskrail.db') });
const log = await openSqliteLog({ file });

async function fill() {
  for (let from = 0; from < count; from += batch) {
    const facts = Array.from({ length: Math.min(batch, count - from) }, (_, index) => factOf(from + index));
    await log.append('facts', facts);
  }
  return count;
}

async function intoStore() {
  const store =
    postgres === '' ? await openSqliteStore({ database: file }) : await openPostgresStore({ url: postgres });
  const begun = performance.now();
  const { events } = await rebuildStore({ store, log });
  const outcome = outcomeOf(events, begun);
  await store.close();
  return outcome;
}

async function intoTable() {
  const table = await openTable();
  const begun = performance.now();
  let events = 0;
  let rows: [string, string][] = [];
  const flush = async () => {
    await table.insert(rows);
    rows = [];
  };
  for await (const { event } of log.read({ stream: 'facts' })) {
    events++;
    rows.push([event.id, JSON.stringify(event.data)]);
    if (rows.length === batch) await flush();
  }
  await flush();
  const outcome = outcomeOf(events, begun);
  await table.close();
  return outcome;
}

interface Table {
  insert(rows: readonly (readonly [string, string])[]): Promise<unknown>;
  close(): Promise<void>;
}

/** What a person would write by hand: one transaction for a batch, and in PostgreSQL one statement. */
async function openTable(): Promise<Table> {
  const make = 'CREATE TABLE bare (id TEXT PRIMARY KEY, body TEXT NOT NULL)';
  if (postgres === '') {
    await file.write((sql) => sql.run(make));
    const insert: Table['insert'] = (rows) =>
      file.write(async (sql) => {
        for (const row of rows) await sql.run('INSERT INTO bare (id, body) VALUES (?, ?)', row);
      });
    return { insert, close: async () => {} };
  }
  const client = new pg.Client({ connectionString: postgres });
  await client.connect();
  await client.query(make);
  const text = 'INSERT INTO bare (id, body) SELECT * FROM unnest($1::text[], $2::text[])';
  return {
    insert: (rows) => client.query(text, [rows.map(([id]) => id), rows.map(([, body]) => body)]),
    close: () => client.end(),
  };
}

function outcomeOf(events: number, begun: number) {
  const seconds = (performance.now() - begun) / 1000;
  return { events, seconds, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) };
}

serveParent(0, { fill, store: intoStore, table: intoTable }, async () => {
  await log.close();
  await file.close();
});
