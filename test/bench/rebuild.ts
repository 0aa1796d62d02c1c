import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, startPostgres } from '../brokers/start-postgres.ts';
import { startChild } from './child.ts';
import { type Bench, round } from './report.ts';

interface Outcome {
  readonly events: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
}

/**
 * Facts of the log into an empty store: events/s and peak memory, at a quarter of the count and at the whole, as memory
 * must not grow with it. The baseline reads and parses the same events and writes each into one table in equal batches.
 * With `--store postgres` both are in a PostgreSQL started for it.
 */
export const rebuild: Bench = async ({ count = 200_000, store = 'embedded' }) => {
  await using server = store === 'postgres' ? await startPostgres() : undefined;
  const small = await oneRun(Math.ceil(count / 4), 'store', server);
  const ours = await oneRun(count, 'store', server);
  const baseline = await oneRun(count, 'table', server);
  const speed = ({ events, seconds }: Outcome) => round(events / seconds, 0);
  const row = (side: string, outcome: Outcome) => ({
    side,
    events: outcome.events,
    'events/s': speed(outcome),
    'peak MB': outcome.peakMegabytes,
  });
  return {
    name: 'rebuild',
    unit: 'events/s',
    store,
    rows: [row('ours, a quarter', small), row('ours', ours), row('bare table', baseline)],
    ours: speed(ours),
    baseline: speed(baseline),
    ratio: round(speed(ours) / speed(baseline)),
    count,
    peakMegabytes: ours.peakMegabytes,
    peakMegabytesAtAQuarter: small.peakMegabytes,
  };
};

async function oneRun(count: number, into: 'store' | 'table', server: PostgresServer | undefined): Promise<Outcome> {
  await using database = await server?.createDatabase();
  const data = await mkdtemp(join(tmpdir(), 'deskrail-bench-'));
  try {
    // Filled in a process of its own, so that the peak is the rebuild's alone.
    await using filler = await startChild('./rebuild-worker.ts', { BENCH_DATA: data, BENCH_COUNT: String(count) });
    await filler.ask('fill');
    await filler[Symbol.asyncDispose]();
    // A small heap, so that the peak shows what is held and not what the engine had no need to collect.
    const environment = {
      BENCH_DATA: data,
      BENCH_COUNT: String(count),
      BENCH_POSTGRES: database?.url ?? '',
      NODE_OPTIONS: '--max-old-space-size=64 --max-semi-space-size=8',
    };
    await using worker = await startChild('./rebuild-worker.ts', environment);
    return (await worker.ask(into)) as Outcome;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}
