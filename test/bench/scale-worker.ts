/** One instance of a consumer for `scale`. It holds what comes until it is told to go. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog, StreamName, SubscribeOptions } from '@deskrail/contracts';
import { openKafkaLog } from '@deskrail/event-log/kafka';
import { startProjection } from '@deskrail/store';
import { openPostgresStore } from '@deskrail/store/postgres';
import { serveParent } from './child.ts';
import { modelCallMs, type Work } from './scale-work.ts';

const log = await openKafkaLog({
  ...{ brokers: (process.env.BENCH_BROKERS ?? '').split(','), topicPrefix: process.env.BENCH_PREFIX ?? '' },
  development: true,
});
const goes = Promise.withResolvers<void>();
let events = 0;
let cpuBefore = process.cpuUsage();

function gated<Stream extends StreamName>(asked: SubscribeOptions<Stream>): SubscribeOptions<Stream> {
  return {
    ...asked,
    async handler(batch, context) {
      await goes.promise;
      await asked.handler(batch, context);
      if (asked.stream === 'facts') events += batch.length;
    },
  };
}

const counting = { subscribe: (asked: SubscribeOptions<StreamName>) => log.subscribe(gated(asked)) };

const starts: Record<Work, () => Promise<() => Promise<void>>> = {
  async nothing() {
    await counting.subscribe({ stream: 'facts', group: 'bench', maxBatch: 500, handler: async () => {} });
    return async () => {};
  },
  async waiting() {
    const handler = () => delay(modelCallMs);
    await counting.subscribe({ stream: 'facts', group: 'bench', concurrency: 4, handler });
    return async () => {};
  },
  async projection() {
    const store = await openPostgresStore({ url: process.env.BENCH_DATABASE_URL ?? '' });
    const projection = await startProjection({ store, log: { ...log, ...counting } as EventLog });
    return async () => {
      await projection.close();
      await store.close();
    };
  },
};

const close = await starts[process.env.BENCH_WORK as Work]();

function go() {
  cpuBefore = process.cpuUsage();
  goes.resolve();
  return 'gone';
}

function progress() {
  const { user, system } = process.cpuUsage(cpuBefore);
  return { events, cpuSeconds: (user + system) / 1e6 };
}

serveParent(0, { go, progress }, async () => {
  await close();
  await log.close();
});
