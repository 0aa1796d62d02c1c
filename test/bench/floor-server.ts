/**
 * The floor of `ingest`: a durable, signed receiver with the same guarantee and nothing else. Hono, one HMAC,
 * `JSON.parse`, and rows that gather while the last commit ran go in the next one, with `synchronous=FULL`.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { serveParent } from './child.ts';
import { signedByZendesk } from './signed-by-zendesk.ts';

const secret = process.env.BENCH_SECRET ?? '';
const database = new DatabaseSync(join(process.env.BENCH_DATA ?? '', 'floor.db'));
database.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE events (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
`);
const insert = database.prepare('INSERT INTO events (id, body) VALUES (?, ?) ON CONFLICT (id) DO NOTHING');

interface Waiting {
  readonly id: string;
  readonly body: string;
  readonly done: () => void;
}
let waiting: Waiting[] = [];

function commit() {
  const batch = waiting;
  waiting = [];
  database.exec('BEGIN IMMEDIATE');
  for (const row of batch) insert.run(row.id, row.body);
  database.exec('COMMIT');
  for (const row of batch) row.done();
}

const append = (id: string, body: string) =>
  new Promise<void>((done) => {
    waiting.push({ id, body, done });
    if (waiting.length === 1) setImmediate(commit);
  });

const app = new Hono();
app.post('/webhooks/zendesk', async (context) => {
  const body = Buffer.from(await context.req.arrayBuffer());
  const timestamp = context.req.header('x-zendesk-webhook-signature-timestamp');
  const signature = context.req.header('x-zendesk-webhook-signature');
  if (!signedByZendesk(secret, body, { timestamp, signature })) return context.body(null, 401);
  const text = body.toString('utf8');
  const event = JSON.parse(text) as { id: string };
  await append(event.id, text);
  return context.body(null, 204);
});
app.get('/events/:id', (context) => {
  const row = database.prepare('SELECT body FROM events WHERE id = ?').get(context.req.param('id'));
  return row === undefined ? context.body(null, 404) : context.body(String(row.body));
});

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  serveParent(port, { count: () => database.prepare('SELECT count(*) AS n FROM events').get()?.n }, async () => {
    server.close();
    database.close();
  }),
);
