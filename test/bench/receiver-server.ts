/** Our side of `ingest`: the receiver and the embedded log, as an in-house team runs them to feed its own consumers. */
import { join } from 'node:path';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { serveNode } from '@deskrail/server';
import { createReceiver } from '@deskrail/webhooks';
import { zendesk } from '@deskrail/zendesk';
import { serveParent } from './child.ts';

const file = await openSqliteFile({ path: join(process.env.BENCH_DATA ?? '', 'ours.db') });
const log = await openSqliteLog({ file });
const connections = [zendesk({ id: 'zendesk', tenant: 'bench', secrets: [process.env.BENCH_SECRET ?? ''] })];
const receiver = createReceiver({ log, connections });
const server = await serveNode({ fetch: receiver, host: '127.0.0.1', port: 0 });

async function count() {
  const [row] = await file.read((sql) => sql.all('SELECT count(*) AS n FROM log_events'));
  return Number(row?.n);
}

serveParent(server.port, { count }, async () => {
  await server.close();
  await log.close();
  await file.close();
});
