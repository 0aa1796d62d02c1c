import { setTimeout as delay } from 'node:timers/promises';
import { openKafkaLog } from '@deskrail/event-log/kafka';
import { startKafka } from '../brokers/start-kafka.ts';
import { type PostgresServer, startPostgres } from '../brokers/start-postgres.ts';
import { type Child, startChild } from './child.ts';
import { factOf } from './fact-of.ts';
import { type FreshTopics, freshTopics } from './fresh-topics.ts';
import { type Bench, round } from './report.ts';
import { groupOf, type Work } from './scale-work.ts';

const sizes = [1, 2, 4, 8] as const;
const patienceMs = 300_000;

interface Outcome {
  readonly perSecond: number;
  readonly cpuMicrosEach: number;
}

interface Places {
  readonly brokers: string;
  readonly postgres: PostgresServer;
}

/**
 * The consumer side with as many instances as partitions: 1, 2, 4 and 8, each a process, on one broker. With nothing to do
 * and in the projection it is the cores that end the growth; with a handler that waits, as for a model, instances add up.
 */
export const scale: Bench = async ({ count = 400_000 }) => {
  await using kafka = await startKafka({ load: true, heapMb: 768 });
  await using postgres = await startPostgres();
  const places = { brokers: kafka.brokers, postgres };
  const events: Record<Work, (instances: number) => number> = {
    nothing: () => count,
    waiting: (instances) => Math.ceil(count / 400) * instances,
    projection: () => Math.ceil(count / 10),
  };
  const rows: Record<string, string | number>[] = [];
  for (const work of Object.keys(events) as Work[]) {
    for (const instances of sizes) {
      const n = events[work](instances);
      const { perSecond, cpuMicrosEach } = await oneRun(places, work, instances, n);
      rows.push({
        work,
        instances,
        events: n,
        'events/s': round(perSecond, 0),
        'CPU µs/event': round(cpuMicrosEach, 0),
      });
    }
  }
  return { ...{ name: 'scale', unit: 'events/s', count, rows }, measured: rows };
};

async function oneRun(places: Places, work: Work, instances: number, count: number): Promise<Outcome> {
  const prefix = `${work}-${instances}.`;
  await using stack = new AsyncDisposableStack();
  const topics = stack.use(await freshTopics(places.brokers, prefix, instances));
  const database = stack.use(await places.postgres.createDatabase());
  const environment = {
    ...{ BENCH_BROKERS: places.brokers, BENCH_PREFIX: prefix, BENCH_WORK: work },
    BENCH_DATABASE_URL: database.url,
  };
  const start = async () => stack.use(await startChild('./scale-worker.ts', environment));
  const workers = await Promise.all(Array.from({ length: instances }, start));
  await joined(topics, groupOf(prefix, work), instances);
  await fill(places.brokers, prefix, count);
  return await race(workers, count);
}

/** Each partition has its consumer before the first event is there. */
async function joined(topics: FreshTopics, group: string, members: number): Promise<void> {
  const until = performance.now() + patienceMs;
  while ((await topics.membersOf(group)) !== members) {
    if (performance.now() > until) throw new Error(`${group} has not become ${members} members.`);
    await delay(200);
  }
}

async function fill(brokers: string, topicPrefix: string, count: number): Promise<void> {
  const log = await openKafkaLog({ brokers: brokers.split(','), topicPrefix, development: true });
  const batch = 500;
  for (let from = 0; from < count; from += batch) {
    const facts = Array.from({ length: Math.min(batch, count - from) }, (_, index) => factOf(from + index));
    await log.append('facts', facts);
  }
  await log.close();
}

async function race(workers: readonly Child[], count: number): Promise<Outcome> {
  const begun = performance.now();
  await Promise.all(workers.map((worker) => worker.ask('go')));
  for (;;) {
    await delay(50);
    const asked = await Promise.all(workers.map((worker) => worker.ask('progress')));
    const seconds = (performance.now() - begun) / 1000;
    const progress = asked as readonly { readonly events: number; readonly cpuSeconds: number }[];
    const events = progress.reduce((sum, each) => sum + each.events, 0);
    const cpuSeconds = progress.reduce((sum, each) => sum + each.cpuSeconds, 0);
    if (events >= count) return { perSecond: events / seconds, cpuMicrosEach: (cpuSeconds * 1e6) / events };
    if (seconds * 1000 > patienceMs) throw new Error(`${events} of ${count} events were handled.`);
  }
}
