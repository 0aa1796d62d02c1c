import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestKafka } from './ingest-kafka.ts';
import { type Bench, median, round } from './report.ts';
import { alternate, speedRows } from './rounds.ts';
import { connections, drive, warmUp, webhookRequests } from './webhook-load.ts';

export const ingest: Bench = (options) => (options.log === 'kafka' ? ingestKafka(options) : ingestEmbedded(options));

/**
 * Signed webhooks over HTTP at 64 connections, durable before the 2xx. Each round runs both sides in fresh processes on
 * fresh files, ours and the floor in turn; the figure is the median of the rounds.
 */
const ingestEmbedded: Bench = async ({ count = 40_000, rounds = 5 }) => {
  const requests = await webhookRequests(count);
  const files = { floor: './floor-server.ts', ours: './receiver-server.ts' } as const;
  const speeds = await alternate(['floor', 'ours'] as const, rounds, (side) => oneRound(files[side], requests, count));
  const ours = round(median(speeds.ours), 0);
  const baseline = round(median(speeds.floor), 0);
  return {
    ...{ name: 'ingest', unit: 'webhooks/s', log: 'embedded', rows: speedRows(speeds) },
    ...{ ours, baseline, ratio: round(ours / baseline), count, rounds, warmUp, connections },
  };
};

async function oneRound(file: string, requests: readonly Buffer[], count: number): Promise<number> {
  const data = await mkdtemp(join(tmpdir(), 'deskrail-bench-'));
  try {
    const { perSecond, answer } = await drive(file, { BENCH_DATA: data }, { requests, count, ask: 'count' });
    if (Number(answer) < requests.length) throw new Error(`${answer} of ${requests.length} webhooks are in the file.`);
    return perSecond;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}
