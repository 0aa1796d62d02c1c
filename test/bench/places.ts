import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '../brokers/start-kafka.ts';
import { startPostgres } from '../brokers/start-postgres.ts';
import { freshTopics } from './fresh-topics.ts';
import type { BenchOptions } from './report.ts';
import { secret } from './webhook-load.ts';

/** What a side's process is told. */
export type Environment = Readonly<Record<string, string>>;

export interface Places extends AsyncDisposable {
  readonly data: string;
  readonly kafka: boolean;
  readonly store: 'embedded' | 'postgres';
  /** A data directory, topics and a database that nobody has used. */
  fresh(more: Environment): Promise<Environment>;
}

/** Where state lives: PostgreSQL beside Kafka, unless it is said otherwise. */
export async function openPlaces({ log, store = log === 'kafka' ? 'postgres' : 'embedded' }: Partial<BenchOptions>) {
  const stack = new AsyncDisposableStack();
  try {
    const data = await mkdtemp(join(tmpdir(), 'deskrail-bench-'));
    stack.defer(() => rm(data, { recursive: true, force: true }));
    const kafka = log === 'kafka' ? stack.use(await startKafka({ load: true, heapMb: 768 })) : undefined;
    const postgres = store === 'postgres' ? stack.use(await startPostgres()) : undefined;
    let used = 0;
    const places: Places = {
      ...{ data, kafka: kafka !== undefined, store },
      async fresh(more) {
        used += 1;
        const environment: Record<string, string> = { ...more, BENCH_SECRET: secret };
        environment.BENCH_DATA = await mkdtemp(join(data, 'side-'));
        if (postgres) environment.BENCH_DATABASE_URL = stack.use(await postgres.createDatabase()).url;
        if (kafka) {
          environment.BENCH_BROKERS = kafka.brokers;
          environment.BENCH_PREFIX = `journey-${used}.`;
          stack.use(await freshTopics(kafka.brokers, environment.BENCH_PREFIX));
        }
        return environment;
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
    return places;
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
