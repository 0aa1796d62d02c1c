/** Our side of `ingest`: the receiver and the embedded log, as an in-house team runs them to feed its own consumers. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { createReceiver } from '@deskrail/webhooks';
import { nodeListener } from '@deskrail/webhooks/node';
import { zendesk } from '@deskrail/zendesk';
import { serveParent } from './child.ts';

const file = await openSqliteFile({ path: join(process.env.BENCH_DATA ?? '', 'ours.db') });
const log = await openSqliteLog({ file });
const connections = [zendesk({ id: 'zendesk', tenant: 'bench', secrets: [process.env.BENCH_SECRET ?? ''] })];
const receiver = createReceiver({ log, connections });
const server = createServer(nodeListener(receiver)).listen(0, '127.0.0.1');
await once(server, 'listening');

async function count() {
  const [row] = await file.read((sql) => sql.all('SELECT count(*) AS n FROM log_events'));
  return Number(row?.n);
}

serveParent((server.address() as AddressInfo).port, { count }, async () => {
  server.close();
  await log.close();
  await file.close();
});
