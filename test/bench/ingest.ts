import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestKafka } from './ingest-kafka.ts';
import { type Bench, round } from './report.ts';
import { alternate, medianSpeed, speedRows } from './rounds.ts';
import { connections, type Driven, drive, warmUp, webhookRequests } from './webhook-load.ts';

export const ingest: Bench = (options) => (options.log === 'kafka' ? ingestKafka(options) : ingestEmbedded(options));

/**
 * Signed webhooks over HTTP at 64 connections, durable before the 2xx. Each round runs both sides in fresh processes on
 * fresh files, ours and the floor in turn; the figure is the median of the rounds.
 */
const ingestEmbedded: Bench = async ({ count = 40_000, rounds = 5 }) => {
  const requests = await webhookRequests(count);
  const files = { floor: './floor-server.ts', ours: './receiver-server.ts' } as const;
  const speeds = await alternate(['floor', 'ours'] as const, rounds, (side) => oneRound(files[side], requests, count));
  const ours = medianSpeed(speeds.ours);
  const baseline = medianSpeed(speeds.floor);
  return {
    ...{ name: 'ingest', unit: 'webhooks/s', log: 'embedded', rows: speedRows(speeds) },
    ...{ ours, baseline, ratio: round(ours / baseline), count, rounds, warmUp, connections },
  };
};

async function oneRound(file: string, requests: readonly Buffer[], count: number): Promise<Driven> {
  const data = await mkdtemp(join(tmpdir(), 'deskrail-bench-'));
  try {
    const driven = await drive(file, { BENCH_DATA: data }, { requests, count, ask: 'count' });
    if (Number(driven.answer) < requests.length) {
      throw new Error(`${driven.answer} of ${requests.length} webhooks are in the file.`);
    }
    return driven;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}
