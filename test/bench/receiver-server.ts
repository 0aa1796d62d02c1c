/** Our side of `ingest`: the receiver and the log, as an in-house team runs them to feed its own consumers. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openKafkaLog } from '@deskrail/event-log/kafka';
import { openSpool, spoolingLog, startForwarding } from '@deskrail/event-log/spool';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { createReceiver, type ReceiverOptions } from '@deskrail/webhooks';
import { nodeListener } from '@deskrail/webhooks/node';
import { zendesk } from '@deskrail/zendesk';
import { serveParent } from './child.ts';

interface Opened {
  readonly log: ReceiverOptions['log'];
  readonly count?: () => Promise<number>;
  close(): Promise<void>;
}

const data = process.env.BENCH_DATA ?? '';
const brokers = process.env.BENCH_BROKERS?.split(',');

async function openEmbedded(): Promise<Opened> {
  const file = await openSqliteFile({ path: join(data, 'ours.db') });
  const log = await openSqliteLog({ file });
  return {
    log,
    async count() {
      const [row] = await file.read((sql) => sql.all('SELECT count(*) AS n FROM log_events'));
      return Number(row?.n);
    },
    async close() {
      await log.close();
      await file.close();
    },
  };
}

async function openKafka(given: readonly string[]): Promise<Opened> {
  const log = await openKafkaLog({
    ...{ brokers: given, topicPrefix: process.env.BENCH_PREFIX ?? '', development: true },
  });
  if (process.env.BENCH_SPOOL === undefined) return { log, close: () => log.close() };
  const spool = await openSpool({ directory: join(data, 'spool') });
  const forwarding = startForwarding({ spool, log });
  return {
    log: spoolingLog({ log, spool }),
    async close() {
      await forwarding.close();
      await spool.close();
      await log.close();
    },
  };
}

const { log, count, close } = await (brokers === undefined ? openEmbedded() : openKafka(brokers));
const connections = [zendesk({ id: 'zendesk', tenant: 'bench', secrets: [process.env.BENCH_SECRET ?? ''] })];
const receiver = createReceiver({ log, connections });
const server = createServer(nodeListener(receiver)).listen(0, '127.0.0.1');
await once(server, 'listening');
serveParent((server.address() as AddressInfo).port, count === undefined ? {} : { count }, async () => {
  server.close();
  await close();
});
