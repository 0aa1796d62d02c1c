import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.ts';
import { type Bench, median, round } from './report.ts';
import { alternate } from './rounds.ts';

interface Outcome {
  readonly recommendations: number;
  readonly wouldGo: number;
  readonly seconds: number;
  /** Of the thread that reads and asks: what it takes whatever else the machine does. */
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

const sides = ['dryRun', 'readOnly'] as const;

/**
 * Recorded recommendations, each with its verdict where it has one, asked about again under the eight rules and the limits of
 * `examples/policy.yaml`: recommendations/s, reading, limits in the order of time and the report included. The baseline reads
 * the same events and does nothing with them.
 */
export const dryRun: Bench = async ({ count = 100_000, rounds = 3 }) => {
  const data = await mkdtemp(join(tmpdir(), 'deskrail-bench-'));
  const environment = { BENCH_DATA: data, BENCH_COUNT: String(count) };
  try {
    await using filler = await startChild('./dry-run-worker.ts', environment);
    await filler.ask('fill');
    await filler[Symbol.asyncDispose]();
    const measured = await alternate(sides, rounds, async (side): Promise<Outcome> => {
      await using worker = await startChild('./dry-run-worker.ts', environment);
      return (await worker.ask(side)) as Outcome;
    });
    const speed = (side: (typeof sides)[number]) =>
      round(median(measured[side].map(({ recommendations, seconds }) => recommendations / seconds)), 0);
    const [ours, baseline] = [speed('dryRun'), speed('readOnly')];
    const cpu = (side: (typeof sides)[number]) =>
      round(median(measured[side].map(({ recommendations, cpuSeconds }) => (1e6 * cpuSeconds) / recommendations)), 1);
    const peak = (side: (typeof sides)[number]) => Math.max(...measured[side].map((one) => one.peakMegabytes));
    return {
      name: 'dry-run',
      unit: 'recommendations/s',
      rows: [
        { side: 'ours', 'recommendations/s': ours, 'CPU µs each': cpu('dryRun'), 'peak MB': peak('dryRun') },
        {
          side: 'read alone',
          'recommendations/s': baseline,
          'CPU µs each': cpu('readOnly'),
          'peak MB': peak('readOnly'),
        },
      ],
      ours,
      baseline,
      ratio: round(ours / baseline),
      cpuMicrosEach: cpu('dryRun'),
      ...{ count, rounds, wouldGo: measured.dryRun[0]?.wouldGo ?? 0, peakMegabytes: peak('dryRun') },
    };
  } finally {
    await rm(data, { recursive: true, force: true });
  }
};
