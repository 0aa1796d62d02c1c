/** The floor of `verdict`: what a verdict writes, written by hand on the store's own tables. */
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createReviewQueue, definePolicy } from '@deskrail/copilot';
import { openSqliteFile } from '@deskrail/event-log/sqlite';
import { openPostgresStore } from '@deskrail/store/postgres';
import { openSqliteStore } from '@deskrail/store/sqlite';
import pg from 'pg';
import { serveParent } from './child.ts';
import type { Decided, Waiting } from './verdict.ts';
import { proposeMany } from './verdict-items.ts';

const url = process.env.BENCH_DATABASE_URL;
const path = join(process.env.BENCH_DATA ?? '', 'floor.db');
const callers = Number(process.env.BENCH_REVIEWERS);
const tenant = 'bench';
let items: Waiting = [];

async function waiting(): Promise<Waiting> {
  const file = url === undefined ? await openSqliteFile({ path }) : undefined;
  const store = file ? await openSqliteStore({ database: file }) : await openPostgresStore({ url: url ?? '' });
  const { propose } = createReviewQueue({ store, policy: await definePolicy([]) });
  items = await proposeMany(propose, Number(process.env.BENCH_COUNT));
  await store.close();
  await file?.close();
  return items;
}

/** What is written of one verdict, as ours writes it. */
function written([recommendation, hash]: Waiting[number], doc: string) {
  const id = `ver_${randomUUID().replaceAll('-', '')}`;
  const call = { kind: 'tool-call', tool: 'note', arguments: { order: '7', why: 'It is late.' } };
  const given = {
    ...{ specversion: '1.0', id, source: '/copilot/review', type: 'verdict.given.v1', tenant, actor: 'reviewer/anna' },
    ...{ subject: `conversation:api:${recommendation}`, time: new Date().toISOString(), causationid: recommendation },
    ...{ datacontenttype: 'application/json', step: 'review', policyversion: hash },
    data: {
      ...{ verdictId: id, recommendationId: recommendation, hash, kind: 'approve', reviewer: 'reviewer/anna' },
      ...{ decides: true, role: 'reviewer', credential: 'key/anna', salt: id.slice(4), final: call, finalHash: hash },
    },
  };
  const event = JSON.stringify(given);
  const digest = createHash('sha256').update(event).digest('hex');
  const entry = JSON.stringify({ id, type: given.type, digest: `sha256:${digest}` });
  return { id, event, entry, after: doc.replace('"status":"open"', '"status":"approved"'), at: Date.now() };
}

const select = 'select doc from store_recommendations where tenant = $1 and id = $2';
const statements = {
  verdict: 'insert into store_verdicts (tenant, id, recommendation, doc) values ($1, $2, $3, $4)',
  change: "update store_recommendations set status = 'approved', doc = $3 where tenant = $1 and id = $2",
  handled: 'insert into store_handled (tenant, id, consumer, stream, appended) values ($1, $2, $3, $4, $5)',
  outbox: 'insert into store_outbox (tenant, id, stream, event, entry) values ($1, $2, $3, $4, $5)',
};

type Decide = (item: Waiting[number]) => Promise<void>;

function inSqlite(): { readonly decide: Decide; close(): Promise<void> } {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  const prepare = (text: string) => database.prepare(text.replaceAll(/\$(\d)/g, '?$1'));
  const [read, verdict, change, handled, outbox] = [
    ...[select, statements.verdict, statements.change, statements.handled, statements.outbox].map(prepare),
  ];
  return {
    async decide(item) {
      const [id] = item;
      database.exec('BEGIN IMMEDIATE');
      const row = written(item, String(read?.get(tenant, id)?.doc));
      verdict?.run(tenant, row.id, id, row.event);
      change?.run(tenant, id, row.after);
      handled?.run(tenant, row.id, 'projection', 'decisions', row.at);
      outbox?.run(tenant, row.id, 'decisions', row.event, row.entry);
      database.exec('COMMIT');
    },
    close: async () => database.close(),
  };
}

function inPostgres(connectionString: string): { readonly decide: Decide; close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString, max: 10, options: '-c search_path=deskrail' });
  return {
    async decide(item) {
      const [id] = item;
      const client = await pool.connect();
      const run = (name: string, text: string, values: readonly unknown[]) =>
        client.query({ name, text, values: [...values] });
      try {
        await client.query('begin');
        const { rows } = await run('select', `${select} for update`, [tenant, id]);
        const row = written(item, String(rows[0]?.doc));
        await run('verdict', statements.verdict, [tenant, row.id, id, row.event]);
        await run('change', statements.change, [tenant, id, row.after]);
        await run('handled', statements.handled, [tenant, row.id, 'projection', 'decisions', row.at]);
        await run('outbox', statements.outbox, [tenant, row.id, 'decisions', row.event, row.entry]);
        await client.query('commit');
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

async function decide(): Promise<Decided> {
  const floor = url === undefined ? inSqlite() : inPostgres(url);
  const timesMs: number[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      const begun = performance.now();
      await floor.decide(item);
      timesMs.push(performance.now() - begun);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const perSecond = items.length / ((performance.now() - begun) / 1000);
  await floor.close();
  return { perSecond, timesMs };
}

serveParent(0, { waiting, decide }, async () => {});
