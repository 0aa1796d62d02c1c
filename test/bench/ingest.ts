import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manyZendeskWebhooks } from '@deskrail/testing';
import { startChild } from './child.ts';
import { load, rawPost } from './load.ts';
import { type Bench, median, round } from './report.ts';

const connections = 64;
/** Enough that both sides run compiled code: what is measured is a receiver that has been up for a while. */
const warmUp = 20_000;
const secret = 'bench-secret-of-32-characters-xx';

/**
 * Signed webhooks over HTTP at 64 connections, durable before the 2xx. Each round runs both sides in fresh processes on
 * fresh files, ours and the floor in turn; the figure is the median of the rounds.
 */
export const ingest: Bench = async ({ count = 40_000, rounds = 5 }) => {
  const webhooks = await manyZendeskWebhooks({
    count: count + warmUp,
    seed: 1,
    secret,
    timestamp: new Date().toISOString(),
  });
  const requests = webhooks.map(({ headers, body }) => rawPost('/webhooks/zendesk', headers, body));
  const sides = { floor: './floor-server.ts', ours: './receiver-server.ts' } as const;
  const speeds: Record<keyof typeof sides, number[]> = { floor: [], ours: [] };
  for (let index = 0; index < rounds; index++) {
    for (const side of index % 2 === 0 ? (['floor', 'ours'] as const) : (['ours', 'floor'] as const)) {
      speeds[side].push(await oneRound(sides[side], requests, count));
    }
  }
  const ours = round(median(speeds.ours), 0);
  const baseline = round(median(speeds.floor), 0);
  return {
    name: 'ingest',
    unit: 'webhooks/s',
    rows: Object.entries(speeds).map(([side, values]) => ({
      side,
      'median/s': round(median(values), 0),
      'lowest/s': round(Math.min(...values), 0),
      'highest/s': round(Math.max(...values), 0),
    })),
    ours,
    baseline,
    ratio: round(ours / baseline),
    count,
    rounds,
    connections,
  };
};

async function oneRound(file: string, requests: readonly Buffer[], count: number): Promise<number> {
  const data = await mkdtemp(join(tmpdir(), 'deskrail-bench-'));
  try {
    await using child = await startChild(file, { BENCH_DATA: data, BENCH_SECRET: secret });
    await load(child.port, requests.slice(count), connections);
    const { perSecond, statuses } = await load(child.port, requests.slice(0, count), connections);
    const accepted = Object.entries(statuses).reduce((sum, [status, n]) => sum + (status.startsWith('2') ? n : 0), 0);
    const kept = Number(await child.ask('count'));
    if (accepted !== count || kept < requests.length) {
      throw new Error(`Not every webhook was taken: ${JSON.stringify(statuses)}, ${kept} of ${requests.length} rows.`);
    }
    return perSecond;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}
